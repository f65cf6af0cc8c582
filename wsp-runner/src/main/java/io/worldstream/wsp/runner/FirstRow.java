package io.worldstream.wsp.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.worldstream.wsp.adapter.file.FileOracleReader;
import io.worldstream.wsp.adapter.parquet.LocalTimestamps;
import io.worldstream.wsp.adapter.parquet.ParquetFormat;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Reads the names of the fields of a part's first row, for messages. Stateless. */
final class FirstRow {
    private static final int MOST_BYTES = Limits.DEFAULTS.maxRowBytes();

    private static final JsonFactory JSON = new JsonFactory();

    private FirstRow() {}

    /**
     * Returns the names in order.
     *
     * @param part a part of a sealed world
     * @param format the format of the input that it was made of
     * @param localTimestamps the interpretation of Parquet timestamps that are not marked as UTC
     * @return the names; empty if there is no such row, or if it cannot be read
     */
    static List<String> fields(Path part, InputFormat format, LocalTimestamps localTimestamps) {
        try {
            return names(
                    switch (format) {
                        case CSV, JSONL -> line(Files.newInputStream(part));
                        case JSONL_GZ -> line(new GZIPInputStream(Files.newInputStream(part)));
                        case PARQUET -> row(part, localTimestamps);
                    });
        } catch (IOException | WspException e) {
            return List.of(); // The dry run says what is wrong with the part.
        }
    }

    private static byte[] line(InputStream content) throws IOException {
        try (content) {
            byte[] head = content.readNBytes(MOST_BYTES);
            int end = 0;
            while (end < head.length && head[end] != '\n') {
                end++;
            }
            return Arrays.copyOf(head, end);
        }
    }

    private static byte[] row(Path part, LocalTimestamps localTimestamps) throws IOException {
        Path file = part.toAbsolutePath();
        Path folder = Objects.requireNonNull(file.getParent());
        FileOracleReader files = FileOracleReader.builder()
                .objectStoreRoot(folder)
                .oracleRoot(folder)
                .build();
        try (PartContent content = files.open(new OraclePart(file.toString(), Files.size(file)));
                RowReader rows =
                        new ParquetFormat().withLocalTimestamps(localTimestamps).open(content, MOST_BYTES)) {
            return rows.advance()
                    ? Arrays.copyOfRange(rows.buffer(), rows.offset(), rows.offset() + rows.length())
                    : new byte[0];
        }
    }

    private static List<String> names(byte[] row) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(row)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        }
        return names;
    }
}
