package io.worldstream.wsp.runner;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A format of files that {@code seal} takes. Its text form is what follows the first dot of such a file's name. */
enum InputFormat {
    CSV("csv", "jsonl"),
    JSONL("jsonl", "jsonl"),
    JSONL_GZ("jsonl.gz", "jsonl.gz"),
    PARQUET("parquet", "parquet");

    /** Number of leading bytes that {@link #misfit} needs. */
    static final int HEAD_BYTES = 4;

    private final String text;
    private final String part;

    InputFormat(String text, String part) {
        this.text = text;
        this.part = part;
    }

    /** Returns the format that a file's name ends with, in any case, or empty. */
    static Optional<InputFormat> ofName(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith("." + format.text))
                .findFirst();
    }

    /** Returns the end of the names of the parts that hold such rows in a world. */
    String partSuffix() {
        return "." + part;
    }

    /**
     * Returns why a file cannot be in this format, or null if it can. The engine recognises a part by its first bytes,
     * so it would read some of these files, but as another format than the part's name says.
     *
     * @param head the file's first bytes, up to {@link #HEAD_BYTES}
     */
    @Nullable String misfit(byte[] head) {
        if (head.length == 0) {
            return "the file is empty";
        }
        boolean parquet = head.length >= 4 && head[0] == 'P' && head[1] == 'A' && head[2] == 'R' && head[3] == '1';
        boolean gzip = head.length >= 2 && head[0] == (byte) 0x1f && head[1] == (byte) 0x8b;
        return switch (this) {
            case CSV, JSONL ->
                parquet ? "the file is Parquet, not " + this : gzip ? "the file is gzip, not " + this : null;
            case JSONL_GZ -> gzip ? null : "the file is not gzip";
            case PARQUET -> parquet ? null : "the file is not Parquet";
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
