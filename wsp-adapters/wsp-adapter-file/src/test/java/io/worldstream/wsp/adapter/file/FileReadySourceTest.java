package io.worldstream.wsp.adapter.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contracts 1, the file form of the bus. */
class FileReadySourceTest {
    private static final String TOPIC = "fp.bus.control.v1";

    @TempDir
    Path dir;

    private Path root;
    private Path bus;
    private Path state;
    private FileReadySource source;

    @BeforeEach
    void emptyBus() throws IOException {
        root = dir.resolve("bus");
        bus = Files.createDirectories(root.resolve(TOPIC));
        state = dir.resolve("state");
        source = restarted();
    }

    private FileReadySource restarted() {
        return new FileReadySource(root, TOPIC, state, 100);
    }

    private Path publish(String name, String message) throws IOException {
        return Files.writeString(bus.resolve(name), message);
    }

    @Test
    void poll_busDoesNotExist_throwsUntilItDoes() throws IOException {
        Path moved = dir.resolve("moved");
        publish("a.json", "{}");
        Files.move(root, moved);

        assertThatThrownBy(source::poll)
                .isInstanceOf(WspException.class)
                .hasMessageContaining("the folder " + root + " does not exist");
        assertThatThrownBy(source::poll).isInstanceOf(WspException.class);

        Files.move(moved, root);
        assertThat(source.poll()).isPresent();
    }

    @Test
    void poll_topicDoesNotExist_isEmpty() {
        assertThat(new FileReadySource(root, "another", state, 100).poll()).isEmpty();
    }

    private Path records() {
        return state.resolve("acknowledged").resolve(TOPIC);
    }

    private Path log() {
        return records().resolve("acknowledged.log");
    }

    private ReadyDelivery next() {
        return source.poll().orElseThrow();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            names.add(next.get().name());
        }
        return names;
    }

    @Test
    void messagesComeInTheOrderOfTheirNamesWholeAndOnce() throws IOException {
        publish("b.json", "{\"b\":1}");
        publish("a.json", "{\"a\":1}");
        ReadyDelivery first = next();
        assertThat(first.name()).isEqualTo(TOPIC + "/a.json");
        assertThat(source.topic()).isEqualTo(TOPIC);
        assertThat(new String(first.message(), UTF_8)).isEqualTo("{\"a\":1}");
        assertThat(names()).containsExactly(TOPIC + "/b.json");
        assertThat(names()).as("RDY-02: not settled, not again").isEmpty();
        publish("0.json", "{}");
        assertThat(names()).containsExactly(TOPIC + "/0.json");
    }

    @Test
    void theMessageIsTheCallersToChange() throws IOException {
        publish("a.json", "{}");
        ReadyDelivery delivery = next();
        delivery.message()[0] = 'X';
        assertThat(delivery.message()[0]).isEqualTo((byte) '{');
    }

    @Test
    void whatWasNotSettledComesAgainAfterARestart() throws IOException {
        publish("a.json", "{}");
        next();
        source = restarted();
        assertThat(names()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Settlement.class,
            names = {"DONE", "IGNORED"})
    void whatIsDoneWithNeverComesAgain(Settlement settlement) throws IOException {
        publish("a.json", "{}");
        next().settle(settlement);
        assertThat(names()).isEmpty();
        publish("a.json", "{\"changed\":true}");
        assertThat(names()).isEmpty();
        source = restarted();
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Settlement.class,
            names = {"REFUSED", "HALTED"})
    void whatMayBeMendedComesAgainToTheNextSourceOnly(Settlement settlement) throws IOException {
        publish("a.json", "{}");
        next().settle(settlement);
        publish("a.json", "{\"changed\":true}");
        assertThat(names()).isEmpty();
        source = restarted();
        assertThat(names()).hasSize(1);
    }

    @Test
    void whatDidNotParseComesAgainWhenItsSizeChanged() throws IOException {
        publish("a.json", "{\"half");
        next().settle(Settlement.UNREADABLE);
        assertThat(names()).isEmpty();
        publish("a.json", "{\"half\":1}");
        assertThat(new String(next().message(), UTF_8)).isEqualTo("{\"half\":1}");
    }

    @Test
    void whatDidNotParseComesAgainWhenItsTimeChanged() throws IOException {
        Path file = publish("a.json", "{1}");
        next().settle(Settlement.UNREADABLE);
        assertThat(names()).isEmpty();
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2031-01-01T00:00:00Z")));
        assertThat(names()).hasSize(1);
    }

    @Test
    void whatDidNotParseComesAgainAfterARestart() throws IOException {
        publish("a.json", "{1}");
        next().settle(Settlement.UNREADABLE);
        source = restarted();
        assertThat(names()).hasSize(1);
    }

    @Test
    void aDeliveryIsSettledOnce() throws IOException {
        publish("a.json", "{}");
        ReadyDelivery delivery = next();
        delivery.settle(Settlement.REFUSED);
        assertThatThrownBy(() -> delivery.settle(Settlement.DONE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theBusIsNeverAltered() throws IOException {
        publish("a.json", "{}");
        publish("junk.tmp", "x");
        FileTime before = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(bus, before);
        for (ReadyDelivery delivery : List.of(next())) {
            delivery.settle(Settlement.DONE);
        }
        names();
        assertThat(Files.getLastModifiedTime(bus)).isEqualTo(before);
        try (Stream<Path> files = Files.list(bus)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void anAcknowledgementIsALineUnderTheState() throws IOException {
        publish("a.json", "{}");
        publish("b.json", "{}");
        next().settle(Settlement.DONE);
        next().settle(Settlement.IGNORED);
        assertThat(Files.readAllLines(log()).stream().filter(line -> !line.isEmpty()))
                .containsExactly(
                        "{\"message_file\":\"a.json\",\"settlement\":\"DONE\"}",
                        "{\"message_file\":\"b.json\",\"settlement\":\"IGNORED\"}");
    }

    @Test
    void anyNameThatTheBusAllowsCanBeAcknowledged() throws IOException {
        for (String name : List.of("x".repeat(250) + ".json", ".json", "a b\n\"*?.json", "é.json", "-rf.json")) {
            publish(name, "{}");
        }
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            next.get().settle(Settlement.DONE);
        }
        source = restarted();
        assertThat(names()).isEmpty();
    }

    @Test
    void aSettlementThatCannotBeRecordedSaysSo() throws IOException {
        publish("a.json", "{}");
        ReadyDelivery delivery = next();
        Files.writeString(state, "a file where the folder should be");
        assertThatThrownBy(() -> delivery.settle(Settlement.DONE))
                .isInstanceOfSatisfying(
                        WspException.class,
                        e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE));
        Files.delete(state);
        assertThat(names()).isEmpty();
        source = restarted();
        assertThat(names()).hasSize(1);
    }

    @Test
    void poll_recordUnreadable_saysSoAndGoesOnWhenItIsMended() throws IOException {
        publish("a.json", "{}");
        Files.writeString(state, "a file where the folder should be");
        assertThatThrownBy(source::poll)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE))
                .hasMessageContaining(records().toString());
        Files.delete(state);
        assertThat(names()).hasSize(1);
    }

    @Test
    void poll_recordOfAnEarlierRelease_counts() throws IOException {
        publish("a.json", "{}");
        publish("b.json", "{}");
        Files.createDirectories(records());
        // The SHA-256 of "a.json".
        Files.writeString(
                log().resolveSibling("6025a12236ee54baceb48b335c5a8e54f073af9cb25fddd990f95e06d6e039d9.json"), "{}");
        source = restarted();
        assertThat(names()).containsExactly(TOPIC + "/b.json");
    }

    @Test
    void poll_recordCutShort_countsForNothingAndSpoilsNoOther() throws IOException {
        publish("a.json", "{}");
        publish("b.json", "{}");
        next().settle(Settlement.DONE);
        byte[] whole = Files.readAllBytes(log());
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(log(), Arrays.copyOf(whole, length));
            source = restarted();
            ReadyDelivery first = next();
            assertThat(first.name()).as("the first %d bytes", length).isEqualTo(TOPIC + "/a.json");
            next().settle(Settlement.DONE);
            source = restarted();
            assertThat(names()).as("the first %d bytes", length).containsExactly(TOPIC + "/a.json");
        }
    }

    @Test
    void poll_recordedByAnotherSourceSince_doesNotCome() throws IOException {
        publish("a.json", "{}");
        publish("b.json", "{}");
        publish("c.json", "{}");
        next().settle(Settlement.DONE);
        FileReadySource other = restarted();
        other.poll().orElseThrow().settle(Settlement.DONE);
        assertThat(names())
                .as("b was listed here before it was done with there")
                .containsExactly(TOPIC + "/c.json");
    }

    @Test
    void poll_whatIsNoMessage_comesOnceWithTheReasonAndIsNotRead() throws Exception {
        publish("readme.txt", "x");
        publish("a.json.tmp", "{}");
        publish("A.JSON", "{}");
        Files.createDirectory(bus.resolve("folder.json"));
        Path elsewhere = Files.writeString(dir.resolve("elsewhere.json"), "{}");
        Files.createSymbolicLink(bus.resolve("leak.json"), elsewhere);
        Files.createSymbolicLink(bus.resolve("dangling.json"), dir.resolve("nothing"));
        Files.createSymbolicLink(bus.resolve("void.json"), bus.resolve("nothing"));
        Files.createSymbolicLink(bus.resolve("loop.json"), bus.resolve("loop.json"));
        Files.createSymbolicLink(bus.resolve("device.json"), Path.of("/dev/zero"));
        new ProcessBuilder("mkfifo", bus.resolve("pipe.json").toString())
                .start()
                .waitFor();
        publish("large.json", "x".repeat(101));
        publish("good.json", "{}");
        Files.createSymbolicLink(bus.resolve("link.json"), bus.resolve("good.json"));
        Map<String, String> why = new TreeMap<>();
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            ReadyDelivery delivery = next.get();
            why.put(
                    delivery.name().substring(TOPIC.length() + 1),
                    delivery.unreadable().orElse("read"));
            assertThat(delivery.message()).hasSize(delivery.unreadable().isPresent() ? 0 : 2);
            delivery.settle(delivery.unreadable().isPresent() ? Settlement.UNREADABLE : Settlement.REFUSED);
        }
        assertThat(why)
                .containsOnlyKeys(
                        "dangling.json",
                        "device.json",
                        "folder.json",
                        "good.json",
                        "large.json",
                        "leak.json",
                        "link.json",
                        "loop.json",
                        "pipe.json")
                .containsEntry("good.json", "read")
                .containsEntry("link.json", "read")
                .containsEntry("leak.json", "it is a link that leaves the bus")
                .containsEntry("folder.json", "it is a folder")
                .containsEntry("pipe.json", "it is no regular file")
                .containsEntry("large.json", "it has more than 100 bytes");
        assertThat(names()).isEmpty();
        source = restarted();
        assertThat(names()).as("RDY-03").hasSize(why.size());
    }

    @Test
    void aMessageThatMayNotBeReadComesWhenItMay() throws IOException {
        Path file = publish("a.json", "{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("not run by root").isFalse();
        ReadyDelivery refused = next();
        assertThat(refused.unreadable()).isPresent();
        refused.settle(Settlement.UNREADABLE);
        assertThat(names()).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(new String(next().message(), UTF_8)).isEqualTo("{}");
    }

    @Test
    void aMessageOverTheLimitIsNotReadUntilItChanges() throws IOException {
        publish("a.json", "x".repeat(101));
        publish("b.json", "x".repeat(100));
        ReadyDelivery large = next();
        assertThat(large.unreadable()).contains("it has more than 100 bytes");
        assertThat(large.message()).isEmpty();
        large.settle(Settlement.UNREADABLE);
        assertThat(names()).containsExactly(TOPIC + "/b.json");
        assertThat(names()).isEmpty();
        publish("a.json", "{}");
        assertThat(names()).containsExactly(TOPIC + "/a.json");
    }

    @Test
    void aMessageThatVanishesAfterItWasListedIsPassedOver() throws IOException {
        publish("a.json", "{}");
        Path second = publish("b.json", "{}");
        next();
        Files.delete(second);
        assertThat(names()).isEmpty();
    }

    @Test
    void aTopicThatIsNotThereIsEmptyAndMayComeLater() throws IOException {
        Files.delete(bus);
        assertThat(names()).isEmpty();
        Files.createDirectories(bus);
        publish("a.json", "{}");
        assertThat(names()).hasSize(1);
    }

    @Test
    void aBusThatCannotBeListedSaysSo() throws IOException {
        Files.delete(bus);
        Files.writeString(bus, "a file where the folder should be");
        assertThatThrownBy(source::poll)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../x", "a\\b", "a\0"})
    void aTopicIsTheNameOfAFolder(String topic) {
        assertThatThrownBy(() -> new FileReadySource(root, topic, state))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, Integer.MAX_VALUE})
    void aLimitIsFromAByteToAGibibyte(int limit) {
        assertThatThrownBy(() -> new FileReadySource(root, TOPIC, state, limit)).isInstanceOf(WspException.class);
    }
}
