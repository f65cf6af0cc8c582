package io.worldstream.wsp.adapter.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Parses one YAML or JSON document into {@link DocumentNode}s. Stricter than Jackson's tree: duplicate keys, a second
 * document and merge keys are faults, and a YAML alias of a list or an object resolves to its value instead of its
 * name. An alias of a scalar is a fault, since Jackson does not report the anchors of scalars. For one document; not
 * thread-safe.
 */
final class DocumentReader {
    private static final int MAX_NESTING = 50;

    /** Maximum number of values after aliases are resolved: a few bytes of text can stand for a hundred values. */
    private static final int MAX_VALUES = 250_000;

    private static final DocumentNode NULL = new DocumentNode.Other("null");

    private final DocumentFaults faults;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int values;

    private DocumentReader(DocumentFaults faults) {
        this.faults = faults;
    }

    /**
     * Parses a document.
     *
     * @param yaml whether it is YAML; otherwise JSON
     * @return null if it is not such a document; the faults say why
     */
    static @Nullable DocumentNode read(String text, boolean yaml, DocumentFaults faults) {
        try (JsonParser parser = (yaml ? yaml(text.length()) : json()).createParser(text)) {
            return new DocumentReader(faults).document(parser);
        } catch (TooManyValues e) {
            faults.add(
                    "",
                    "has more than " + MAX_VALUES
                            + " values, each alias counted with all the values that it stands for");
            return null;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            String what = e.getOriginalMessage().lines().findFirst().orElse("");
            faults.add("", "is not " + (yaml ? "YAML" : "JSON") + where + ": " + LogText.quote(what));
            return null;
        } catch (IOException e) {
            throw new AssertionError("a text in memory has no I/O", e);
        }
    }

    private static JsonFactory json() {
        return JsonFactory.builder().streamReadConstraints(constraints()).build();
    }

    private static JsonFactory yaml(int length) {
        LoaderOptions options = new LoaderOptions();
        // Lifts the parser's own limit of 3 MB; the file's limit has already been applied.
        options.setCodePointLimit(Math.max(1, length));
        options.setNestingDepthLimit(MAX_NESTING);
        return YAMLFactory.builder()
                .loaderOptions(options)
                .streamReadConstraints(constraints())
                // YAML 1.1 would parse a field named "y" or "no" as a boolean.
                .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                .build();
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build();
    }

    private @Nullable DocumentNode document(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            faults.add("", "is empty");
            return null;
        }
        DocumentNode document = value(parser, "");
        if (parser.nextToken() != null) {
            faults.add("", "holds more than one document");
        }
        return document;
    }

    private DocumentNode value(JsonParser parser, String pointer) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            Anchored named = anchors.get(yaml.getText());
            if (named == null) {
                faults.add(pointer, "is an alias, but not of a list or an object that ends before it");
                count(1);
                return NULL;
            }
            count(named.values);
            return named.node;
        }
        int before = values;
        count(1);
        Object anchor = parser.getObjectId();
        JsonToken token = parser.currentToken();
        DocumentNode node = switch (token) {
            case START_OBJECT -> fields(parser, pointer);
            case START_ARRAY -> items(parser, pointer);
            case VALUE_STRING -> new DocumentNode.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new DocumentNode.Numeral(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new DocumentNode.Other("a boolean");
            case VALUE_NULL -> NULL;
            default -> new DocumentNode.Other(token.name());
        };
        if (anchor != null) {
            anchors.put(anchor.toString(), new Anchored(node, values - before));
        }
        return node;
    }

    private void count(int more) throws TooManyValues {
        values += more;
        if (values > MAX_VALUES) {
            throw new TooManyValues();
        }
    }

    private DocumentNode fields(JsonParser parser, String pointer) throws IOException {
        Map<String, DocumentNode> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String below = DocumentFaults.below(pointer, name);
            parser.nextToken();
            if (parser instanceof YAMLParser && name.equals("<<")) {
                faults.add(below, "merge keys are not supported: their fields would be lost");
            }
            if (fields.put(name, value(parser, below)) != null) {
                faults.add(below, "occurs twice");
            }
        }
        return new DocumentNode.Fields(fields);
    }

    private DocumentNode items(JsonParser parser, String pointer) throws IOException {
        List<DocumentNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, DocumentFaults.below(pointer, items.size())));
        }
        return new DocumentNode.Items(items);
    }

    private record Anchored(DocumentNode node, int values) {}

    /** Stops the parsing of a document that is too large. */
    private static final class TooManyValues extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
