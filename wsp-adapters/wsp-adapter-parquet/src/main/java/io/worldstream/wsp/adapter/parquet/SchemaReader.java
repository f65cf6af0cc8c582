package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.adapter.parquet.Annotation.Kind;
import io.worldstream.wsp.adapter.parquet.SchemaElement.Repetition;
import io.worldstream.wsp.api.support.LogText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Builds the tree of nodes that write rows from the schema. Lists and maps are recognised by the format's rules,
 * including those for older writers. For one schema; not thread-safe.
 */
final class SchemaReader {
    private static final int MAX_DEPTH = 64;

    private final List<SchemaElement> elements;
    private final LocalTimestamps localTimestamps;
    private final Function<Column, ColumnCursor> cursors;
    private final List<String> path = new ArrayList<>();
    private int next;

    private SchemaReader(
            List<SchemaElement> elements, LocalTimestamps localTimestamps, Function<Column, ColumnCursor> cursors) {
        this.elements = elements;
        this.localTimestamps = localTimestamps;
        this.cursors = cursors;
    }

    /**
     * Builds the tree of a row.
     *
     * @param elements the schema, the root first
     * @param localTimestamps the interpretation of timestamps that are not marked as UTC
     * @param cursors creates the cursor of each column, in schema order
     */
    static RowNode read(
            List<SchemaElement> elements, LocalTimestamps localTimestamps, Function<Column, ColumnCursor> cursors) {
        SchemaReader reader = new SchemaReader(elements, localTimestamps, cursors);
        RowNode root = reader.struct(reader.take(), new Levels(0, 0), false);
        if (reader.next != elements.size()) {
            throw Refusal.damaged("the schema has nodes that belong to no group");
        }
        return root;
    }

    /** The number of lists around a node, and of optional nodes on its path. */
    private record Levels(int repetition, int definition) {
        Levels below(SchemaElement element) {
            return switch (element.repetition()) {
                case REQUIRED -> this;
                case OPTIONAL -> new Levels(repetition, definition + 1);
                case REPEATED -> new Levels(repetition + 1, definition + 1);
            };
        }
    }

    private SchemaElement take() {
        if (next == elements.size()) {
            throw Refusal.damaged("the schema has fewer nodes than it claims");
        }
        return elements.get(next++);
    }

    private SchemaElement peek() {
        SchemaElement element = take();
        next--;
        return element;
    }

    /** Reads a field of a group with everything below it. */
    private RowNode field(Levels above) {
        SchemaElement element = take();
        path.add(element.name());
        if (path.size() > MAX_DEPTH) {
            throw Refusal.over("the depth of the schema", path.size(), "the maximum", MAX_DEPTH);
        }
        Levels levels = above.below(element);
        RowNode node;
        if (element.isRepeated()) {
            // A repeated field is a list that is never null.
            RowNode value = value(element, levels, false);
            node = new RowNode.Elements(levels.repetition, above.definition, false, value);
        } else {
            node = value(element, levels, element.isOptional());
        }
        path.remove(path.size() - 1);
        return node;
    }

    /** Reads a node without its repetition. */
    private RowNode value(SchemaElement element, Levels levels, boolean optional) {
        if (element.physical() != null) {
            return leaf(element, levels, optional);
        }
        return switch (element.annotation().kind()) {
            case LIST -> list(element, levels, optional);
            case MAP -> map(element, levels, optional);
            case NONE -> struct(element, levels, optional);
            default ->
                throw Refusal.unsupported(
                        "group " + named() + " is " + element.annotation().name());
        };
    }

    private RowNode leaf(SchemaElement element, Levels levels, boolean optional) {
        Physical physical = element.physical();
        if (physical == null || element.children() > 0) {
            throw Refusal.damaged("column " + named() + " has children");
        }
        int width = element.width();
        if (physical == Physical.FIXED_LEN_BYTE_ARRAY && width < 1) {
            throw Refusal.damaged("column " + named() + " has values of " + width + " bytes");
        }
        Column column = new Column(
                path, physical, physical == Physical.BYTE_ARRAY ? 0 : width, levels.repetition, levels.definition);
        return new RowNode.Leaf(
                cursors.apply(column), ValueTexts.of(column, element.annotation(), localTimestamps), optional);
    }

    private RowNode struct(SchemaElement element, Levels levels, boolean optional) {
        if (element.children() == 0) {
            throw Refusal.unsupported("group " + named() + " has no fields");
        }
        List<RowNode> fields = new ArrayList<>();
        List<byte[]> prefixes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < element.children(); i++) {
            String name = peek().name();
            if (!names.add(name)) {
                throw Refusal.unsupported("two fields are named " + LogText.quote(name));
            }
            prefixes.add(prefix(i == 0 ? '{' : ',', name));
            fields.add(field(levels));
        }
        return new RowNode.Struct(levels.definition, optional, fields, prefixes.toArray(byte[][]::new));
    }

    private RowNode list(SchemaElement element, Levels levels, boolean optional) {
        SchemaElement repeated = onlyChild(element);
        Levels inner = levels.below(repeated);
        RowNode node;
        if (isElement(repeated, element.name())) {
            node = value(repeated, inner, false);
        } else {
            node = field(inner);
        }
        path.remove(path.size() - 1);
        return new RowNode.Elements(inner.repetition, levels.definition, optional, node);
    }

    /**
     * Returns whether the repeated node of a list is its element, as with older writers, rather than a layer around it.
     */
    private boolean isElement(SchemaElement repeated, String listName) {
        return repeated.physical() != null
                || repeated.children() != 1
                || repeated.annotation().kind() != Kind.NONE
                || repeated.name().equals("array")
                || repeated.name().equals(listName + "_tuple")
                || peek().isRepeated();
    }

    private RowNode map(SchemaElement element, Levels levels, boolean optional) {
        SchemaElement repeated = onlyChild(element);
        if (repeated.physical() != null || repeated.children() != 2) {
            throw Refusal.unsupported("map " + named() + " has no keys and values");
        }
        Levels inner = levels.below(repeated);
        SchemaElement keyElement = peek();
        boolean named = keyElement.physical() == Physical.BYTE_ARRAY
                && keyElement.repetition() != Repetition.REPEATED
                && (keyElement.annotation().kind() == Kind.STRING
                        || keyElement.annotation().kind() == Kind.ENUM);
        RowNode key = field(inner);
        RowNode value = field(inner);
        path.remove(path.size() - 1);
        return new RowNode.Entries(
                inner.repetition, levels.definition, optional, key, value, named, String.join(".", path));
    }

    /** Reads the repeated node of a list or map; the caller must remove it from the path afterwards. */
    private SchemaElement onlyChild(SchemaElement element) {
        SchemaElement repeated = element.children() == 1 ? take() : null;
        if (repeated == null || !repeated.isRepeated()) {
            throw Refusal.unsupported(element.annotation().name() + " " + named() + " is not one repeated field");
        }
        path.add(repeated.name());
        return repeated;
    }

    private String named() {
        return LogText.quote(String.join(".", path));
    }

    private static byte[] prefix(char before, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        RowText out = new RowText(Integer.MAX_VALUE);
        out.put(before);
        out.putString(text, 0, text.length);
        out.put(':');
        return Arrays.copyOf(out.bytes(), out.length());
    }
}
