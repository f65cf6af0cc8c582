package io.worldstream.wsp.adapter.parquet;

import org.jspecify.annotations.Nullable;

/**
 * One node of the schema as in the footer, in depth-first order.
 *
 * @param name the field's name
 * @param repetition its repetition: required, optional or repeated
 * @param physical the storage of its values, or null for a group
 * @param width the bytes of a fixed-length value
 * @param children the number of nodes directly below it
 * @param annotation its meaning
 */
record SchemaElement(
        String name,
        Repetition repetition,
        @Nullable Physical physical,
        int width,
        int children,
        Annotation annotation) {
    private static final int NOT_THERE = -1;

    enum Repetition {
        REQUIRED,
        OPTIONAL,
        REPEATED
    }

    static SchemaElement read(ThriftReader in) {
        String name = "";
        int type = NOT_THERE;
        int repetition = 0;
        int width = 0;
        int children = 0;
        int converted = NOT_THERE;
        int scale = 0;
        int precision = 0;
        Annotation logical = Annotation.NONE;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            switch (id) {
                case 1 -> type = in.i32();
                case 2 -> width = in.i32();
                case 3 -> repetition = in.i32();
                case 4 -> name = in.text();
                case 5 -> children = in.i32();
                case 6 -> converted = in.i32();
                case 7 -> scale = in.i32();
                case 8 -> precision = in.i32();
                case 10 -> {
                    in.struct();
                    logical = Annotation.readLogical(in);
                }
                default -> in.skip();
            }
        }
        if (repetition < 0 || repetition >= Repetition.values().length || children < 0) {
            throw Refusal.damaged(
                    "a node of the schema has repetition " + repetition + " and " + children + " children");
        }
        // The reference implementation writes an interval, which has no logical type, as the type that is always null.
        boolean olderSays = logical.kind() == Annotation.Kind.NONE || logical.kind() == Annotation.Kind.ALWAYS_NULL;
        Annotation annotation =
                olderSays && converted != NOT_THERE ? Annotation.ofConverted(converted, scale, precision) : logical;
        Physical physical = type == NOT_THERE ? null : Physical.of(type);
        return new SchemaElement(
                name,
                Repetition.values()[repetition],
                physical,
                physical == null || physical.bytes() > 0 ? bytes(physical) : width,
                children,
                annotation);
    }

    boolean isRepeated() {
        return repetition == Repetition.REPEATED;
    }

    boolean isOptional() {
        return repetition == Repetition.OPTIONAL;
    }

    private static int bytes(@Nullable Physical physical) {
        return physical == null ? 0 : physical.bytes();
    }
}
