package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A file that lists the principals that may emit, and their event types. Each {@link #get} reads it anew, so that a
 * change needs no restart; replace the file by a rename, or a reader may see half of it.
 *
 * <p>The file is UTF-8, with or without a byte-order mark, with any line breaks, in one of two forms:
 *
 * <ul>
 *   <li>one principal a line, which may emit every type. Blank lines, and lines that begin with {@code #}, are ignored;
 *   <li>a map of principal to a list of event types, in YAML or JSON.
 * </ul>
 *
 * <p>A name that ends in {@code .json}, {@code .yaml} or {@code .yml} is a map. Otherwise the file is a map if it begins with
 * <code>{</code>, or if a colon ends a line or precedes a space. Immutable; any thread may use it. Calls block on the file
 * system.
 *
 * @param file the path of a regular file of at most 1 MiB
 */
public record ProducersFile(Path file) implements Supplier<Map<String, Set<String>>> {
    private static final int MAX_BYTES = 1 << 20;
    private static final Set<String> EVERY_TYPE = Set.of("*");
    private static final Pattern MAP = Pattern.compile("(?m)\\A\\s*\\{|^[^#\\r\\n]*:(\\s|$)");
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\p{Zs}\\p{Zl}\\p{Zp}]");

    public ProducersFile {
        Objects.requireNonNull(file, "file");
    }

    /**
     * Reads the list.
     *
     * @return the event types by principal, with {@code *} for every type
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the file cannot be read, lists nobody or has another form
     */
    @Override
    public Map<String, Set<String>> get() {
        String text = text();
        boolean json = named(".json") || text.stripLeading().startsWith("{");
        boolean map =
                json || named(".yaml") || named(".yml") || MAP.matcher(text).find();
        Map<String, Set<String>> list = map ? map(text, !json) : lines(text);
        if (list.isEmpty()) {
            throw invalid("lists no principal");
        }
        return list;
    }

    /** Returns the path, which names the list in messages. */
    @Override
    public String toString() {
        return LogText.path(file.toString());
    }

    private boolean named(String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private String text() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(BoundedFile.read(file, MAX_BYTES)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw invalid("is not UTF-8");
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    "the list of producers " + this + " cannot be read: " + FileFailure.inWords(e),
                    e);
        }
    }

    private Map<String, Set<String>> lines(String text) {
        Map<String, Set<String>> list = new LinkedHashMap<>();
        List<String> lines = text.lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (BREAKS.matcher(line).find() && !line.startsWith("#")) {
                throw invalid("line " + (i + 1) + ": expected one principal, found " + LogText.quote(line));
            }
            if (!line.isEmpty() && !line.startsWith("#")) {
                list.put(line, EVERY_TYPE);
            }
        }
        return list;
    }

    private Map<String, Set<String>> map(String text, boolean yaml) {
        DocumentFaults faults = new DocumentFaults(toString());
        DocumentNode root = DocumentReader.read(text, yaml, faults);
        Map<String, Set<String>> list = new LinkedHashMap<>();
        if (root instanceof DocumentNode.Fields fields) {
            fields.fields().forEach((principal, types) -> list.put(principal, types(principal, types, faults)));
        } else if (root != null) {
            faults.add("", "must be an object, is " + root.kind());
        }
        faults.throwIfAny();
        return list;
    }

    private static Set<String> types(String principal, DocumentNode node, DocumentFaults faults) {
        String at = DocumentFaults.below("", principal);
        Set<String> types = new LinkedHashSet<>();
        if (node instanceof DocumentNode.Items items) {
            for (DocumentNode item : items.items()) {
                if (!(item instanceof DocumentNode.Text type)) {
                    faults.add(at, "must hold strings only, holds " + item.kind());
                } else if (!types.add(type.value())) {
                    faults.add(at, "names " + LogText.quote(type.value()) + " twice");
                }
            }
        } else {
            faults.add(at, "must be a list of event types, is " + node.kind());
        }
        return types;
    }

    private WspException invalid(String why) {
        return new WspException(ReasonCode.CONFIG_INVALID, "the list of producers " + this + " " + why);
    }
}
