package io.worldstream.wsp.internal.view;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.internal.chunk.ChunkDigester;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.policy.SecondLook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.apache.commons.codec.digest.DigestUtils;

/** The way to bytes that the core keeps to itself: views that nobody would write, with digests that match. */
public final class ViewForging {
    private static final byte[] SURVEY = {1, 2, 3};

    private ViewForging() {}

    /** A view of rows, each a text, a microsecond apart. */
    public static byte[] view(Hex64 key, List<String> rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SortedDraft draft = new Draft(bytes)) {
            ViewWriter writer = new ViewWriter(draft, key, new WithinTheCall(), Cancellation.NEVER);
            for (int i = 0; i < rows.size(); i++) {
                writer.startRow(i, 0, i + 1L).append(rows.get(i));
                writer.endRow();
            }
            writer.finish(SURVEY);
        }
        return bytes.toByteArray();
    }

    /** The decompressed rows of such a view. */
    public static byte[] rows(List<String> rows) {
        ViewBlock block = new ViewBlock();
        for (int i = 0; i < rows.size(); i++) {
            byte[] text = rows.get(i).getBytes(StandardCharsets.UTF_8);
            block.rows().appendLong(i);
            block.rows().appendInt(0);
            block.rows().appendLong(i + 1L);
            block.rows().appendInt(text.length);
            block.rows().append(text);
        }
        return Arrays.copyOf(block.rows().array(), block.rows().length());
    }

    /** A view with one block, which decompresses to any bytes and is said to have so many rows. */
    public static byte[] viewOf(Hex64 key, byte[] content, int rows) {
        ByteBuilder stored = new ByteBuilder(content.length + 1024);
        new Lz4Encoder().encode(content, content.length, stored);
        int length = stored.length();
        long first = content.length < Long.BYTES ? 0 : ByteBuffer.wrap(content).getLong();
        ByteBuffer view = ByteBuffer.allocate(
                ViewLayout.HEAD_BYTES + length + ViewLayout.ENTRY_BYTES + SURVEY.length + ViewLayout.TAIL_BYTES);
        view.put(ViewLayout.head(key)).put(stored.array(), 0, length);
        view.putInt(length).putInt(content.length).putInt(rows).putLong(first).put(new byte[ChunkDigester.BYTES]);
        view.put(SURVEY).put(ViewLayout.tail(ViewLayout.counts(1, SURVEY.length, rows), new byte[32]));
        return mended(key, view.array());
    }

    /** The same bytes with the digests that they should have, as far as they look like a view. */
    public static byte[] mended(Hex64 key, byte[] view) {
        byte[] mended = view.clone();
        int tail = mended.length - ViewLayout.TAIL_BYTES;
        if (tail < ViewLayout.HEAD_BYTES) {
            return mended;
        }
        System.arraycopy(ViewLayout.head(key), 0, mended, 0, ViewLayout.HEAD_BYTES);
        ByteBuffer bytes = ByteBuffer.wrap(mended);
        int blocks = bytes.getInt(tail);
        long survey = bytes.getLong(tail + Integer.BYTES);
        long index = tail - survey - (long) blocks * ViewLayout.ENTRY_BYTES;
        if (blocks < 0 || survey < 0 || survey > tail || index < ViewLayout.HEAD_BYTES) {
            return mended;
        }
        int start = ViewLayout.HEAD_BYTES;
        for (int block = 0; block < blocks; block++) {
            int entry = (int) index + block * ViewLayout.ENTRY_BYTES;
            int length = bytes.getInt(entry);
            if (length < 0 || length > index - start) {
                break;
            }
            byte[] digest = new ChunkDigester().digests(Arrays.copyOfRange(mended, start, start + length), length);
            System.arraycopy(digest, 0, mended, entry + ViewLayout.ENTRY_BYTES - digest.length, digest.length);
            start += length;
        }
        var sha256 = DigestUtils.getSha256Digest();
        sha256.update(mended, 0, ViewLayout.HEAD_BYTES);
        sha256.update(mended, (int) index, tail - (int) index + ViewLayout.COUNTS_BYTES);
        byte[] digest = sha256.digest();
        System.arraycopy(digest, 0, mended, tail + ViewLayout.COUNTS_BYTES, digest.length);
        return mended;
    }

    /** Opens a view and its rows. */
    public static ViewReader open(PartContent content, Hex64 key) throws IOException {
        return SortedView.open(content, key, Cancellation.NEVER)
                .view()
                .read(content, Long.MIN_VALUE, SecondLook.CRC32C, Cancellation.NEVER);
    }

    private record Draft(ByteArrayOutputStream bytes) implements SortedDraft {
        @Override
        public void append(ByteBuffer more) {
            byte[] copy = new byte[more.remaining()];
            more.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void commit() {}

        @Override
        public void close() {}
    }

    private record WithinTheCall() implements ViewWriter.Packing {
        @Override
        public <T> Future<T> submit(Callable<T> work) {
            FutureTask<T> task = new FutureTask<>(work);
            task.run();
            return task;
        }

        @Override
        public <T> T await(Future<T> work) {
            try {
                return work.get();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public int ahead() {
            return 0;
        }
    }
}
