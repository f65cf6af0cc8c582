package io.worldstream.wsp.adapter.parquet;

import static io.worldstream.wsp.adapter.parquet.ParquetAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReasonCode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;

/** Each type and its spelling, as docs/parquet.md has them; the values are written by the reference implementation. */
final class ValueMappingTest {
    @Test
    void signedAndUnsignedIntegersOfEveryWidth() throws IOException {
        assertSpelled("int32", Map.of(0, "0", Integer.MIN_VALUE, "-2147483648", 7, "7"));
        assertSpelled(
                "int64",
                Map.of(0L, "0", Long.MIN_VALUE, "-9223372036854775808", Long.MAX_VALUE, "9223372036854775807"));
        assertSpelled("int32", "(INTEGER(8,true))", Map.of(-128, "-128"));
        assertSpelled("int32", "(INTEGER(16,true))", Map.of(-32768, "-32768"));
        assertSpelled("int32", "(INTEGER(32,true))", Map.of(-1, "-1"));
        assertSpelled("int64", "(INTEGER(64,true))", Map.of(-1L, "-1"));
        assertSpelled("int32", "(INTEGER(8,false))", Map.of(255, "255"));
        assertSpelled("int32", "(INTEGER(16,false))", Map.of(65535, "65535"));
        assertSpelled("int32", "(INTEGER(32,false))", Map.of(-1, "4294967295", Integer.MIN_VALUE, "2147483648"));
        assertSpelled(
                "int64",
                "(INTEGER(64,false))",
                Map.of(-1L, "18446744073709551615", Long.MIN_VALUE, "9223372036854775808", 10L, "10"));
    }

    @Test
    void floatingPointAsContractsSixLaysItOut() throws IOException {
        assertSpelled(
                "double",
                Map.of(
                        1.0,
                        "1.0",
                        1e16,
                        "1e+16",
                        1e-5,
                        "1e-05",
                        123456.789,
                        "123456.789",
                        -0.0,
                        "-0.0",
                        0.1,
                        "0.1",
                        Double.MIN_VALUE,
                        "5e-324"));
        assertSpelled("float", Map.of(0.1f, "0.10000000149011612", 1.5f, "1.5"));
        for (double unsayable : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            byte[] file = WrittenFile.of("required double price;").rows(row -> row.append("price", unsayable));
            assertRefused(file, ReasonCode.ROW_INVALID, "column \"price\"", "JSON has no number");
        }
    }

    @Test
    void booleansAndNulls() throws IOException {
        assertSpelled("boolean", Map.of(true, "true", false, "false"));
        byte[] file = WrittenFile.of("optional boolean b;", "optional binary s (STRING);", "optional int32 i;")
                .rows(row -> {}, row -> row.append("i", 1));
        assertThat(ReadRows.of(file))
                .containsExactly("{\"b\":null,\"s\":null,\"i\":null}", "{\"b\":null,\"s\":null,\"i\":1}");
    }

    @Test
    void textsEscapeOnlyWhatJsonDemands() throws IOException {
        for (String kind : List.of("STRING", "ENUM", "JSON")) {
            assertSpelled(
                    "binary",
                    "(" + kind + ")",
                    Map.of(
                            "", "\"\"",
                            "a/b'\u007f", "\"a/b'\u007f\"",
                            "\"\\", "\"\\\"\\\\\"",
                            "\b\f\n\r\t\u0001\u001f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"",
                            "\u00e9\u20ac\ud83d\ude00\u2028", "\"\u00e9\u20ac\ud83d\ude00\u2028\""));
        }
        for (String hex : List.of("80", "c0af", "e08080", "eda080", "f4908080", "f8", "c3", "e282", "41ff")) {
            byte[] file = WrittenFile.of("required binary s (STRING);")
                    .rows(row -> row.append(
                            "s", Binary.fromConstantByteArray(HexFormat.of().parseHex(hex))));
            assertRefused(file, ReasonCode.ROW_INVALID, "column \"s\"", "not valid UTF-8");
        }
    }

    @Test
    void uuids() throws IOException {
        byte[] bytes = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        assertSpelled(
                "fixed_len_byte_array(16)",
                "(UUID)",
                Map.of(Binary.fromConstantByteArray(bytes), "\"00112233-4455-6677-8899-aabbccddeeff\""));
    }

    @Test
    void halfFloats() throws IOException {
        assertSpelled(
                "fixed_len_byte_array(2)",
                "(FLOAT16)",
                Map.of(
                        half(0x3c00),
                        "1.0",
                        half(0xc000),
                        "-2.0",
                        half(0x3555),
                        "0.333251953125",
                        half(1),
                        "5.960464477539063e-08"));
        byte[] file = WrittenFile.of("required fixed_len_byte_array(2) h (FLOAT16);")
                .rows(row -> row.append("h", half(0x7c00)));
        assertRefused(file, ReasonCode.ROW_INVALID, "Infinity");
    }

    @Test
    void decimalsKeepTheDigitsOfTheirScale() throws IOException {
        assertSpelled(
                "int32", "(DECIMAL(9,2))", Map.of(12345, "123.45", 5, "0.05", -5, "-0.05", 100, "1.00", 0, "0.00"));
        assertSpelled("int64", "(DECIMAL(18,0))", Map.of(7L, "7", -7L, "-7"));
        assertSpelled("int64", "(DECIMAL(18,18))", Map.of(1L, "0.000000000000000001"));
        assertSpelled(
                "binary",
                "(DECIMAL(20,3))",
                Map.of(unscaled("-1"), "-0.001", unscaled("99999999999999999999"), "99999999999999999.999"));
        byte[] wide = new byte[16];
        wide[15] = 1;
        assertSpelled(
                "fixed_len_byte_array(16)",
                "(DECIMAL(38,38))",
                Map.of(Binary.fromConstantByteArray(wide), "0." + "0".repeat(37) + "1"));
    }

    @Test
    void datesTimesAndTimestampsOfEveryUnit() throws IOException {
        assertSpelled(
                "int32", "(DATE)", Map.of(0, "\"1970-01-01\"", -719162, "\"0001-01-01\"", 2932896, "\"9999-12-31\""));
        assertSpelled("int32", "(TIME(MILLIS,true))", Map.of(86399999, "\"23:59:59.999Z\""));
        assertSpelled("int64", "(TIME(MICROS,false))", Map.of(1L, "\"00:00:00.000001\""));
        assertSpelled("int64", "(TIME(NANOS,true))", Map.of(3_600_000_000_001L, "\"01:00:00.000000001Z\""));
        assertSpelled("int64", "(TIMESTAMP(MILLIS,true))", Map.of(-1L, "\"1969-12-31T23:59:59.999Z\""));
        assertSpelled(
                "int64",
                "(TIMESTAMP(MICROS,true))",
                Map.of(
                        1_767_348_930_123_456L,
                        "\"2026-01-02T10:15:30.123456Z\"",
                        0L,
                        "\"1970-01-01T00:00:00.000000Z\""));
        assertSpelled("int64", "(TIMESTAMP(NANOS,true))", Map.of(-1L, "\"1969-12-31T23:59:59.999999999Z\""));
        assertSpelled("int64", "(TIMESTAMP(MICROS,false))", Map.of(0L, "\"1970-01-01T00:00:00.000000\""));
        assertSpelled("int64", "(TIMESTAMP_MILLIS)", Map.of(0L, "\"1970-01-01T00:00:00.000Z\""));
        for (long beyond : new long[] {253_402_300_800_000L, -62_135_596_800_001L, Long.MIN_VALUE, Long.MAX_VALUE}) {
            byte[] file = WrittenFile.of("required int64 at (TIMESTAMP(MILLIS,true));")
                    .rows(row -> row.append("at", beyond));
            assertRefused(file, ReasonCode.ROW_INVALID, "column \"at\"", "0001 to 9999");
        }
        byte[] lateTime =
                WrittenFile.of("required int32 t (TIME(MILLIS,true));").rows(row -> row.append("t", 86_400_000));
        assertRefused(lateTime, ReasonCode.ROW_INVALID, "column \"t\"");
    }

    @Test
    void localTimestampsAreOfUtcWhereTheHostSaysSo() throws IOException {
        byte[] file = WrittenFile.of(
                        "required int64 at (TIMESTAMP(MICROS,false));", "required int64 t (TIME(MICROS,false));")
                .rows(row -> row.append("at", 0L).append("t", 0L));
        ParquetFormat utc =
                new ParquetFormat().withLocalTimestamps(LocalTimestamps.UTC).withLimits(ParquetLimits.DEFAULTS);
        assertThat(ReadRows.rest(utc.open(new StoredFile(file, 100), ReadRows.MAX_ROW_BYTES)))
                .containsExactly("{\"at\":\"1970-01-01T00:00:00.000000Z\",\"t\":\"00:00:00.000000\"}");
    }

    @Test
    void legacyTimestampsOfTwelveBytes() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(36_930_123_456_789L).putInt(2_461_043);
        assertSpelled(
                "int96", Map.of(Binary.fromConstantByteArray(bytes.array()), "\"2026-01-02T10:15:30.123456789Z\""));
    }

    @Test
    void whatHasNoSpellingIsRefusedByName() {
        assertRefused(
                WrittenFile.of("required binary b;").rows(row -> row.append("b", "x")),
                ReasonCode.FORMAT_UNSUPPORTED,
                "column \"b\" is BYTE_ARRAY without an annotation");
        assertRefused(
                WrittenFile.of("required group g { required fixed_len_byte_array(12) i (INTERVAL); }")
                        .rows(row -> row.addGroup("g").append("i", Binary.fromConstantByteArray(new byte[12]))),
                ReasonCode.FORMAT_UNSUPPORTED,
                "column \"g.i\"",
                "INTERVAL");
        assertRefused(
                WrittenFile.of("required binary b (BSON);").rows(row -> row.append("b", "x")),
                ReasonCode.FORMAT_UNSUPPORTED,
                "BSON");
    }

    private static Binary half(int bits) {
        return Binary.fromConstantByteArray(new byte[] {(byte) bits, (byte) (bits >>> 8)});
    }

    private static Binary unscaled(String number) {
        return Binary.fromConstantByteArray(new BigInteger(number).toByteArray());
    }

    private static void assertSpelled(String type, Map<?, String> spellings) throws IOException {
        assertSpelled(type, "", spellings);
    }

    private static void assertSpelled(String type, String annotation, Map<?, String> spellings) throws IOException {
        byte[] file = WrittenFile.of("required " + type + " v " + annotation + ";")
                .rows(spellings.keySet().stream()
                        .map(value -> (WrittenFile.Row) row -> append(row, value))
                        .toList());
        assertThat(ReadRows.of(file))
                .isEqualTo(spellings.values().stream()
                        .map(text -> "{\"v\":" + text + "}")
                        .collect(Collectors.toList()));
    }

    private static void append(Group row, Object value) {
        if (value instanceof Integer number) {
            row.append("v", number);
        } else if (value instanceof Long number) {
            row.append("v", number);
        } else if (value instanceof Float number) {
            row.append("v", number);
        } else if (value instanceof Double number) {
            row.append("v", number);
        } else if (value instanceof Boolean flag) {
            row.append("v", flag);
        } else if (value instanceof Binary bytes) {
            row.append("v", bytes);
        } else {
            row.append("v", (String) value);
        }
    }
}
