package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Catalogue.Output;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the engine's output catalogue from a YAML or JSON file (contracts 3). Entries are open: fields that WSP does
 * not need are ignored. A field that it needs may be absent, but must not have another type or be null.
 */
public final class CatalogueFile {
    /** The greatest size of a catalogue, 8 MiB. The platform's catalogue of 340 outputs is far below 1 MiB. */
    public static final int MAX_BYTES = 8 << 20;

    private final DocumentFaults faults;

    private CatalogueFile(DocumentFaults faults) {
        this.faults = faults;
    }

    /**
     * Reads a catalogue. {@code .json} is JSON; {@code .yaml} and {@code .yml} are YAML. With any other name, a
     * document that begins with <code>{</code> is JSON, otherwise YAML.
     *
     * @param file a regular file of at most 8 MiB and 250,000 values, each alias counted with all the values that it
     *     stands for
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it cannot be read or is not a catalogue: every fault,
     *     each with its path in the document
     */
    public static Catalogue read(Path file) {
        byte[] bytes;
        try {
            bytes = BoundedFile.read(file, MAX_BYTES);
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    "the catalogue " + file + " cannot be read: " + FileFailure.inWords(e),
                    e);
        }
        Path name = file.getFileName();
        return read(name == null ? file.toString() : name.toString(), bytes);
    }

    /**
     * Reads a catalogue that is not in a file, such as one in an object store, as {@link #read(Path)} does.
     *
     * @param document its name, for messages; the end of it tells JSON from YAML
     * @param bytes its content, of at most 8 MiB
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is not a catalogue: every fault, each with its path in
     *     the document
     */
    public static Catalogue read(String document, byte[] bytes) {
        DocumentFaults faults = new DocumentFaults(document);
        String text = text(bytes, faults);
        if (text != null) {
            DocumentNode root = DocumentReader.read(text, isYaml(document, text), faults);
            if (root != null) {
                Catalogue catalogue = new CatalogueFile(faults).catalogue(root);
                faults.throwIfAny();
                return catalogue;
            }
        }
        faults.throwIfAny();
        throw new AssertionError("a document that cannot be read has a fault");
    }

    private static @Nullable String text(byte[] bytes, DocumentFaults faults) {
        if (bytes.length > MAX_BYTES) {
            faults.add("", "has more than " + MAX_BYTES + " bytes");
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            faults.add("", "is not UTF-8");
            return null;
        }
    }

    private static boolean isYaml(String fileName, String text) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
            return true;
        }
        return !lower.endsWith(".json") && !text.stripLeading().startsWith("{");
    }

    private Catalogue catalogue(DocumentNode root) {
        if (!(root instanceof DocumentNode.Fields top)) {
            faults.add("", "must be an object, is " + root.kind());
            return new Catalogue("", Map.of());
        }
        Map<OutputId, Output> outputs = new LinkedHashMap<>();
        DocumentNode list = top.fields().get("outputs");
        if (list instanceof DocumentNode.Items entries) {
            for (int i = 0; i < entries.items().size(); i++) {
                String at = DocumentFaults.below("/outputs", i);
                Output output = output(entries.items().get(i), at);
                if (output != null && outputs.putIfAbsent(output.outputId(), output) != null) {
                    faults.add(at + "/output_id", "names " + output.outputId() + " a second time");
                }
            }
        } else {
            faults.add("/outputs", list == null ? "is missing" : "must be a list, is " + list.kind());
        }
        return new Catalogue(version(top.fields().get("version")), outputs);
    }

    private String version(@Nullable DocumentNode node) {
        if (node instanceof DocumentNode.Text text) {
            return text.value();
        } else if (node instanceof DocumentNode.Numeral number) {
            return number.text(); // YAML parses an unquoted 1.10 as a number; 1.1 would be another version
        }
        faults.add("/version", node == null ? "is missing" : "must be a string, is " + node.kind());
        return "";
    }

    private @Nullable Output output(DocumentNode node, String at) {
        if (!(node instanceof DocumentNode.Fields entry)) {
            faults.add(at, "must be an object, is " + node.kind());
            return null;
        }
        Map<String, DocumentNode> fields = entry.fields();
        OutputId outputId = outputId(fields.get("output_id"), at + "/output_id");
        List<String> primaryKey = texts(fields.get("primary_key"), at + "/primary_key");
        List<String> requiredGates = texts(fields.get("read_requires_gates"), at + "/read_requires_gates");
        String scope = text(fields, "scope", "", at);
        boolean optional = text(fields, "availability", "", at).equals("optional");
        String timeField = text(fields, "ts_field", Catalogue.DEFAULT_TIME_FIELD, at);
        if (timeField.isEmpty()) {
            faults.add(at + "/ts_field", "must name a field");
        }
        TimeFormat timeFormat = timeFormat(text(fields, "ts_format", "rfc3339", at), at + "/ts_format");
        return outputId == null
                ? null
                : new Output(outputId, primaryKey, requiredGates, scope, optional, timeField, timeFormat);
    }

    private @Nullable OutputId outputId(@Nullable DocumentNode node, String at) {
        if (node instanceof DocumentNode.Text text) {
            try {
                return new OutputId(text.value());
            } catch (IllegalArgumentException e) {
                faults.add(at, String.valueOf(e.getMessage()));
                return null;
            }
        }
        faults.add(at, node == null ? "is missing" : "must be a string, is " + node.kind());
        return null;
    }

    private TimeFormat timeFormat(String text, String at) {
        Optional<TimeFormat> format = switch (text) {
            case "rfc3339" -> Optional.of(TimeFormat.RFC3339);
            case "epoch_s" -> Optional.of(TimeFormat.EPOCH_S);
            case "epoch_ms" -> Optional.of(TimeFormat.EPOCH_MS);
            case "epoch_us" -> Optional.of(TimeFormat.EPOCH_US);
            case "epoch_ns" -> Optional.of(TimeFormat.EPOCH_NS);
            default -> Optional.empty();
        };
        if (format.isEmpty()) {
            faults.add(at, "must be rfc3339, epoch_s, epoch_ms, epoch_us or epoch_ns, is " + LogText.quote(text));
        }
        return format.orElse(TimeFormat.RFC3339);
    }

    private String text(Map<String, DocumentNode> fields, String field, String ifAbsent, String at) {
        DocumentNode node = fields.get(field);
        if (node instanceof DocumentNode.Text text) {
            return text.value();
        } else if (node != null) {
            faults.add(at + "/" + field, "must be a string, is " + node.kind());
        }
        return ifAbsent;
    }

    private List<String> texts(@Nullable DocumentNode node, String at) {
        List<String> texts = new ArrayList<>();
        if (node instanceof DocumentNode.Items list) {
            for (int i = 0; i < list.items().size(); i++) {
                DocumentNode item = list.items().get(i);
                if (item instanceof DocumentNode.Text text) {
                    texts.add(text.value());
                } else {
                    faults.add(DocumentFaults.below(at, i), "must be a string, is " + item.kind());
                }
            }
        } else if (node != null) {
            faults.add(at, "must be a list, is " + node.kind());
        }
        return texts;
    }
}
