package io.worldstream.wsp.testkit.jqwik;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A small world before it is sealed: a value that jqwik can shrink and print, and from which a property computes its
 * expectations.
 *
 * @param pins the world's pins
 * @param gzip whether the parts are compressed
 * @param outputs the world's traffic outputs
 */
public record WorldSpec(Pins pins, boolean gzip, List<OutputSpec> outputs) {
    public WorldSpec {
        outputs = List.copyOf(outputs);
    }

    /** Returns a builder of this world, still open to edits. */
    public RowWorldBuilder toBuilder() {
        RowWorldBuilder builder = World.ofRows().pins(pins).gzip(gzip);
        for (OutputSpec output : outputs) {
            builder.output(
                    output.entry(),
                    output.parts().stream()
                            .map(rows ->
                                    PartRows.of(rows.stream().map(RowSpec::text).toList()))
                            .toList());
        }
        return builder;
    }

    /** Returns the same rows with one part per output, which must not affect their order in the stream (I6). */
    public WorldSpec inOnePart() {
        return new WorldSpec(
                pins,
                gzip,
                outputs.stream()
                        .map(output -> new OutputSpec(
                                output.entry(), List.of(output.rows().sorted().toList())))
                        .toList());
    }

    /**
     * Returns the same rows in the same parts, but reordered within each part, which must not affect their order in the
     * stream (I6).
     *
     * @param seed determines the order
     */
    public WorldSpec shuffled(long seed) {
        Random random = new Random(seed);
        return new WorldSpec(
                pins,
                gzip,
                outputs.stream()
                        .map(output -> new OutputSpec(
                                output.entry(),
                                output.parts().stream()
                                        .map(rows -> shuffled(rows, random))
                                        .toList()))
                        .toList());
    }

    private static List<RowSpec> shuffled(List<RowSpec> rows, Random random) {
        List<RowSpec> copy = new ArrayList<>(rows);
        Collections.shuffle(copy, random);
        return copy;
    }

    /** Returns the number of rows of all outputs together. */
    public long rows() {
        return outputs.stream().flatMap(OutputSpec::rows).count();
    }

    /**
     * One output.
     *
     * @param entry the output's catalogue entry
     * @param parts the output's parts, each in ascending event time unless the world is {@linkplain #shuffled shuffled}
     */
    public record OutputSpec(Catalogue.Output entry, List<List<RowSpec>> parts) {
        public OutputSpec {
            parts = parts.stream().map(List::copyOf).toList();
        }

        /** Returns the rows of all parts. */
        public Stream<RowSpec> rows() {
            return parts.stream().flatMap(List::stream);
        }
    }

    /**
     * One row. The natural order is by event time, then by text.
     *
     * @param tsMicros the event time in microseconds since 1970-01-01T00:00:00Z
     * @param text the row's JSON text
     */
    public record RowSpec(long tsMicros, String text) implements Comparable<RowSpec> {
        @Override
        public int compareTo(RowSpec other) {
            int byTime = Long.compare(tsMicros, other.tsMicros);
            return byTime != 0 ? byTime : text.compareTo(other.text);
        }
    }
}
