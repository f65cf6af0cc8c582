package io.worldstream.wsp.adapter.parquet;

import static io.worldstream.wsp.adapter.parquet.ParquetAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row groups, chunks and pages that hold nothing, as writers leave them: of these only the counts matter. */
final class EmptyChunksTest {
    private static final int ROWS = 25;
    private static final int ROWS_PER_GROUP = 10;

    private final byte[] file =
            SampleFiles.writer().rowsPerGroup(ROWS_PER_GROUP).rows(SampleFiles.rows(ROWS));

    /** A column chunk of a row group without rows, in a shape that some writer gives it. */
    private enum Shape {
        /** Arrow C++: a dictionary page and no data page. */
        DICTIONARY_ONLY {
            @Override
            void apply(ColumnChunk chunk) {
                chunk.meta_data.setDictionary_page_offset(chunk.meta_data.getData_page_offset());
                chunk.meta_data.setData_page_offset(0);
            }
        },
        NOWHERE {
            @Override
            void apply(ColumnChunk chunk) {
                chunk.meta_data.setData_page_offset(0).setTotal_compressed_size(0);
            }
        },
        NEGATIVE {
            @Override
            void apply(ColumnChunk chunk) {
                chunk.meta_data.setData_page_offset(-1).setTotal_compressed_size(-1);
            }
        },
        BEYOND_THE_FILE {
            @Override
            void apply(ColumnChunk chunk) {
                chunk.meta_data.setData_page_offset(Long.MAX_VALUE).setTotal_compressed_size(Long.MAX_VALUE);
            }
        },
        OF_ANOTHER_CODEC {
            @Override
            void apply(ColumnChunk chunk) {
                chunk.meta_data.setCodec(CompressionCodec.LZO);
            }
        },
        OF_ANOTHER_TYPE_AND_NAME {
            @Override
            void apply(ColumnChunk chunk) {
                chunk.meta_data.setType(Type.INT96).setPath_in_schema(List.of("some", "other", "one", "of", "five"));
            }
        },
        IN_ANOTHER_FILE {
            @Override
            void apply(ColumnChunk chunk) {
                chunk.setFile_path("other.parquet");
            }
        };

        abstract void apply(ColumnChunk chunk);
    }

    @Test
    void emptyRowGroup_ofArrow_isPassedOver() throws IOException {
        byte[] stored;
        try (InputStream in = EmptyChunksTest.class.getResourceAsStream("rows-then-empty.parquet")) {
            stored = in.readAllBytes();
        }
        assertThat(ReadRows.of(stored))
                .containsExactly(
                        "{\"id\":1,\"ts_utc\":\"2026-01-01T00:00:00.000000Z\"}",
                        "{\"id\":2,\"ts_utc\":\"2026-01-01T00:00:01.000000Z\"}",
                        "{\"id\":3,\"ts_utc\":\"2026-01-01T00:00:02.000000Z\"}");
    }

    /** First, between, last, two in a row: with flat columns, lists, maps and groups. */
    @ParameterizedTest
    @EnumSource
    void emptyRowGroup_anywhere_isPassedOver(Shape shape) throws IOException {
        for (int place = 0; place <= 3; place++) {
            int at = place;
            byte[] edited = EditedFooter.of(file, footer -> {
                footer.getRow_groups().add(at, emptied(footer, shape));
                footer.getRow_groups().add(at, emptied(footer, shape));
            });
            assertThat(ReadRows.of(edited)).isEqualTo(SampleFiles.texts(ROWS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyRowGroup_alone_hasNoRows(Shape shape) throws IOException {
        byte[] edited = EditedFooter.of(file, footer -> {
            footer.setRow_groups(List.of(emptied(footer, shape)));
            footer.setNum_rows(0);
        });
        assertThat(ReadRows.of(edited)).isEmpty();
    }

    @Test
    void emptyRowGroup_before_leavesMarksWhereAReaderCanStart() throws IOException {
        byte[] edited =
                EditedFooter.of(file, footer -> footer.getRow_groups().add(0, emptied(footer, Shape.DICTIONARY_ONLY)));
        ParquetFormat format = new ParquetFormat();
        List<Long> marks = new ArrayList<>();
        try (RowReader reader = format.open(new StoredFile(edited, 1000), ReadRows.MAX_ROW_BYTES)) {
            while (reader.advance()) {
                if (reader.mark() != RowReader.NO_MARK) {
                    marks.add(reader.mark());
                }
            }
        }
        assertThat(marks).containsExactly(1L, 2L, 3L);
        assertThat(ReadRows.rest(format.openAt(new StoredFile(edited, 1000), ReadRows.MAX_ROW_BYTES, 3, 21)))
                .isEqualTo(SampleFiles.texts(ROWS).subList(20, ROWS));
    }

    @Test
    void emptyRowGroup_withValues_isRefused() {
        byte[] edited = EditedFooter.of(file, footer -> {
            RowGroup empty = emptied(footer, Shape.DICTIONARY_ONLY);
            empty.getColumns().get(0).meta_data.setNum_values(1);
            footer.getRow_groups().add(empty);
        });
        assertRefused(edited, ReasonCode.OBJECT_UNREADABLE, "column \"i\"");
    }

    @ParameterizedTest
    @EnumSource
    void emptyChunk_inARowGroupWithRows_isRefused(Shape shape) {
        byte[] edited = EditedFooter.of(file, footer -> {
            ColumnChunk chunk = footer.getRow_groups().get(1).getColumns().get(1);
            shape.apply(chunk);
            chunk.meta_data.setNum_values(0);
        });
        assertRefused(edited, ReasonCode.OBJECT_UNREADABLE, "column \"l\"", "0 values for 10 rows");
    }

    @Test
    void columnsOfNothingButNulls_inEveryCodecAndVersion_areRead() throws IOException {
        List<WrittenFile.Row> rows = IntStream.range(0, ROWS)
                .<WrittenFile.Row>mapToObj(n -> row -> row.append("n", n))
                .toList();
        List<String> texts = IntStream.range(0, ROWS)
                .mapToObj(n -> "{\"n\":" + n + ",\"s\":null,\"l\":[],\"g\":null}")
                .toList();
        for (CompressionCodecName codec : SampleFiles.CODECS) {
            for (WriterVersion version : WriterVersion.values()) {
                byte[] nulls = WrittenFile.of(
                                "required int32 n;",
                                "optional binary s (STRING);",
                                "repeated int64 l;",
                                "optional group g { optional double d; }")
                        .codec(codec)
                        .version(version)
                        .rows(rows);
                assertThat(ReadRows.of(nulls)).isEqualTo(texts);
            }
        }
    }

    /** A page of no entries, of no bytes either, before the first of a chunk: Arrow C++ starts so where all is null. */
    @ParameterizedTest
    @EnumSource(
            value = PageType.class,
            names = {"DATA_PAGE", "DATA_PAGE_V2", "DICTIONARY_PAGE"})
    void emptyPage_inEveryCodec_isPassedOver(PageType type) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Util.writePageHeader(emptyPage(type), page);
        for (CompressionCodecName codec : SampleFiles.CODECS) {
            byte[] whole = WrittenFile.of("required int32 n;")
                    .codec(codec)
                    .options(builder -> builder.withDictionaryEncoding(false))
                    .rows(row -> row.append("n", 1), row -> row.append("n", 2));
            byte[] edited = EditedFooter.of(whole, footer -> {
                ColumnMetaData chunk =
                        footer.getRow_groups().get(0).getColumns().get(0).meta_data;
                chunk.setTotal_compressed_size(chunk.getTotal_compressed_size() + page.size());
            });
            byte[] padded = EditedFooter.concat(
                    Arrays.copyOf(edited, 4), page.toByteArray(), Arrays.copyOfRange(edited, 4, edited.length));
            assertThat(ReadRows.of(padded)).containsExactly("{\"n\":1}", "{\"n\":2}");
        }
    }

    private static PageHeader emptyPage(PageType type) {
        PageHeader header = new PageHeader(type, 0, 0);
        switch (type) {
            case DATA_PAGE ->
                header.setData_page_header(new DataPageHeader(0, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
            case DATA_PAGE_V2 -> header.setData_page_header_v2(new DataPageHeaderV2(0, 0, 0, Encoding.PLAIN, 0, 0));
            default -> header.setDictionary_page_header(new DictionaryPageHeader(0, Encoding.PLAIN));
        }
        return header;
    }

    /** A dictionary or a page of no bytes may be stored as no byte or as an empty frame. */
    @Test
    void nothing_isDecompressedFromNothing() {
        for (Codec codec : Codec.values()) {
            new Decompressor().decompress(codec, new byte[0], 0, 0, new byte[0], 0);
        }
    }

    private static RowGroup emptied(FileMetaData footer, Shape shape) {
        RowGroup group = footer.getRow_groups().get(0).deepCopy();
        group.setNum_rows(0);
        for (ColumnChunk chunk : group.getColumns()) {
            shape.apply(chunk);
            chunk.meta_data.setNum_values(0);
        }
        return group;
    }
}
