package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.StreamPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Determines the flow of a row: the hash of the first field by which gates partition (contracts 7), or of the field
 * that the policy names, across outputs; a row with no such field is a flow of its own. Names and values are compared
 * as spelled in the row. If two flows have the same hash, they merely wait for each other. Creates no garbage. Any
 * thread.
 */
public final class FlowFields {
    /** The fields by which gates partition; the first one that a row has counts (contracts 7). */
    private static final List<String> DEFAULT_FIELDS = List.of("flow_id", "merchant_id", "account_id", "party_id");

    private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;

    /** For each output, the fields' names as spelled in a row, without quotes. */
    private final List<byte[][]> fields;

    private FlowFields(List<byte[][]> fields) {
        this.fields = fields;
    }

    /** Returns the flows of a plan's rows, or null if the policy does not use flows. */
    public static @Nullable FlowFields of(StreamPlan plan, StreamPolicy policy) {
        if (policy.push().ordering() != Ordering.PER_KEY || policy.push().maxInFlight() == 1) {
            return null;
        }
        return new FlowFields(
                plan.targets().stream().map(target -> names(target, policy)).toList());
    }

    private static byte[][] names(Target target, StreamPolicy policy) {
        String field = policy.push().flowKey(target.outputId());
        List<String> names = field == null ? DEFAULT_FIELDS : List.of(field);
        return names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    /**
     * Returns the flow of a row, which must be one valid JSON object.
     *
     * @param output the output's index in the plan
     * @param text holds the row from {@code from} to {@code to}
     * @param eventId the event's id, at least eight bytes
     */
    long flow(int output, byte[] text, int from, int to, byte[] eventId) {
        byte[][] names = fields.get(output);
        int best = names.length;
        long flow = 0;
        int at = fieldAfter(text, from, to);
        while (best > 0 && at < to) {
            int nameEnd = endOfString(text, at);
            int value = skipSpace(text, skipSpace(text, nameEnd + 1) + 1);
            int valueEnd = endOfValue(text, value);
            int rank = rank(names, best, text, at + 1, nameEnd);
            if (rank < best && text[value] != 'n') {
                best = rank;
                boolean quoted = text[value] == '"';
                flow = hash(text, quoted ? value + 1 : value, quoted ? valueEnd - 1 : valueEnd);
            }
            at = fieldAfter(text, valueEnd, to);
        }
        return best < names.length ? flow : ByteBuffer.wrap(eventId).getLong();
    }

    /**
     * Returns the index of the name at this position if it is better than the best so far, otherwise the best so far.
     */
    private static int rank(byte[][] names, int best, byte[] text, int from, int to) {
        for (int i = 0; i < best; i++) {
            if (Arrays.equals(names[i], 0, names[i].length, text, from, to)) {
                return i;
            }
        }
        return best;
    }

    /** Returns the position of the quote that opens the next name, or the end. */
    private static int fieldAfter(byte[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] != '"') {
            at++;
        }
        return at;
    }

    /** Returns the position of the quote that closes the string opened here. */
    private static int endOfString(byte[] text, int from) {
        int at = from + 1;
        while (text[at] != '"') {
            at += text[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private static int skipSpace(byte[] text, int from) {
        int at = from;
        while (text[at] <= ' ' && text[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Returns the position after a value. */
    private static int endOfValue(byte[] text, int from) {
        int at = from;
        int depth = 0;
        do {
            switch (text[at]) {
                case '"' -> at = endOfString(text, at);
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    if (depth == 0) {
                        return endOfScalar(text, at);
                    }
                }
            }
            at++;
        } while (depth > 0);
        return at;
    }

    private static int endOfScalar(byte[] text, int from) {
        int at = from;
        while (text[at] > ' ' && text[at] != ',' && text[at] != '}') {
            at++;
        }
        return at;
    }

    private static long hash(byte[] text, int from, int to) {
        long hash = FNV_OFFSET;
        for (int at = from; at < to; at++) {
            hash = (hash ^ text[at]) * FNV_PRIME;
        }
        return hash;
    }
}
