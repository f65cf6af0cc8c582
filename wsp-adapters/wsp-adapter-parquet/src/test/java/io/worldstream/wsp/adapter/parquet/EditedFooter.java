package io.worldstream.wsp.adapter.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

/** Files whose footer says something else than was written, rewritten by the reference implementation. */
final class EditedFooter {
    private EditedFooter() {}

    /** Changes a footer. */
    @FunctionalInterface
    interface Edit {
        void apply(FileMetaData footer);
    }

    static byte[] of(byte[] file, Edit edit) {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        int start = file.length - 8 - length;
        try {
            FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(file, start, length));
            edit.apply(footer);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Util.writeFileMetaData(footer, bytes);
            return concat(Arrays.copyOf(file, start), bytes.toByteArray(), tail(bytes.size()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the last bytes of a file whose footer has this length. */
    static byte[] tail(int length) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .put("PAR1".getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
