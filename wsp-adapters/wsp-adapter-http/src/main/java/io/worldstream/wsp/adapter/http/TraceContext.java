package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.EnvelopeView;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace headers of one push, as W3C Trace Context defines them. Immutable.
 *
 * @param traceparent version {@code 00}, trace id, parent id and flags, such as {@code
 *     00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01}
 * @param tracestate up to 32 entries such as {@code vendor=value}, divided by commas, or null for none
 * @see HttpIngressSink.Builder#traceContext
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {
    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern KEY =
            Pattern.compile("[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13}");
    /** Printable ASCII without comma and equals sign, and no space at the end. */
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e&&[^,=]]{0,255}[\\x21-\\x7e&&[^,=]]");

    private static final int MOST_ENTRIES = 32;
    private static final int TRACE_ID_DIGITS = 32;

    /**
     * Validates the headers.
     *
     * @throws IllegalArgumentException if one does not have its form; the message does not show it
     */
    public TraceContext {
        if (!TRACEPARENT.matcher(traceparent).matches()) {
            throw new IllegalArgumentException(
                    "the traceparent does not have the form 00-TRACE-PARENT-FLAGS with 32, 16"
                            + " and 2 lowercase hexadecimal digits, the first two not all zero");
        }
        if (tracestate != null && !isTracestate(tracestate)) {
            throw new IllegalArgumentException(
                    "the tracestate is not a list of 1 to " + MOST_ENTRIES + " different keys with their values");
        }
    }

    /** Creates the headers without a {@code tracestate}. */
    public TraceContext(String traceparent) {
        this(traceparent, null);
    }

    /**
     * Returns headers that put all pushes of a plan into one trace, whose id is the first half of the plan's digest, and
     * name each event by its position; or nothing if the envelope does not know them.
     *
     * @param sampled whether the trace is recorded
     */
    public static Optional<TraceContext> ofPlan(EnvelopeView envelope, boolean sampled) {
        var plan = envelope.planDigest();
        if (plan == null || envelope.position() <= 0) {
            return Optional.empty();
        }
        return Optional.of(new TraceContext("00-" + plan.value().substring(0, TRACE_ID_DIGITS) + "-"
                + ProvenanceHeaders.position(envelope.position()) + (sampled ? "-01" : "-00")));
    }

    private static boolean isTracestate(String text) {
        Set<String> keys = new HashSet<>();
        String[] entries = text.split(",", MOST_ENTRIES + 1);
        for (String entry : entries) {
            String trimmed = entry.strip();
            int equals = trimmed.indexOf('=');
            if (equals < 0
                    || !KEY.matcher(trimmed.substring(0, equals)).matches()
                    || !VALUE.matcher(trimmed.substring(equals + 1)).matches()
                    || !keys.add(trimmed.substring(0, equals))) {
                return false;
            }
        }
        return entries.length <= MOST_ENTRIES;
    }
}
