package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SortedDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** A view that is written to a temporary file. One thread. */
final class FileSortedDraft implements SortedDraft {
    /** Bounds the off-heap buffer into which a channel copies a heap buffer, and which it retains. */
    private static final int MOST_AT_ONCE = 1 << 18;

    /** The bytes for which room is made at once, if the budget permits. */
    private static final long STEP_BYTES = 16 << 20;

    private final SortedFolder folder;
    private final Hex64 key;
    private final long maxBytes;
    private final SortedFolder.Held draft;
    private final FileChannel channel;
    private long sizeBytes;
    private long roomFor;
    private boolean closed;

    /**
     * Starts a draft.
     *
     * @param maxBytes the budget of the folder
     */
    FileSortedDraft(SortedFolder folder, Hex64 key, long maxBytes) throws IOException {
        this.folder = folder;
        this.key = key;
        this.maxBytes = maxBytes;
        roomFor = maxBytes == Long.MAX_VALUE ? Long.MAX_VALUE : 0;
        draft = folder.hold(key, "tmp");
        channel = draft.file().channel();
        try {
            // The disk's time, which is also that of the last use.
            Instant created = Files.getLastModifiedTime(draft.path()).toInstant();
            write(FileSortedView.head(created));
        } catch (IOException | RuntimeException e) {
            draft.remove();
            throw e;
        }
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        try {
            write(bytes);
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        long end = sizeBytes + bytes.remaining();
        if (end > roomFor) {
            makeRoomFor(end);
        }
        int limit = bytes.limit();
        try {
            while (bytes.position() < limit) {
                bytes.limit(bytes.position() + Math.min(MOST_AT_ONCE, limit - bytes.position()));
                sizeBytes += channel.write(bytes);
            }
        } finally {
            bytes.limit(limit);
        }
    }

    private void makeRoomFor(long end) throws IOException {
        long ahead = Math.min(STEP_BYTES, maxBytes / 16);
        if (end > maxBytes) {
            throw new IOException("it is larger than the budget of " + maxBytes + " bytes; raise sorted.max_bytes");
        }
        roomFor = Math.min(maxBytes, end + ahead);
        folder.exclusively(() -> {
            try {
                folder.makeRoom(roomFor - sizeBytes, maxBytes);
            } catch (IOException e) {
                roomFor = end;
                folder.makeRoom(end - sizeBytes, maxBytes);
            }
            return true;
        });
    }

    @Override
    public void commit() throws IOException {
        try {
            channel.force(true);
            folder.exclusively(() -> {
                if (maxBytes != Long.MAX_VALUE) {
                    folder.makeRoom(0, maxBytes);
                }
                Path view = folder.view(key);
                folder.markUsed(draft.path(), draft.path());
                Files.move(draft.path(), view, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return true;
            });
            Folders.force(folder.root());
        } catch (IOException e) {
            throw failed("committed", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            draft.remove();
        }
    }

    private IOException failed(String done, IOException cause) {
        return FileSortedStore.named("the sorted view " + folder.view(key) + " cannot be " + done, cause);
    }
}
