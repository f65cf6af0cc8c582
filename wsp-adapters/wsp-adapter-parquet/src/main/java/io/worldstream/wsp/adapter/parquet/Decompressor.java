package io.worldstream.wsp.adapter.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses pages whose decompressed length is known and checked. Holds native memory until closed. Not thread-safe.
 */
final class Decompressor implements Closeable {
    private @Nullable ZstdDecompressCtx zstd;

    /**
     * Decompresses into the first bytes of the target.
     *
     * @param size the exact number of bytes that the page must give
     */
    void decompress(Codec codec, byte[] source, int from, int length, byte[] target, int size) {
        if (size == 0 && codec != Codec.NONE) {
            return; // some writers store no byte for an empty page, some an empty frame
        }
        switch (codec) {
            case NONE -> {
                if (length != size) {
                    throw Refusal.damaged("a page that is not compressed claims " + length + " and " + size + " bytes");
                }
                System.arraycopy(source, from, target, 0, size);
            }
            case SNAPPY -> Snappy.decompress(source, from, length, target, size);
            case GZIP -> gunzip(source, from, length, target, size);
            case ZSTD -> unzstd(source, from, length, target, size);
            case LZ4_RAW -> Lz4.decompress(source, from, length, target, size);
        }
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
            zstd = null;
        }
    }

    private void unzstd(byte[] source, int from, int length, byte[] target, int size) {
        ZstdDecompressCtx context = context();
        try {
            int given = context.decompressByteArray(target, 0, size, source, from, length);
            if (given != size) {
                throw Refusal.damaged("a page claims " + size + " bytes and has " + given);
            }
        } catch (ZstdException e) {
            throw Refusal.damaged("a page is no valid zstd: " + e.getMessage(), e);
        }
    }

    private ZstdDecompressCtx context() {
        if (zstd == null) {
            try {
                zstd = new ZstdDecompressCtx();
            } catch (LinkageError e) {
                // The native library is unpacked on first use, which fails with another C library or without temporary
                // space.
                throw Refusal.unsupported("zstd cannot be decompressed on this host: " + e.getMessage());
            }
        }
        return zstd;
    }

    private static void gunzip(byte[] source, int from, int length, byte[] target, int size) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(source, from, length))) {
            if (in.readNBytes(target, 0, size) != size || in.read() >= 0) {
                throw Refusal.damaged("a page does not have the " + size + " bytes that it claims");
            }
        } catch (IOException e) {
            throw Refusal.damaged("a page is no valid gzip: " + e.getMessage(), e);
        }
    }
}
