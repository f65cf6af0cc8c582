package io.worldstream.wsp.adapter.kafka;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The text beside a committed offset: which messages above it are settled.
 *
 * <p>{@code wsp1:} and, in base64url without padding, pairs of variable-length numbers (7 bits a byte, lowest first):
 * the unsettled offsets before a range of settled ones, and the range's length. The first pair counts from the committed
 * offset. If nothing above that offset is settled, the text is empty.
 *
 * @param text at most as long as the broker permits
 * @param end all settled offsets below it are recorded; {@link Long#MAX_VALUE} if all of them are
 */
record CommitMetadata(String text, long end) {
    /** The default of the broker's {@code offset.metadata.max.bytes}. */
    static final int MAX_CHARS = 4096;

    private static final String FORMAT = "wsp1:";
    private static final int MOST_BYTES_OF_A_PAIR = 20;

    /**
     * Records as many ranges as fit, the nearest first.
     *
     * @param prefix the offset to commit; all ranges are above it
     */
    static CommitMetadata of(long prefix, OffsetRanges settled, int maxChars) {
        byte[] bytes = new byte[Math.max(maxChars - FORMAT.length(), 0) * 3 / 4 + MOST_BYTES_OF_A_PAIR];
        int room = bytes.length - MOST_BYTES_OF_A_PAIR;
        int length = 0;
        long position = prefix;
        for (Map.Entry<Long, Long> range : settled.asMap().entrySet()) {
            int next = write(bytes, length, range.getKey() - position);
            next = write(bytes, next, range.getValue() - range.getKey());
            if (next > room) {
                return new CommitMetadata(text(bytes, length), range.getKey());
            }
            length = next;
            position = range.getValue();
        }
        return new CommitMetadata(text(bytes, length), Long.MAX_VALUE);
    }

    private static String text(byte[] bytes, int length) {
        if (length == 0) {
            return "";
        }
        byte[] exact = Arrays.copyOf(bytes, length);
        return FORMAT + Base64.getUrlEncoder().withoutPadding().encodeToString(exact);
    }

    private static int write(byte[] bytes, int at, long number) {
        int next = at;
        long rest = number;
        for (; rest >= 0x80; rest >>>= 7) {
            bytes[next++] = (byte) (rest | 0x80);
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    /**
     * Returns the settled offsets above a committed one; empty if the text is not of this class, or damaged.
     *
     * @param prefix the committed offset
     */
    static Optional<OffsetRanges> parse(long prefix, String text) {
        OffsetRanges settled = new OffsetRanges();
        if (text.isEmpty()) {
            return Optional.of(settled);
        }
        if (!text.startsWith(FORMAT)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text.substring(FORMAT.length()));
            Numbers numbers = new Numbers(bytes);
            long position = prefix;
            while (numbers.hasNext()) {
                long from = Math.addExact(position, numbers.next());
                position = Math.addExact(from, numbers.next());
                settled.add(from, position);
            }
            return Optional.of(settled);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static final class Numbers {
        private final byte[] bytes;
        private int at;

        Numbers(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasNext() {
            return at < bytes.length;
        }

        /** Returns a positive number. */
        long next() {
            long number = 0;
            for (int shift = 0; at < bytes.length && shift < Long.SIZE - 1; shift += 7) {
                byte next = bytes[at++];
                number |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    if (number <= 0) {
                        break;
                    }
                    return number;
                }
            }
            throw new IllegalArgumentException("not a positive number");
        }
    }
}
