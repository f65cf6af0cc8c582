package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.runner.report.JsonLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file (RFC 4180, except that quotes cannot contain line breaks) as JSON objects whose fields are
 * named by the header line. A cell that is a JSON number is copied digit for digit, so {@code 10.50} stays {@code
 * 10.50}; an empty cell is null; any other cell is text. Row 1 is the first one after the header; blank lines are not
 * rows. Not thread-safe.
 */
final class CsvRows {
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final String NOT_UTF8 = "it is not UTF-8";

    /** Same bound as for rows of a world. Longer text is probably not a line, or not text at all. */
    private static final int MOST_LINE_CHARS = 1 << 20;

    private final InputFile file;
    private final @Nullable String sequence;
    private final List<String> header;

    /**
     * Opens a file and reads its header line.
     *
     * @param file the file, in UTF-8
     * @param sequence the name of a column to add, which counts the rows from 1; or null
     * @throws CsvException if the header line is invalid
     */
    CsvRows(InputFile file, @Nullable String sequence) throws IOException, CsvException {
        this.file = file;
        this.sequence = sequence;
        try (BufferedReader reader = Files.newBufferedReader(file.path())) {
            String line = line(reader);
            header = line == null ? List.of() : cells(line, true);
        } catch (CsvException e) {
            throw new CsvException(file.name() + ", header: " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new CsvException(file.name() + ", header: " + NOT_UTF8);
        }
        if (header.isEmpty() || new HashSet<>(header).size() < header.size() || header.contains("")) {
            throw new CsvException(file.name() + ", header: must name each column once, found " + header);
        }
    }

    /** Returns the columns that the file has, without the added one. */
    List<String> header() {
        return header;
    }

    /**
     * Writes the rows as JSON Lines. A blank line stands for an invalid row, so that later rows keep their numbers.
     *
     * @param out receives the rows
     * @param before the number of rows to count before the first one
     * @param faults receives the invalid rows
     * @return the number of rows
     */
    long writeTo(OutputStream out, long before, InputFaults faults) throws IOException {
        long rows = 0;
        try (BufferedReader reader = Files.newBufferedReader(file.path())) {
            line(reader);
            for (String line = line(reader); line != null; line = line(reader)) {
                if (line.isBlank()) {
                    continue;
                }
                rows++;
                try {
                    out.write(json(line, before + rows).getBytes(StandardCharsets.UTF_8));
                } catch (CsvException e) {
                    faults.addRow(file.name() + ", row " + rows + ": " + e.getMessage());
                }
                out.write('\n');
            }
        } catch (CharacterCodingException e) {
            faults.add(file.name() + ", after row " + rows + ": " + NOT_UTF8);
        } catch (CsvException e) {
            faults.add(file.name() + ", row " + (rows + 1) + ": " + e.getMessage());
        }
        return rows;
    }

    /** Returns the next line, or null at the end, like {@link BufferedReader#readLine}, but bounds its length. */
    private static @Nullable String line(BufferedReader reader) throws IOException, CsvException {
        int next = reader.read();
        if (next < 0) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        for (; next >= 0 && next != '\n' && next != '\r'; next = reader.read()) {
            if (line.length() == MOST_LINE_CHARS) {
                throw new CsvException("more than " + MOST_LINE_CHARS + " characters");
            }
            line.append((char) next);
        }
        if (next == '\r') {
            reader.mark(1);
            if (reader.read() != '\n') {
                reader.reset();
            }
        }
        return line.toString();
    }

    private static List<String> cells(String line, boolean first) throws CsvException {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && line.startsWith("\"\"", i)) {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (!first || i > 0 || c != BYTE_ORDER_MARK) {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new CsvException("a quote is not closed on the same line");
        }
        cells.add(cell.toString());
        return cells;
    }

    private String json(String text, long number) throws CsvException {
        List<String> cells = cells(text, false);
        if (cells.size() != header.size()) {
            throw new CsvException(LogText.count(cells.size(), "cell") + ", but the header has " + header.size());
        }
        return JsonLine.of(line -> {
            if (sequence != null) {
                line.put(sequence, number);
            }
            for (int i = 0; i < header.size(); i++) {
                String cell = cells.get(i);
                if (NUMBER.matcher(cell).matches()) {
                    line.putNumber(header.get(i), cell);
                } else {
                    line.put(header.get(i), cell.isEmpty() ? null : cell);
                }
            }
        });
    }

    /** Thrown if text is not CSV; the message says why. */
    static final class CsvException extends Exception {
        private static final long serialVersionUID = 1L;

        CsvException(String message) {
            super(message);
        }
    }
}
