package io.worldstream.wsp.adapter.parquet;

import static io.worldstream.wsp.adapter.parquet.ParquetAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReasonCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.AesGcmV1;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;

/** Files whose metadata says something that it should not; the metadata is rewritten by the reference implementation. */
final class RefusedFilesTest {
    private final byte[] file = WrittenFile.of("required int32 a;", "optional int64 b;")
            .rows(row -> row.append("a", 1).append("b", 2L), row -> row.append("a", 3));

    @Test
    void theUneditedFileIsRead() throws IOException {
        assertThat(ReadRows.of(edited(footer -> {}))).containsExactly("{\"a\":1,\"b\":2}", "{\"a\":3,\"b\":null}");
    }

    @Test
    void encryptedFilesAndColumns() {
        byte[] encryptedFooter = file.clone();
        System.arraycopy("PARE".getBytes(StandardCharsets.US_ASCII), 0, encryptedFooter, file.length - 4, 4);
        assertRefused(encryptedFooter, ReasonCode.FORMAT_UNSUPPORTED, "footer is encrypted");
        assertRefused(
                edited(footer -> footer.setEncryption_algorithm(EncryptionAlgorithm.AES_GCM_V1(new AesGcmV1()))),
                ReasonCode.FORMAT_UNSUPPORTED,
                "encrypted");
        assertRefused(
                edited(footer -> chunk(footer, 1).setEncrypted_column_metadata(new byte[] {1})),
                ReasonCode.FORMAT_UNSUPPORTED,
                "column \"b\" is encrypted");
    }

    @Test
    void codecsThatAreNotRead() {
        for (CompressionCodec codec : List.of(CompressionCodec.LZO, CompressionCodec.BROTLI, CompressionCodec.LZ4)) {
            assertRefused(
                    edited(footer -> chunk(footer, 0).meta_data.setCodec(codec)),
                    ReasonCode.FORMAT_UNSUPPORTED,
                    "codec " + codec);
        }
    }

    @Test
    void columnsInOtherFiles() {
        assertRefused(
                edited(footer -> chunk(footer, 0).setFile_path("other.parquet")),
                ReasonCode.FORMAT_UNSUPPORTED,
                "column \"a\" is in another file");
    }

    @Test
    void countsThatContradictOneAnother() {
        assertDamaged(footer -> footer.setNum_rows(3), "3 rows");
        assertDamaged(footer -> group(footer, -1), "-1 rows");
        assertDamaged(footer -> group(footer, 1L << 62), "rows");
        assertDamaged(footer -> group(footer, 1), "\"a\"", "2 values for 1 rows");
        assertDamaged(footer -> group(footer, 3), "\"a\"", "2 values for 3 rows");
        assertDamaged(
                footer -> {
                    group(footer, 3);
                    chunk(footer, 0).meta_data.setNum_values(3);
                    chunk(footer, 1).meta_data.setNum_values(3);
                },
                "fewer entries");
        assertDamaged(
                footer -> {
                    group(footer, 1);
                    chunk(footer, 0).meta_data.setNum_values(1);
                    chunk(footer, 1).meta_data.setNum_values(1);
                },
                "more entries");
        assertDamaged(footer -> footer.getRow_groups().get(0).getColumns().remove(1), "1 columns, the schema 2");
    }

    @Test
    void entriesBehindTheLastRow() {
        byte[] lists = WrittenFile.of("repeated int32 x;")
                .rows(row -> row.append("x", 1).append("x", 2), row -> row.append("x", 3));
        assertRefused(
                EditedFooter.of(lists, footer -> group(footer, 1)), ReasonCode.OBJECT_UNREADABLE, "after its last row");
    }

    /** Two lists whose lengths differ, told as one list of pairs: which belongs to which cannot be known. */
    @Test
    void columnsThatContradictOneAnother() {
        byte[] lists = WrittenFile.of("repeated int32 x;", "repeated int32 y;")
                .rows(
                        row -> row.append("x", 1).append("x", 2).append("y", 3),
                        row -> row.append("x", 4).append("y", 5).append("y", 6));
        EditedFooter.Edit pairs = footer -> {
            SchemaElement group = new SchemaElement("g");
            group.setRepetition_type(FieldRepetitionType.REPEATED).setNum_children(2);
            footer.getSchema().get(0).setNum_children(1);
            footer.getSchema().add(1, group);
            for (int i = 0; i < 2; i++) {
                SchemaElement field = footer.getSchema().get(2 + i);
                field.setRepetition_type(FieldRepetitionType.REQUIRED);
                chunk(footer, i).meta_data.setPath_in_schema(List.of("g", field.getName()));
            }
        };
        assertRefused(EditedFooter.of(lists, pairs), ReasonCode.OBJECT_UNREADABLE, "contradict one another");
    }

    @Test
    void levelsBeyondTheSchema() {
        byte[] nested = WrittenFile.of("optional group a { optional group b { optional int32 c; } }")
                .rows(row -> row.addGroup("a").addGroup("b").append("c", 1));
        assertRefused(
                EditedFooter.of(
                        nested, footer -> footer.getSchema().get(2).setRepetition_type(FieldRepetitionType.REQUIRED)),
                ReasonCode.OBJECT_UNREADABLE,
                "\"a.b.c\"",
                "levels 0 and 3");
    }

    @Test
    void placesOutsideTheFile() {
        assertDamaged(footer -> chunk(footer, 0).meta_data.setData_page_offset(-1), "\"a\"", "bytes from -1");
        assertDamaged(footer -> chunk(footer, 0).meta_data.setData_page_offset(Long.MAX_VALUE), "bytes from");
        assertDamaged(footer -> chunk(footer, 0).meta_data.setTotal_compressed_size(Long.MAX_VALUE), "bytes from");
        assertDamaged(footer -> chunk(footer, 0).meta_data.setTotal_compressed_size(-1), "bytes from");
        assertDamaged(footer -> chunk(footer, 0).meta_data.setTotal_compressed_size(10), "page");
    }

    @Test
    void columnsThatAreNotTheSchemas() {
        assertDamaged(footer -> chunk(footer, 0).meta_data.setType(Type.INT64), "column \"a\"", "physical type 2");
        assertDamaged(footer -> chunk(footer, 0).meta_data.setPath_in_schema(List.of("b")), "called \"b\"");
        assertDamaged(footer -> chunk(footer, 0).meta_data.setPath_in_schema(List.of("a", "b")), "2 names");
        assertDamaged(footer -> chunk(footer, 0).setMeta_dataIsSet(false), "");
    }

    @Test
    void schemasThatAreNoTree() {
        assertDamaged(footer -> footer.getSchema().get(0).setNum_children(3), "fewer nodes");
        assertDamaged(footer -> footer.getSchema().get(0).setNum_children(1), "belong to no group");
        assertDamaged(footer -> footer.getSchema().get(1).setNum_children(1), "column \"a\" has children");
        assertRefused(
                edited(footer -> footer.getSchema().get(2).setName("a")),
                ReasonCode.FORMAT_UNSUPPORTED,
                "two fields are named \"a\"");
        assertRefused(
                edited(footer -> {
                    SchemaElement group = new SchemaElement("g");
                    group.setRepetition_type(FieldRepetitionType.REQUIRED);
                    footer.getSchema().add(group);
                    footer.getSchema().get(0).setNum_children(3);
                }),
                ReasonCode.FORMAT_UNSUPPORTED,
                "group \"g\" has no fields");
        assertDamaged(
                footer -> footer.getSchema()
                        .get(1)
                        .setConverted_type(ConvertedType.DECIMAL)
                        .setScale(5)
                        .setPrecision(3),
                "decimal of 3 digits, 5 after");
        assertRefused(
                edited(footer -> footer.getSchema().get(1).setConverted_type(ConvertedType.UTF8)),
                ReasonCode.FORMAT_UNSUPPORTED,
                "column \"a\" is INT32 STRING");
    }

    /** A list of 2^31-1 elements in a footer of a few bytes, wherever a list may stand. */
    @Test
    void claimsOfBillionsTakeNoMemory() throws IOException {
        byte[] billions = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
        for (int field : new int[] {2, 4, 5, 7}) {
            for (int elementType : new int[] {3, 5, 8, 9, 12}) {
                byte[] claim = {(byte) (field << 4 | 9), (byte) (0xf0 | elementType)};
                assertAllocatesLittle(withFooter(EditedFooter.concat(claim, billions, new byte[100])));
            }
        }
        // A binary, a map, and a binary within a struct that is passed over.
        assertAllocatesLittle(withFooter(EditedFooter.concat(new byte[] {0x68}, billions, new byte[100])));
        assertAllocatesLittle(withFooter(EditedFooter.concat(new byte[] {0x7b}, billions, new byte[100])));
        assertAllocatesLittle(withFooter(EditedFooter.concat(new byte[] {0x7c, 0x18}, billions, new byte[100])));
    }

    @Test
    void structsWithinStructsWithoutEndAreRefused() {
        byte[] structs = new byte[100_000];
        Arrays.fill(structs, (byte) 0x1c);
        assertRefused(withFooter(structs), ReasonCode.OBJECT_UNREADABLE, "deep");
        byte[] lists = new byte[100_000];
        Arrays.fill(lists, (byte) 0x19);
        assertRefused(withFooter(lists), ReasonCode.OBJECT_UNREADABLE, "deep");
    }

    private static void assertAllocatesLittle(byte[] hostile) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertRefused(hostile, ReasonCode.OBJECT_UNREADABLE, "not valid Parquet");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
    }

    private void assertDamaged(EditedFooter.Edit edit, String... said) {
        assertRefused(edited(edit), ReasonCode.OBJECT_UNREADABLE, said);
    }

    private static ColumnChunk chunk(FileMetaData footer, int column) {
        return footer.getRow_groups().get(0).getColumns().get(column);
    }

    /** So many rows in the one row group, and so in the file. */
    private static void group(FileMetaData footer, long rows) {
        footer.getRow_groups().get(0).setNum_rows(rows);
        footer.setNum_rows(rows);
    }

    private byte[] edited(EditedFooter.Edit edit) {
        return EditedFooter.of(file, edit);
    }

    private static byte[] withFooter(byte[] footer) {
        return EditedFooter.concat(
                "PAR1".getBytes(StandardCharsets.US_ASCII), footer, EditedFooter.tail(footer.length));
    }
}
