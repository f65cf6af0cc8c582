package io.worldstream.wsp.internal.view;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.internal.text.ByteBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Writes a view: rows in the one order, then the survey of their output. Other threads may pack the blocks; a bounded
 * number of them is held. One thread; blocks on the store.
 */
public final class ViewWriter {
    private final SortedDraft draft;
    private final Hex64 key;
    private final Packing packing;
    private final Cancellation cancellation;
    private final Deque<Future<ViewBlock>> packed = new ArrayDeque<>();
    private final Deque<ViewBlock> spare = new ArrayDeque<>();
    private final ByteBuilder index = new ByteBuilder(1024 * ViewLayout.ENTRY_BYTES);
    private ViewBlock block;
    private int blocks;
    private long rows;
    private int rowStart;

    /**
     * Starts a view.
     *
     * @param draft receives the bytes; neither committed nor closed here
     * @param key the key of the view
     * @param packing runs the packing of blocks
     * @param cancellation checked for each block
     */
    public ViewWriter(SortedDraft draft, Hex64 key, Packing packing, Cancellation cancellation) throws IOException {
        this.draft = draft;
        this.key = key;
        this.packing = packing;
        this.cancellation = cancellation;
        block = new ViewBlock();
        draft.append(ByteBuffer.wrap(ViewLayout.head(key)));
    }

    /**
     * Starts the next row in order.
     *
     * @param tsMicros its event time
     * @param part the index of its part among those of the output
     * @param number its number in the part
     * @return where to append its text, before {@link #endRow}
     */
    public ByteBuilder startRow(long tsMicros, int part, long number) {
        ByteBuilder bytes = block.rows();
        block.count(tsMicros);
        bytes.appendLong(tsMicros);
        bytes.appendInt(part);
        bytes.appendLong(number);
        rowStart = bytes.extend(Integer.BYTES);
        return bytes;
    }

    /** Ends the row. */
    public void endRow() throws IOException {
        ByteBuilder bytes = block.rows();
        int length = bytes.length() - rowStart - Integer.BYTES;
        ByteBuffer.wrap(bytes.array()).putInt(rowStart, length);
        rows++;
        if (bytes.length() >= ViewLayout.BLOCK_BYTES) {
            submit();
        }
    }

    /** Writes the rest of the view. Committing it is left to the caller. */
    public void finish(byte[] survey) throws IOException {
        if (block.count() > 0) {
            submit();
        }
        while (!packed.isEmpty()) {
            write();
        }
        byte[] counts = ViewLayout.counts(blocks, survey.length, rows);
        MessageDigest digest = DigestUtils.getSha256Digest();
        digest.update(ViewLayout.head(key));
        digest.update(index.array(), 0, index.length());
        digest.update(survey);
        digest.update(counts);
        draft.append(ByteBuffer.wrap(index.array(), 0, index.length()));
        draft.append(ByteBuffer.wrap(survey));
        draft.append(ByteBuffer.wrap(ViewLayout.tail(counts, digest.digest())));
    }

    private void submit() throws IOException {
        cancellation.throwIfCancelled();
        ViewBlock full = block;
        packed.addLast(packing.submit(full::pack));
        while (packed.size() > packing.ahead()) {
            write();
        }
        block = spare.isEmpty() ? new ViewBlock() : spare.pop();
    }

    /** Writes the first packed block. */
    private void write() throws IOException {
        ViewBlock first = packing.await(packed.removeFirst());
        ByteBuilder bytes = first.packed();
        draft.append(ByteBuffer.wrap(bytes.array(), 0, bytes.length()));
        index.appendInt(bytes.length());
        index.appendInt(first.rows().length());
        index.appendInt(first.count());
        index.appendLong(first.firstMicros());
        index.append(first.digests());
        blocks++;
        first.clear();
        if (!first.oversized()) {
            spare.push(first);
        }
    }

    /** Runs the packing of blocks, on other threads or within the call. */
    public interface Packing {
        /** Submits a block for packing. */
        <T> Future<T> submit(Callable<T> work);

        /** Blocks until a block is packed. */
        <T> T await(Future<T> work);

        /** Returns how many blocks may be on their way. */
        int ahead();
    }
}
