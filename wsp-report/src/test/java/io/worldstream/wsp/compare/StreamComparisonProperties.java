package io.worldstream.wsp.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The comparison agrees with one in memory, for streams of few ids that come again and again. */
class StreamComparisonProperties {
    record Event(int id, int version) {
        String line() {
            return "{\"event_id\":\"" + String.format("%064x", id) + "\",\"event_type\":\"t\",\"payload\":{\"v\":"
                    + version + "}}";
        }
    }

    @Provide
    Arbitrary<List<Event>> streams() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 2))
                .as(Event::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 200)
    void compare_anyStreams_agreesWithCountingInMemory(
            @ForAll("streams") List<Event> a, @ForAll("streams") List<Event> b) throws IOException {
        Path dir = Files.createTempDirectory("compare");
        try {
            Path fileA =
                    Files.write(dir.resolve("a"), a.stream().map(Event::line).toList());
            Path fileB =
                    Files.write(dir.resolve("b"), b.stream().map(Event::line).toList());
            ComparisonResult result =
                    StreamComparison.of(fileA, fileB).inAnyOrder().run();

            long onlyInA = 0;
            long onlyInB = 0;
            long changed = 0;
            for (int id = 0; id <= 12; id++) {
                Map<Integer, Long> versionsA = versions(a, id);
                Map<Integer, Long> versionsB = versions(b, id);
                long restA = rest(versionsA, versionsB);
                long restB = rest(versionsB, versionsA);
                changed += Math.min(restA, restB);
                onlyInA += restA - Math.min(restA, restB);
                onlyInB += restB - Math.min(restA, restB);
            }
            assertThat(List.of(result.onlyInA(), result.onlyInB(), result.changed()))
                    .as("%s against %s", a, b)
                    .isEqualTo(List.of(onlyInA, onlyInB, changed));
            assertThat(result.a().repeated())
                    .isEqualTo(a.size() - a.stream().map(Event::id).distinct().count());
            assertThat(StreamComparison.of(fileA, fileB).run().equal()).isEqualTo(a.equals(b));
        } finally {
            try (Stream<Path> files = Files.list(dir)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(dir);
        }
    }

    private static Map<Integer, Long> versions(List<Event> events, int id) {
        return events.stream()
                .filter(event -> event.id == id)
                .collect(Collectors.groupingBy(Event::version, Collectors.counting()));
    }

    private static long rest(Map<Integer, Long> versions, Map<Integer, Long> others) {
        return versions.entrySet().stream()
                .mapToLong(each -> Math.max(0, each.getValue() - others.getOrDefault(each.getKey(), 0L)))
                .sum();
    }

    @Property(tries = 100)
    void sort_anyRecordsAndBlocks_givesThemAllInOrder(
            @ForAll("records") List<byte[]> records, @ForAll("blocks") int block) throws IOException {
        Path dir = Files.createTempDirectory("sort");
        try {
            RecordSorter sorter = new RecordSorter(dir, "r", 3, block);
            for (byte[] record : records) {
                sorter.add(record);
            }
            List<String> sorted = new ArrayList<>();
            try (SortedRecords all = sorter.sorted()) {
                for (byte[] record = all.next(); record != null; record = all.next()) {
                    sorted.add(Arrays.toString(record));
                }
            }
            assertThat(sorted)
                    .containsExactlyElementsOf(records.stream()
                            .sorted(Arrays::compareUnsigned)
                            .map(Arrays::toString)
                            .toList());
        } finally {
            try (Stream<Path> files = Files.list(dir)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(dir);
        }
    }

    @Provide
    Arbitrary<List<byte[]>> records() {
        return Arbitraries.bytes().array(byte[].class).ofSize(3).list().ofMaxSize(400);
    }

    @Provide
    Arbitrary<Integer> blocks() {
        return Arbitraries.integers().between(1, 100);
    }
}
