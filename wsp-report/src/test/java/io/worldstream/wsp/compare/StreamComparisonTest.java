package io.worldstream.wsp.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.compare.StreamDifference.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamComparisonTest {
    private static final int EVENTS = 200;

    @TempDir
    Path dir;

    private static String id(int number) {
        // Ids are spread like hashes, so that the order of ids is not that of lines.
        return String.format("%016x", number * 0x9E3779B97F4A7C15L).repeat(4);
    }

    private static String line(int number, String payload) {
        return "{\"event_id\":\"" + id(number) + "\",\"event_type\":\"" + (number % 3 == 0 ? "fraud" : "arrival")
                + "\",\"producer\":\"svc\",\"payload\":" + payload + "}";
    }

    private static String line(int number) {
        return line(number, "{\"amount\":" + number + ".50,\"nested\":[{\"a\":\"}, \"}]}");
    }

    private static String receipt(int number) {
        return "{\"event_id\":\"" + id(number) + "\",\"event_type\":\"arrival\",\"decision\":\"ADMIT\"}";
    }

    private static List<String> stream() {
        return new ArrayList<>(
                IntStream.range(0, EVENTS).mapToObj(StreamComparisonTest::line).toList());
    }

    private Path file(String name, List<String> lines) throws IOException {
        return Files.write(dir.resolve(name), lines);
    }

    private StreamComparison comparison(List<String> a, List<String> b) throws IOException {
        return StreamComparison.of(file("a", a), file("b", b)).scratch(dir);
    }

    private ComparisonResult compare(List<String> a, List<String> b) throws IOException {
        ComparisonResult result = comparison(a, b).run();
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).as("files that are left").hasSize(2);
        }
        return result;
    }

    private static StreamDifference difference(Kind kind, int number, long lineA, long lineB, String... fields) {
        return new StreamDifference(
                kind, new EventId(id(number)), number % 3 == 0 ? "fraud" : "arrival", lineA, lineB, List.of(fields));
    }

    @Nested
    class Equal {
        @Test
        void compare_sameLines_countsByType() throws IOException {
            ComparisonResult result = compare(stream(), stream());
            assertThat(result.equal()).isTrue();
            assertThat(result.byIdsOnly()).isFalse();
            assertThat(result.a().events()).isEqualTo(EVENTS);
            assertThat(result.b().byType()).containsEntry("fraud", 67L).containsEntry("arrival", 133L);
        }

        @Test
        void compare_fieldsInAnotherOrderWithSpacesBetweenAndAnotherEmissionTime_areEqual() throws IOException {
            String a = "{\"event_id\":\"" + id(1)
                    + "\",\"event_type\":\"t\",\"emitted_at_utc\":\"x\",\"n\":12,\"payload\":{\"a\": 1}}";
            String b = " { \"payload\" : {\"a\": 1} ,\t\"n\":12 , \"event_type\" :\"t\", \"event_id\":\"" + id(1)
                    + "\" , \"emitted_at_utc\":\"another\" } \r";
            assertThat(compare(List.of(a), List.of("", b)).equal()).isTrue();
        }

        @Test
        void compare_ignoredField_isPassedOver() throws IOException {
            List<String> other = stream();
            other.replaceAll(line -> line.replace("\"svc\"", "\"pull\""));
            assertThat(compare(stream(), other).changed()).isEqualTo(EVENTS);
            assertThat(comparison(stream(), other)
                            .ignoring(Set.of("producer"))
                            .run()
                            .equal())
                    .isTrue();
        }

        @Test
        void compare_shuffled_isEqualInAnyOrderOnly() throws IOException {
            List<String> shuffled = stream();
            Collections.shuffle(shuffled, new Random(7));
            assertThat(comparison(stream(), shuffled).inAnyOrder().run().equal())
                    .isTrue();
            ComparisonResult ordered = compare(stream(), shuffled);
            assertThat(ordered.equal()).isFalse();
            assertThat(ordered.ordered()).isFalse();
            assertThat(ordered.onlyInA() + ordered.onlyInB() + ordered.changed())
                    .isZero();
        }

        @Test
        void compare_receiptsOfAStream_isByIdsOnly() throws IOException {
            List<String> receipts = IntStream.range(0, EVENTS)
                    .mapToObj(StreamComparisonTest::receipt)
                    .toList();
            ComparisonResult result = compare(stream(), receipts);
            assertThat(result.equal()).isTrue();
            assertThat(result.byIdsOnly()).isTrue();
            assertThat(compare(receipts, stream()).equal()).isTrue();
            assertThat(compare(receipts.subList(1, EVENTS), stream()).onlyInB()).isEqualTo(1);
        }

        @Test
        void compare_gzip_isReadAsItsText() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write((String.join("\n", stream()) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            Path zipped = Files.write(dir.resolve("b.gz"), bytes.toByteArray());
            Path plain = file("a", stream());
            assertThat(StreamComparison.of(plain, zipped).run().equal()).isTrue();
            Path cut = Files.write(dir.resolve("c.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() * 3 / 4));
            ComparisonResult result = StreamComparison.of(plain, cut).run();
            assertThat(result.b().cut()).isTrue();
            assertThat(result.onlyInA()).isPositive();
            assertThat(result.onlyInB()).isZero();
        }

        @Test
        void compare_emptyFiles_areEqual() throws IOException {
            assertThat(compare(List.of(), List.of()).equal()).isTrue();
            assertThat(compare(List.of(), stream()).onlyInB()).isEqualTo(EVENTS);
        }
    }

    @Nested
    class Different {
        @Test
        void compare_oneEventLess_namesIt() throws IOException {
            List<String> less = stream();
            less.remove(41);
            ComparisonResult result = compare(stream(), less);
            assertThat(result.equal()).isFalse();
            assertThat(result.ordered()).as("the others").isTrue();
            assertThat(result.onlyInA()).isEqualTo(1);
            assertThat(result.first()).containsExactly(difference(Kind.ONLY_IN_A, 41, 42, 0));
            assertThat(compare(less, stream()).first()).containsExactly(difference(Kind.ONLY_IN_B, 41, 0, 42));
        }

        @Test
        void compare_onePayloadByteChanged_namesTheField() throws IOException {
            List<String> changed = stream();
            changed.set(7, line(7).replace("7.50", "7.5"));
            changed.set(9, line(9).replace("\"svc\"", "\"pull\"").replace("9.50", "9.51"));
            ComparisonResult result = compare(stream(), changed);
            assertThat(result.changed()).isEqualTo(2);
            assertThat(result.first())
                    .containsExactly(
                            difference(Kind.CHANGED, 7, 8, 8, "payload"),
                            difference(Kind.CHANGED, 9, 10, 10, "payload", "producer"));
        }

        @Test
        void compare_twoEventsSwapped_namesTheOneThatIsEarlierInB() throws IOException {
            List<String> swapped = stream();
            Collections.swap(swapped, 20, 21);
            ComparisonResult result = compare(stream(), swapped);
            assertThat(result.ordered()).isFalse();
            assertThat(result.first()).containsExactly(difference(Kind.MOVED, 21, 22, 21));
            assertThat(comparison(stream(), swapped).inAnyOrder().run().equal()).isTrue();
        }

        @Test
        void compare_eventsThatOneHasTwice_countsThemOnce() throws IOException {
            List<String> twice = stream();
            twice.add(30, line(5));
            twice.add(line(6));
            ComparisonResult result = compare(stream(), twice);
            assertThat(result.b().repeated()).isEqualTo(2);
            assertThat(result.onlyInB()).isEqualTo(2);
            assertThat(result.onlyInA()).isZero();
            assertThat(compare(twice, twice).equal()).isTrue();
        }

        @Test
        void compare_manyDifferences_listsTheFirst() throws IOException {
            List<String> other = stream();
            other.replaceAll(line -> line.replace(".50", ".51"));
            ComparisonResult result = compare(stream(), other);
            assertThat(result.changed()).isEqualTo(EVENTS);
            assertThat(result.first())
                    .hasSize(ComparisonResult.MOST_DIFFERENCES)
                    .extracting(StreamDifference::lineA)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 10).mapToObj(Long::valueOf).toList());
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 30, 100, 150})
        void compare_withItselfCut_saysSo(int bytesLess) throws IOException {
            Path whole = file("a", stream());
            byte[] bytes = Files.readAllBytes(whole);
            Path cut = Files.write(dir.resolve("b"), Arrays.copyOf(bytes, bytes.length - bytesLess));
            ComparisonResult result = StreamComparison.of(whole, cut).run();
            boolean lineBreakOnly = bytesLess == 1;
            assertThat(result.equal()).isEqualTo(lineBreakOnly);
            assertThat(result.b().cut()).isEqualTo(!lineBreakOnly);
            assertThat(result.onlyInB()).isZero();
        }
    }

    @Nested
    class Unreadable {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "nonsense|not JSON",
                    "[1]|not a JSON object",
                    "{\"event_type\":\"t\"}|no event_id of 64 hex digits",
                    "{\"event_id\":\"zz\",\"event_type\":\"t\"}|no event_id of 64 hex digits",
                    "{\"event_id\":7,\"event_type\":\"t\"}|no event_id of 64 hex digits",
                    "{\"a\":1,\"a\":2}|not JSON: Duplicate field",
                })
        void compare_lineThatIsNoEvent_isRefusedByItsNumber(String bad, String why) throws IOException {
            List<String> lines = stream();
            lines.add(3, bad);
            assertThatThrownBy(() -> compare(stream(), lines))
                    .isInstanceOfSatisfying(
                            UnreadableStreamException.class,
                            e -> assertThat(e.side()).isEqualTo(StreamSide.B))
                    .hasMessageStartingWith("B, line 4: " + why);
            assertThatThrownBy(() -> comparison(lines, stream()).inAnyOrder().run())
                    .hasMessageStartingWith("A, line 4: " + why);
        }

        @Test
        void compare_eventWithoutType_isRefused() {
            String bad = "{\"event_id\":\"" + id(1) + "\"}";
            assertThatThrownBy(() -> compare(List.of(bad, line(2)), stream()))
                    .hasMessage("A, line 1: no text event_type");
        }

        @Test
        void compare_lineWithoutEnd_isRefusedInBoundedMemory() throws IOException {
            byte[] endless = new byte[EventLines.MOST_BYTES + (1 << 20)];
            Arrays.fill(endless, (byte) 'x');
            Path file = Files.write(dir.resolve("a"), endless);
            assertThatThrownBy(() -> StreamComparison.of(file, file).run())
                    .hasMessage("A, line 1: longer than 16 MiB, so it is no event");
        }

        @Test
        void compare_typesWithoutEnd_isRefused() {
            List<String> lines = IntStream.range(0, EventFile.MOST_TYPES + 1)
                    .mapToObj(i -> line(i).replace("arrival", "t" + i).replace("fraud", "t" + i))
                    .toList();
            assertThatThrownBy(() -> compare(lines, stream().subList(0, 1)))
                    .hasMessage("A, line 10001: more than 10000 types of events");
        }
    }
}
