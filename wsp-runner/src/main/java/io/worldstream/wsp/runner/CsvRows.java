package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.BoundedFile;
import io.worldstream.wsp.runner.report.JsonLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file (RFC 4180, except that quotes cannot contain line breaks) as JSON objects whose fields are
 * named by the header line. A cell that is a JSON number is copied digit for digit, so {@code 10.50} stays {@code
 * 10.50}; an empty cell is null; any other cell is text. The rows can be iterated any number of times; an iterator is
 * not thread-safe.
 */
final class CsvRows {
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    /** Same bound as for rows of a world. Longer text is probably not a line, or not text at all. */
    private static final int MOST_LINE_CHARS = 1 << 20;

    private final Path file;
    private final @Nullable String sequence;
    private final List<String> header;

    /**
     * Opens a file and reads its header line.
     *
     * @param file the file, in UTF-8
     * @param sequence the name of a column to add, which counts the rows from 1; or null
     * @throws UsageException if the header line is invalid, or the path is not a regular file
     */
    CsvRows(Path file, @Nullable String sequence) {
        this.file = file;
        this.sequence = sequence;
        try {
            BoundedFile.requireRegular(file);
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                String line = line(reader, 1);
                header = line == null ? List.of() : cells(line, 1);
            }
        } catch (IOException e) {
            throw unreadable("--csv: cannot read " + file, e);
        }
        if (header.isEmpty() || new HashSet<>(columns()).size() < columns().size() || header.contains("")) {
            throw new UsageException(file + ": the first line must name each column once, found " + columns());
        }
    }

    /** Returns the names of all columns. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        if (sequence != null) {
            columns.add(sequence);
        }
        columns.addAll(header);
        return columns;
    }

    /**
     * Returns the rows as JSON texts. {@link Iterator#next} throws {@link UsageException} with the line number for an
     * invalid line.
     */
    Iterator<String> iterator() {
        try {
            BufferedReader reader = Files.newBufferedReader(file);
            line(reader, 1);
            return new Rows(reader);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    private static UsageException unreadable(String what, IOException e) {
        String why = e instanceof CharacterCodingException ? "it is not UTF-8" : e.toString();
        return new UsageException(what + ": " + (e.getClass() == IOException.class ? e.getMessage() : why));
    }

    /** Returns the next line, or null at the end, like {@link BufferedReader#readLine}, but bounds its length. */
    private @Nullable String line(BufferedReader reader, long number) throws IOException {
        int next = reader.read();
        if (next < 0) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        for (; next >= 0 && next != '\n' && next != '\r'; next = reader.read()) {
            if (line.length() == MOST_LINE_CHARS) {
                throw new UsageException(file + ", line " + number + ": more than " + MOST_LINE_CHARS + " characters");
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

    private List<String> cells(String line, long number) {
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
            } else if (number > 1 || i > 0 || c != BYTE_ORDER_MARK) {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new UsageException(file + ", line " + number + ": a quote is not closed on the same line");
        }
        cells.add(cell.toString());
        return cells;
    }

    private String json(List<String> cells, long row) {
        return JsonLine.of(line -> {
            if (sequence != null) {
                line.put(sequence, row);
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

    private final class Rows implements Iterator<String> {
        private final BufferedReader reader;
        private @Nullable String ahead;
        private long lines = 1;
        private long rows;

        Rows(BufferedReader reader) throws IOException {
            this.reader = reader;
            ahead = read();
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public String next() {
            String line = ahead;
            if (line == null) {
                throw new NoSuchElementException();
            }
            List<String> cells = cells(line, lines);
            if (cells.size() != header.size()) {
                throw new UsageException(file + ", line " + lines + ": " + cells.size()
                        + " cells, but the first line has " + header.size());
            }
            rows++;
            String row = json(cells, rows);
            try {
                ahead = read();
            } catch (IOException e) {
                throw unreadable(file + ", after line " + lines, e);
            }
            return row;
        }

        /** Returns the next line that is not blank, or null; closes the file at its end. */
        private @Nullable String read() throws IOException {
            String line = line(reader, lines + 1);
            for (lines++; line != null && line.isBlank(); lines++) {
                line = line(reader, lines + 1);
            }
            if (line == null) {
                reader.close();
            }
            return line;
        }
    }
}
