package io.worldstream.wsp.runner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files, written by the format's reference implementation. */
final class ParquetFile {
    /** Fills in a row's fields. */
    @FunctionalInterface
    interface Row {
        void fill(Group row);
    }

    private ParquetFile() {}

    /** Writes a file whose fields are spelled as the reference implementation spells them. */
    static Path write(Path file, String fields, List<Row> rows) throws IOException {
        return write(file, CompressionCodecName.UNCOMPRESSED, fields, rows);
    }

    /** Writes a file with a codec. */
    static Path write(Path file, CompressionCodecName codec, String fields, List<Row> rows) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message row { " + fields + " }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCompressionCodec(codec)
                .build()) {
            for (Row row : rows) {
                Group group = new SimpleGroup(schema);
                row.fill(group);
                writer.write(group);
            }
        }
        return file;
    }
}
