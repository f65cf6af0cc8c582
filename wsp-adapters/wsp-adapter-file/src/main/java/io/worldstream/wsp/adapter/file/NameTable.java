package io.worldstream.wsp.adapter.file;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Maps up to 44 million names to numbers in bounded heap: a hash table that moves to an unnamed temporary file once it
 * holds more than a few thousand names. Names are identified by 128 bits of their SHA-256. Nothing survives the
 * process. Thread-safe.
 */
final class NameTable {
    /** Value of a name that was never put. */
    static final long ABSENT = 0;

    /** Maximum size of the table in the heap: 384 KiB. */
    private static final int MOST_HEAP_SLOTS = 1 << 14;

    /** Two longs of key and one of value, initially zero. */
    private static final int SLOT_LONGS = 3;

    private final MessageDigest sha256 = sha256();
    private final int mostHeapSlots;
    private LongBuffer slots;
    private int capacity;
    private int size;

    NameTable() {
        this(MOST_HEAP_SLOTS);
    }

    /**
     * Creates an empty table.
     *
     * @param mostHeapSlots a power of two, at least 2
     */
    NameTable(int mostHeapSlots) {
        this.mostHeapSlots = mostHeapSlots;
        capacity = Math.min(1 << 6, mostHeapSlots);
        slots = LongBuffer.allocate(capacity * SLOT_LONGS);
    }

    /** Returns the value of a name, or {@link #ABSENT}. */
    synchronized long get(String name) {
        ByteBuffer key = key(name);
        return slots.get(find(key.getLong(), key.getLong()) + 2);
    }

    /**
     * Sets the value of a name; not {@link #ABSENT}.
     *
     * @throws IOException if the table has to grow and cannot
     */
    synchronized void put(String name, long value) throws IOException {
        put(key(name), value);
    }

    /**
     * Sets the value of a name that is known only by its SHA-256.
     *
     * @throws IOException if the table has to grow and cannot
     */
    synchronized void put(byte[] digest, long value) throws IOException {
        put(ByteBuffer.wrap(digest), value);
    }

    private void put(ByteBuffer key, long value) throws IOException {
        long first = key.getLong();
        long second = key.getLong();
        int at = find(first, second);
        if (slots.get(at + 2) == ABSENT) {
            if ((size + 1) * 2 > capacity) {
                grow();
                at = find(first, second);
            }
            size++;
        }
        slots.put(at, first).put(at + 1, second).put(at + 2, value);
    }

    /** Returns the index of a key, or of the free slot for it. */
    private int find(long first, long second) {
        int slot = (int) first & (capacity - 1);
        int at = slot * SLOT_LONGS;
        while (slots.get(at + 2) != ABSENT && (slots.get(at) != first || slots.get(at + 1) != second)) {
            slot = (slot + 1) & (capacity - 1);
            at = slot * SLOT_LONGS;
        }
        return at;
    }

    private void grow() throws IOException {
        LongBuffer before = slots;
        long longs = 2L * capacity * SLOT_LONGS;
        slots = capacity < mostHeapSlots ? LongBuffer.allocate((int) longs) : mapped(longs);
        capacity *= 2;
        for (int from = 0; from < before.capacity(); from += SLOT_LONGS) {
            if (before.get(from + 2) != ABSENT) {
                int to = find(before.get(from), before.get(from + 1));
                slots.put(to, before.get(from))
                        .put(to + 1, before.get(from + 1))
                        .put(to + 2, before.get(from + 2));
            }
        }
    }

    /** Maps a file that no other process can open. The garbage collector releases an unused mapping. */
    private static LongBuffer mapped(long longs) throws IOException {
        long bytes = longs * Long.BYTES;
        if (bytes > Integer.MAX_VALUE) {
            throw new IOException(
                    "the control bus has more file names than this process can track; remove old messages");
        }
        Path path = Files.createTempFile("wsp-bus-", ".names"); // accessible only to its owner
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            removeName(path.toFile());
            // Allocates all blocks now: on a full disk, writing to a mapped page without a block is a JVM error.
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 16);
            for (long left = bytes; left > 0; left = bytes - file.size()) {
                file.write(zeros.clear().limit((int) Math.min(zeros.capacity(), left)));
            }
            return file.map(FileChannel.MapMode.READ_WRITE, 0, bytes).asLongBuffer();
        }
    }

    /** An unnamed file disappears with the process in any case. Windows cannot remove an open file. */
    private static void removeName(File path) {
        if (!path.delete()) {
            path.deleteOnExit();
        }
    }

    private ByteBuffer key(String name) {
        return ByteBuffer.wrap(sha256.digest(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}
