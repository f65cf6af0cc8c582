package io.worldstream.wsp.adapter.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;

/** One small world of rows with all kinds of columns, written in every way there is. */
final class SampleFiles {
    /** All that are read. */
    static final List<CompressionCodecName> CODECS = List.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP,
            CompressionCodecName.ZSTD,
            CompressionCodecName.LZ4_RAW);

    private static final String[] FIELDS = {
        "required int32 i;",
        "optional int64 l;",
        "required double d;",
        "optional float f;",
        "required boolean b;",
        "optional binary s (STRING);",
        "required fixed_len_byte_array(16) u (UUID);",
        "optional int64 at (TIMESTAMP(MICROS,true));",
        "optional group v (LIST) { repeated group list { optional binary element (STRING); } }",
        "optional group m (MAP) { repeated group key_value { required binary key (STRING); optional int32 value; } }",
        "optional group g { required int32 x; repeated int64 y; }"
    };

    private SampleFiles() {}

    static WrittenFile writer() {
        return WrittenFile.of(FIELDS).options(builder -> builder.withPageRowCountLimit(16));
    }

    /** Files that differ in how they are written, and hold the same rows. */
    static List<byte[]> all(int rows) {
        List<byte[]> files = new ArrayList<>();
        for (WriterVersion version : WriterVersion.values()) {
            for (CompressionCodecName codec : CODECS) {
                for (boolean dictionary : new boolean[] {true, false}) {
                    files.add(writer().version(version)
                            .codec(codec)
                            .options(builder -> builder.withPageRowCountLimit(16)
                                    .withDictionaryEncoding(dictionary)
                                    .withByteStreamSplitEncoding(!dictionary))
                            .rows(rows(rows)));
                }
            }
        }
        return files;
    }

    static List<WrittenFile.Row> rows(int count) {
        List<WrittenFile.Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            rows.add(row -> fill(row, number));
        }
        return rows;
    }

    static List<String> texts(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(i));
        }
        return texts;
    }

    private static void fill(Group row, int n) {
        row.append("i", n * 7919 - 40_000);
        if (n % 5 != 0) {
            row.append("l", n * 1_000_000_007L);
        }
        row.append("d", n / 4.0);
        if (n % 3 == 0) {
            row.append("f", n * 0.5f);
        }
        row.append("b", n % 7 < 3);
        if (n % 4 != 1) {
            row.append("s", string(n));
        }
        byte[] uuid = new byte[16];
        uuid[15] = (byte) n;
        row.append("u", Binary.fromConstantByteArray(uuid));
        if (n % 6 != 2) {
            row.append("at", n * 1_000_001L);
        }
        if (n % 8 != 3) {
            Group list = row.addGroup("v");
            for (int i = 0; i < n % 4; i++) {
                Group element = list.addGroup("list");
                if (i != 1) {
                    element.append("element", string(n + i));
                }
            }
        }
        if (n % 9 != 4) {
            Group map = row.addGroup("m");
            for (int i = 0; i < n % 3; i++) {
                Group entry = map.addGroup("key_value").append("key", "k" + i);
                if (n % 2 == 0) {
                    entry.append("value", i);
                }
            }
        }
        if (n % 10 != 5) {
            Group group = row.addGroup("g").append("x", n);
            for (int i = 0; i < n % 3; i++) {
                group.append("y", n * 10L + i);
            }
        }
    }

    private static String text(int n) {
        StringBuilder out = new StringBuilder();
        out.append("{\"i\":").append(n * 7919 - 40_000);
        out.append(",\"l\":").append(n % 5 != 0 ? Long.toString(n * 1_000_000_007L) : "null");
        out.append(",\"d\":").append(n / 4.0);
        out.append(",\"f\":").append(n % 3 == 0 ? Double.toString(n * 0.5f) : "null");
        out.append(",\"b\":").append(n % 7 < 3);
        out.append(",\"s\":").append(n % 4 != 1 ? quoted(string(n)) : "null");
        out.append(String.format(",\"u\":\"00000000-0000-0000-0000-0000000000%02x\"", n & 0xff));
        long micros = n * 1_000_001L;
        out.append(",\"at\":");
        out.append(
                n % 6 != 2
                        ? String.format(
                                "\"1970-01-01T00:%02d:%02d.%06dZ\"",
                                micros / 60_000_000, micros / 1_000_000 % 60, micros % 1_000_000)
                        : "null");
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < n % 4; i++) {
            parts.add(i == 1 ? "null" : quoted(string(n + i)));
        }
        out.append(",\"v\":").append(n % 8 != 3 ? "[" + String.join(",", parts) + "]" : "null");
        parts.clear();
        for (int i = 0; i < n % 3; i++) {
            parts.add("\"k" + i + "\":" + (n % 2 == 0 ? Integer.toString(i) : "null"));
        }
        out.append(",\"m\":").append(n % 9 != 4 ? "{" + String.join(",", parts) + "}" : "null");
        parts.clear();
        for (int i = 0; i < n % 3; i++) {
            parts.add(Long.toString(n * 10L + i));
        }
        out.append(",\"g\":");
        out.append(n % 10 != 5 ? "{\"x\":" + n + ",\"y\":[" + String.join(",", parts) + "]}" : "null");
        return out.append('}').toString();
    }

    private static String string(int n) {
        return (n % 2 == 0 ? "even \u00e9 " : "odd ") + n % 11;
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
