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
import java.util.List;
import java.util.Optional;
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
    void anAcknowledgementIsAWholeFileUnderTheState() throws IOException {
        publish("a.json", "{}");
        next().settle(Settlement.DONE);
        try (Stream<Path> files = Files.list(state.resolve("acknowledged").resolve(TOPIC))) {
            List<Path> records = files.toList();
            assertThat(records).hasSize(1);
            assertThat(records.get(0).getFileName().toString()).matches("[0-9a-f]{64}\\.json");
            assertThat(records.get(0)).content().contains("a.json").contains("DONE");
        }
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
        try (Stream<Path> files = Files.list(state.resolve("acknowledged").resolve(TOPIC))) {
            assertThat(files).hasSize(5);
        }
    }

    @Test
    void aSettlementThatCannotBeRecordedSaysSo() throws IOException {
        publish("a.json", "{}");
        Files.writeString(state, "a file where the folder should be");
        ReadyDelivery delivery = next();
        assertThatThrownBy(() -> delivery.settle(Settlement.DONE))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE));
        assertThat(names()).isEmpty();
        Files.delete(state);
        source = restarted();
        assertThat(names()).hasSize(1);
    }

    @Test
    void aDraftThatACrashLeftIsNoAcknowledgement() throws IOException {
        publish("a.json", "{}");
        next().settle(Settlement.DONE);
        Path folder = state.resolve("acknowledged").resolve(TOPIC);
        try (Stream<Path> files = Files.list(folder)) {
            Path record = files.findFirst().orElseThrow();
            Files.move(record, folder.resolve("." + record.getFileName() + ".tmp"));
        }
        source = restarted();
        next().settle(Settlement.DONE);
        source = restarted();
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsNoMessageIsPassedOver() throws Exception {
        publish("readme.txt", "x");
        publish("a.json.tmp", "{}");
        publish("A.JSON", "{}");
        Files.createDirectory(bus.resolve("folder.json"));
        Path elsewhere = Files.writeString(dir.resolve("elsewhere.json"), "{}");
        Files.createSymbolicLink(bus.resolve("leak.json"), elsewhere);
        Files.createSymbolicLink(bus.resolve("dangling.json"), dir.resolve("nothing"));
        Files.createSymbolicLink(bus.resolve("void.json"), bus.resolve("nothing"));
        Files.createSymbolicLink(bus.resolve("loop.json"), bus.resolve("loop.json"));
        new ProcessBuilder("mkfifo", bus.resolve("pipe.json").toString())
                .start()
                .waitFor();
        publish("good.json", "{}");
        Files.createSymbolicLink(bus.resolve("link.json"), bus.resolve("good.json"));
        assertThat(names()).containsExactly(TOPIC + "/good.json", TOPIC + "/link.json");
        assertThat(names()).isEmpty();
    }

    @Test
    void aMessageThatMayNotBeReadComesWhenItMay() throws IOException {
        Path file = publish("a.json", "{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("not run by root").isFalse();
        assertThat(names()).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(names()).hasSize(1);
    }

    @Test
    void aMessageOverTheLimitIsPassedOverUntilItChanges() throws IOException {
        publish("a.json", "x".repeat(101));
        publish("b.json", "x".repeat(100));
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
    void aBusThatIsNotThereIsEmptyAndMayComeLater() throws IOException {
        Files.delete(bus);
        assertThat(names()).isEmpty();
        Files.delete(root);
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
