package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.LogText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells the violations of a sealed world in terms of the input files and of the options of {@code seal}. A fault that
 * neighbouring rows share, as with a wrong {@code --key}, is told once.
 */
final class InputViolations {
    /** The path of a fault that is not one of a single object. */
    private static final String WHOLE_STREAM = "stream";

    private static final String ROW = "#row=";
    private static final int MOST_FIELDS = 50;

    private final InputFormat format;
    private final List<String> names;
    private final List<Path> parts;
    private final Function<Path, List<String>> fieldsOfFirstRow;

    /**
     * @param format the format of the inputs
     * @param names the names of the inputs
     * @param parts the parts of the world, in the order of the inputs
     * @param fieldsOfFirstRow reads the names of the fields of a part's first row; empty if there is none
     */
    InputViolations(
            InputFormat format, List<String> names, List<Path> parts, Function<Path, List<String>> fieldsOfFirstRow) {
        this.format = format;
        this.names = names;
        this.parts = parts;
        this.fieldsOfFirstRow = fieldsOfFirstRow;
    }

    /** Returns a line for each violation, or for each group of neighbouring rows with the same one. */
    List<String> lines(List<Violation> violations) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < violations.size(); ) {
            Violation first = violations.get(i);
            Row row = row(first);
            int next = i + 1;
            while (row != null && next < violations.size() && follows(first, row, violations.get(next), next - i)) {
                next++;
            }
            lines.add(row == null ? ofNoRow(first) : ofRows(first, row, next - i));
            i = next;
        }
        return lines;
    }

    /** Returns whether a violation is the same one, of an option, so many rows later. */
    private boolean follows(Violation first, Row row, Violation other, int later) {
        return other.code() == first.code()
                && !options(first.code()).isEmpty()
                && new Row(row.part(), row.number() + later).equals(row(other));
    }

    private String ofNoRow(Violation violation) {
        String place = violation.path().equals(WHOLE_STREAM) ? "" : violation.path() + ": ";
        return inInputs(place + text(violation));
    }

    private String ofRows(Violation first, Row row, int rows) {
        String place = names.get(row.part()) + ", row " + row.number();
        String more = rows == 1 ? "" : rows == 2 ? " and the one after it" : " and the " + (rows - 1) + " after it";
        return place + more + ": " + inInputs(text(first)) + fields(first, row);
    }

    private String text(Violation violation) {
        return violation.code() + ": " + violation.message() + options(violation.code());
    }

    private String inInputs(String text) {
        String named = text;
        for (int part = 0; part < parts.size(); part++) {
            named = named.replace(parts.get(part) + ROW, names.get(part) + ", row ")
                    .replace(parts.get(part).toString(), names.get(part));
        }
        return named;
    }

    private @Nullable Row row(Violation violation) {
        int row = violation.path().lastIndexOf(ROW);
        int part = row < 0 ? -1 : parts.indexOf(Path.of(violation.path().substring(0, row)));
        return part < 0 ? null : new Row(part, Long.parseLong(violation.path().substring(row + ROW.length())));
    }

    /** Returns the fields that could have been named instead of one that the first row lacks. */
    private String fields(Violation violation, Row row) {
        boolean lacksField =
                violation.code() == ReasonCode.EVENT_TIME_MISSING || violation.code() == ReasonCode.PRIMARY_KEY_MISSING;
        if (!lacksField || row.number() != 1) {
            return "";
        }
        List<String> fields = fieldsOfFirstRow.apply(parts.get(row.part()));
        boolean isNull = fields.stream().anyMatch(field -> violation.message().contains(LogText.quote(field)));
        if (fields.isEmpty() || isNull) {
            return "";
        }
        List<String> shown =
                fields.stream().limit(MOST_FIELDS).map(LogText::segment).toList();
        return "; row 1 has " + String.join(", ", shown)
                + (fields.size() > MOST_FIELDS ? " and " + (fields.size() - MOST_FIELDS) + " more" : "");
    }

    /** Returns the options that decide whether there is such a fault. */
    private String options(ReasonCode code) {
        return switch (code) {
            case EVENT_TIME_MISSING -> " (--ts-field)";
            case EVENT_TIME_INVALID ->
                format == InputFormat.PARQUET
                        ? " (--ts-field, --ts-format, --local-timestamps)"
                        : " (--ts-field, --ts-format)";
            case PRIMARY_KEY_MISSING, PRIMARY_KEY_UNSUPPORTED -> " (--key)";
            case DUPLICATE_KEY_CONFLICT -> format == InputFormat.CSV ? " (--key, --sequence)" : " (--key)";
            default -> "";
        };
    }

    private record Row(int part, long number) {}
}
