package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I12 of the file bus: work and memory do not grow with what lies there. All is counted; no clock is asked. */
@Tag("large")
class LargeBusTest {
    private static final String TOPIC = "t";
    private static final int BATCH = 8;
    private static final int MESSAGES = 100;

    @TempDir
    Path dir;

    private Path bus;
    private FileReadySource source;

    @BeforeEach
    void aBusOfManyMessages() throws IOException {
        bus = Files.createDirectories(dir.resolve("bus").resolve(TOPIC));
        for (int i = 0; i < MESSAGES; i++) {
            publish(name(i), "{}");
        }
        source = restarted();
    }

    /** With a table that leaves the heap after eight names. */
    private FileReadySource restarted() {
        return new FileReadySource(dir.resolve("bus"), TOPIC, dir.resolve("state"), 100, BATCH, new NameTable(16));
    }

    private static String name(int i) {
        return String.format("%04d.json", i);
    }

    private void publish(String name, String text) throws IOException {
        Files.writeString(bus.resolve(name), text);
    }

    private List<String> take(Function<ReadyDelivery, Settlement> settlement) {
        List<String> names = new ArrayList<>();
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            names.add(next.get().name().substring(TOPIC.length() + 1));
            next.get().settle(settlement.apply(next.get()));
        }
        return names;
    }

    private long listingsDuring(int polls) {
        long before = source.listings();
        for (int i = 0; i < polls; i++) {
            assertThat(source.poll()).isEmpty();
        }
        return source.listings() - before;
    }

    @ParameterizedTest
    @ValueSource(strings = {"DONE", "IGNORED", "REFUSED", "HALTED", "UNREADABLE"})
    void poll_moreMessagesThanABatch_comeInOrderEachOnce(Settlement settlement) {
        assertThat(take(delivery -> settlement)).hasSize(MESSAGES).isSorted().doesNotHaveDuplicates();
        assertThat(take(delivery -> settlement)).isEmpty();
        boolean done = settlement == Settlement.DONE || settlement == Settlement.IGNORED;
        source = restarted();
        assertThat(take(delivery -> settlement)).hasSize(done ? 0 : MESSAGES);
    }

    @Test
    void poll_unsettledMessages_comeInOrderEachOnce() {
        List<ReadyDelivery> open = new ArrayList<>();
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            open.add(next.get());
        }
        assertThat(open).extracting(ReadyDelivery::name).hasSize(MESSAGES).isSorted();
        assertThat(source.poll()).isEmpty();
        open.forEach(delivery -> delivery.settle(Settlement.DONE));
        assertThat(source.poll()).isEmpty();
    }

    @Test
    void poll_idle_doesNotList() {
        take(delivery -> Settlement.DONE);
        assertThat(listingsDuring(5000))
                .as("powers of two after the change, then one in a thousand")
                .isBetween(10L, 16L);
    }

    @Test
    void poll_idleWithUnreadableFilesAndLinksIntoTheVoid_doesNotList() throws IOException {
        Files.createSymbolicLink(bus.resolve("void.json"), bus.resolve("nothing"));
        take(delivery -> Settlement.UNREADABLE);
        assertThat(listingsDuring(5000)).isLessThan(17);
    }

    @Test
    void poll_changeWithinTheGrainOfTheFoldersTime_isSeen() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2030-01-01T00:00:00Z"));
        Files.setLastModifiedTime(bus, time);
        take(delivery -> Settlement.DONE);
        for (int quiet = 1; quiet <= 64; quiet *= 2) {
            listingsDuring(quiet);
            publish("late" + quiet + ".json", "{}");
            Files.setLastModifiedTime(bus, time);
            List<String> came = new ArrayList<>();
            for (int poll = 0; poll < 2 * quiet + 2 && came.isEmpty(); poll++) {
                came.addAll(take(delivery -> Settlement.DONE));
            }
            assertThat(came).as("after %d quiet polls", quiet).containsExactly("late" + quiet + ".json");
        }
    }

    @Test
    void poll_folderThatNeverShowsAChange_isListedNowAndThen() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2030-01-01T00:00:00Z"));
        Files.setLastModifiedTime(bus, time);
        take(delivery -> Settlement.DONE);
        listingsDuring(5000);
        publish("late.json", "{}");
        Files.setLastModifiedTime(bus, time);
        List<String> came = new ArrayList<>();
        for (int poll = 0; poll < 1025; poll++) {
            came.addAll(take(delivery -> Settlement.DONE));
        }
        assertThat(came).containsExactly("late.json");
    }

    @Test
    void poll_unreadableFileRewrittenInPlace_isSeenAtOnceIfItIsAmongTheLast() throws IOException {
        take(delivery -> Settlement.UNREADABLE);
        listingsDuring(200);
        publish(name(MESSAGES - 1), "{\"now\":1}");
        long before = source.listings();
        assertThat(source.poll().orElseThrow().name()).endsWith(name(MESSAGES - 1));
        assertThat(source.listings()).isEqualTo(before);
        publish(name(0), "{\"now\":1}");
        List<String> came = new ArrayList<>();
        for (int poll = 0; poll < 1025; poll++) {
            came.addAll(take(delivery -> Settlement.DONE));
        }
        assertThat(came).as("of the others with the next listing").containsExactly(name(0));
    }

    @Test
    void poll_messagesThatComeMeanwhile_areFoundByTheNextPass() throws IOException {
        for (int i = 0; i < MESSAGES / 2; i++) {
            ReadyDelivery delivery = source.poll().orElseThrow();
            assertThat(delivery.name()).endsWith(name(i));
            delivery.settle(Settlement.DONE);
        }
        publish("0000-earlier.json", "{}");
        publish("later.json", "{}");
        assertThat(take(delivery -> Settlement.DONE))
                .hasSize(MESSAGES / 2 + 2)
                .contains("0000-earlier.json", "later.json");
    }

    /** Any order of settlements, restarts and new messages: what is due comes, and nothing else. */
    @Test
    void poll_anyHistory_givesWhatIsDue() throws IOException {
        Random random = new Random(20261128);
        Set<String> due = new TreeSet<>();
        Set<String> notNow = new HashSet<>();
        for (int i = 0; i < MESSAGES; i++) {
            due.add(name(i));
        }
        for (int turn = 0; turn < 400; turn++) {
            int what = random.nextInt(20);
            if (what == 0) {
                source = restarted();
                due.addAll(notNow);
                notNow.clear();
            } else if (what == 1) {
                publish("new" + turn + ".json", "{}");
                due.add("new" + turn + ".json");
            } else {
                Optional<ReadyDelivery> next = source.poll();
                for (int patience = 0; next.isEmpty() && !due.isEmpty() && patience < 2048; patience++) {
                    next = source.poll();
                }
                assertThat(next.isPresent()).as("turn %d, due %s", turn, due).isEqualTo(!due.isEmpty());
                if (next.isPresent()) {
                    String name = next.get().name().substring(TOPIC.length() + 1);
                    assertThat(due.remove(name)).as("turn %d: %s", turn, name).isTrue();
                    Settlement settlement = List.of(Settlement.values()).get(random.nextInt(5));
                    next.get().settle(settlement);
                    if (settlement != Settlement.DONE && settlement != Settlement.IGNORED) {
                        notNow.add(name);
                    }
                }
            }
        }
    }

    @Test
    void nameTable_manyNames_keepsTheirValues() throws IOException {
        NameTable table = new NameTable(16);
        for (int i = 1; i <= 5000; i++) {
            assertThat(table.get("n" + i)).isEqualTo(NameTable.ABSENT);
            table.put("n" + i, i);
            table.put("n" + (i / 2 + 1), -i);
        }
        for (int i = 2502; i <= 5000; i++) {
            assertThat(table.get("n" + i)).isEqualTo(i);
        }
        for (int i = 2; i <= 2500; i++) {
            assertThat(table.get("n" + i)).isEqualTo(-(2L * i - 1));
        }
    }
}
