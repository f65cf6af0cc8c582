package io.worldstream.wsp.adapter.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Files that the format's reference implementation writes into memory. */
final class WrittenFile {
    /** Fills in a row's fields. */
    @FunctionalInterface
    interface Row {
        void fill(Group row);
    }

    private final MessageType schema;
    private UnaryOperator<ExampleParquetWriter.Builder> options = builder -> builder;
    private CompressionCodecName codec = CompressionCodecName.UNCOMPRESSED;
    private WriterVersion version = WriterVersion.PARQUET_1_0;
    private int rowsPerGroup = Integer.MAX_VALUE;

    private WrittenFile(MessageType schema) {
        this.schema = schema;
    }

    /** @param fields the schema's fields, as the reference implementation spells them */
    static WrittenFile of(String... fields) {
        return new WrittenFile(MessageTypeParser.parseMessageType("message row { " + String.join(" ", fields) + " }"));
    }

    static WrittenFile of(MessageType schema) {
        return new WrittenFile(schema);
    }

    WrittenFile codec(CompressionCodecName value) {
        codec = value;
        return this;
    }

    WrittenFile version(WriterVersion value) {
        version = value;
        return this;
    }

    WrittenFile rowsPerGroup(int value) {
        rowsPerGroup = value;
        return this;
    }

    WrittenFile options(UnaryOperator<ExampleParquetWriter.Builder> value) {
        options = value;
        return this;
    }

    /** The file with these rows. */
    byte[] rows(Row... rows) {
        return rows(List.of(rows));
    }

    byte[] rows(List<Row> rows) {
        MemoryFile file = new MemoryFile();
        try (ParquetWriter<Group> writer = options.apply(ExampleParquetWriter.builder(file)
                        .withConf(new PlainParquetConfiguration())
                        .withType(schema)
                        .withCompressionCodec(codec)
                        .withWriterVersion(version)
                        .withRowGroupRowCountLimit(rowsPerGroup))
                .build()) {
            for (Row row : rows) {
                Group group = new SimpleGroup(schema);
                row.fill(group);
                writer.write(group);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.bytes.toByteArray();
    }

    private static final class MemoryFile implements OutputFile {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new PositionOutputStream() {
                @Override
                public long getPos() {
                    return bytes.size();
                }

                @Override
                public void write(int octet) {
                    bytes.write(octet);
                }

                @Override
                public void write(byte[] source, int from, int length) {
                    bytes.write(source, from, length);
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }
}
