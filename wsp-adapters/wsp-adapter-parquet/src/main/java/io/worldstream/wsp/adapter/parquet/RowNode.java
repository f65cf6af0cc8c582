package io.worldstream.wsp.adapter.parquet;

import java.io.IOException;
import java.util.List;

/**
 * A schema node that reads its entries from the columns below it and writes them as JSON. Not thread-safe.
 *
 * <p>The levels of an entry define its place. All columns below a node must agree on it; otherwise unrelated values
 * would form a row, so the file is refused.
 */
abstract class RowNode {
    /** The definition level from which on the node is present. */
    private final int present;

    private final boolean optional;

    RowNode(int present, boolean optional) {
        this.present = present;
        this.optional = optional;
    }

    /** Returns the first column below the node. */
    abstract ColumnCursor probe();

    /**
     * Writes the next value, which all columns must have at this repetition level.
     *
     * @param repetition 0 at the start of a row, otherwise the level of the list that continues
     */
    abstract void write(int repetition, RowText out) throws IOException;

    /** Skips one entry of each column below, all of which must be null or empty in the same way. */
    abstract void pass(int repetition, int definition) throws IOException;

    /** Writes null and skips the entry if the node is absent; returns whether it is. */
    final boolean writeAbsent(int repetition, RowText out) throws IOException {
        int definition = probe().definition();
        if (definition >= present) {
            return false;
        }
        if (!optional || definition != present - 1) {
            throw contradiction();
        }
        out.putNull();
        pass(repetition, definition);
        return true;
    }

    static RuntimeException contradiction() {
        return Refusal.damaged("its columns contradict one another about where a value belongs");
    }

    /** A column. */
    static final class Leaf extends RowNode {
        private final ColumnCursor cursor;
        private final ValueText text;

        Leaf(ColumnCursor cursor, ValueText text, boolean optional) {
            super(cursor.column().maxDefinition(), optional);
            this.cursor = cursor;
            this.text = text;
        }

        @Override
        ColumnCursor probe() {
            return cursor;
        }

        @Override
        void write(int repetition, RowText out) throws IOException {
            if (cursor.repetition() != repetition) {
                throw contradiction();
            }
            if (!writeAbsent(repetition, out)) {
                text.write(cursor.value(), out);
                cursor.next();
            }
        }

        @Override
        void pass(int repetition, int definition) throws IOException {
            if (cursor.repetition() != repetition || cursor.definition() != definition) {
                throw contradiction();
            }
            cursor.next();
        }
    }

    /** A group of named fields. */
    static final class Struct extends RowNode {
        private final List<RowNode> fields;
        private final byte[][] prefixes;

        /**
         * Creates a group.
         *
         * @param prefixes the text before each value: brace or comma, name, colon
         */
        Struct(int present, boolean optional, List<RowNode> fields, byte[][] prefixes) {
            super(present, optional);
            this.fields = List.copyOf(fields);
            this.prefixes = prefixes;
        }

        @Override
        ColumnCursor probe() {
            return fields.get(0).probe();
        }

        @Override
        void write(int repetition, RowText out) throws IOException {
            if (!writeAbsent(repetition, out)) {
                for (int i = 0; i < prefixes.length; i++) {
                    out.put(prefixes[i]);
                    fields.get(i).write(repetition, out);
                }
                out.put('}');
            }
        }

        @Override
        void pass(int repetition, int definition) throws IOException {
            for (RowNode field : fields) {
                field.pass(repetition, definition);
            }
        }
    }

    /** A node that occurs any number of times. */
    abstract static class Repeated extends RowNode {
        private final int level;
        private final int filled;
        private final char open;
        private final char close;

        /**
         * Creates a repeated node.
         *
         * @param level the repetition level at which it continues
         * @param present the definition level from which on it is present; from one level higher on it is not empty
         */
        Repeated(int level, int present, boolean optional, char open, char close) {
            super(present, optional);
            this.level = level;
            filled = present + 1;
            this.open = open;
            this.close = close;
        }

        abstract void writeElement(int repetition, RowText out) throws IOException;

        @Override
        final void write(int repetition, RowText out) throws IOException {
            if (writeAbsent(repetition, out)) {
                return;
            }
            out.put(open);
            ColumnCursor probe = probe();
            int definition = probe.definition();
            if (definition < filled) {
                pass(repetition, definition);
            } else {
                writeElement(repetition, out);
                while (probe.repetition() == level) {
                    out.put(',');
                    writeElement(level, out);
                }
            }
            out.put(close);
        }
    }

    /** A list. */
    static final class Elements extends Repeated {
        private final RowNode element;

        Elements(int level, int present, boolean optional, RowNode element) {
            super(level, present, optional, '[', ']');
            this.element = element;
        }

        @Override
        ColumnCursor probe() {
            return element.probe();
        }

        @Override
        void writeElement(int repetition, RowText out) throws IOException {
            element.write(repetition, out);
        }

        @Override
        void pass(int repetition, int definition) throws IOException {
            element.pass(repetition, definition);
        }
    }

    /** A map: an object if its keys are text, otherwise an array of pairs. */
    static final class Entries extends Repeated {
        private final RowNode key;
        private final RowNode value;
        private final boolean named;
        private final String path;

        Entries(int level, int present, boolean optional, RowNode key, RowNode value, boolean named, String path) {
            super(level, present, optional, named ? '{' : '[', named ? '}' : ']');
            this.key = key;
            this.value = value;
            this.named = named;
            this.path = path;
        }

        @Override
        ColumnCursor probe() {
            return key.probe();
        }

        @Override
        void writeElement(int repetition, RowText out) throws IOException {
            if (named) {
                if (!key.probe().hasValue()) {
                    throw Refusal.invalidValue(path, "a map with a key that is null");
                }
                key.write(repetition, out);
                out.put(':');
                value.write(repetition, out);
            } else {
                out.put('[');
                key.write(repetition, out);
                out.put(',');
                value.write(repetition, out);
                out.put(']');
            }
        }

        @Override
        void pass(int repetition, int definition) throws IOException {
            key.pass(repetition, definition);
            value.pass(repetition, definition);
        }
    }
}
