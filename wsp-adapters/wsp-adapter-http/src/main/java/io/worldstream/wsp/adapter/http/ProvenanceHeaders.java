package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.Hex64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the provenance of an event, and the host's trace context, into a request. Never fails a push. Thread-safe if
 * the host's function is.
 */
final class ProvenanceHeaders {
    /** The header with the plan's digest. */
    static final String PLAN = "X-WSP-Plan";

    /** The header with the event's position. */
    static final String POSITION = "X-WSP-Position";

    private static final Logger LOG = LoggerFactory.getLogger(ProvenanceHeaders.class);
    /** Those of the envelope's {@code span_id}. */
    private static final int POSITION_DIGITS = 16;

    private final boolean plan;
    private final @Nullable Function<EnvelopeView, Optional<TraceContext>> traces;
    private final AtomicBoolean failureReported = new AtomicBoolean();

    /**
     * @param plan whether to write plan and position
     * @param traces returns the trace context of a push, or null for none
     */
    ProvenanceHeaders(boolean plan, @Nullable Function<EnvelopeView, Optional<TraceContext>> traces) {
        this.plan = plan;
        this.traces = traces;
    }

    /** Writes the headers that this sink sends. */
    void writeTo(HttpRequest request, EnvelopeView envelope) {
        if (plan) {
            writePlan(request, envelope);
        }
        if (traces != null) {
            writeTrace(request, envelope, traces);
        }
    }

    private static void writePlan(HttpRequest request, EnvelopeView envelope) {
        Hex64 digest = envelope.planDigest();
        if (digest != null) {
            request.addHeader(PLAN, digest.value());
        }
        if (envelope.position() > 0) {
            request.addHeader(POSITION, position(envelope.position()));
        }
    }

    private void writeTrace(
            HttpRequest request, EnvelopeView envelope, Function<EnvelopeView, Optional<TraceContext>> from) {
        TraceContext trace;
        try {
            trace = from.apply(envelope).orElse(null);
        } catch (RuntimeException e) {
            if (failureReported.compareAndSet(false, true)) {
                LOG.warn("the trace context of a push is left out, since the host's function failed (logged once)", e);
            }
            return;
        }
        if (trace != null) {
            request.addHeader("traceparent", trace.traceparent());
            if (trace.tracestate() != null) {
                request.addHeader("tracestate", trace.tracestate());
            }
        }
    }

    /** Returns a position as the envelope's {@code span_id} has it. */
    static String position(long position) {
        String digits = Long.toString(position);
        return "0".repeat(Math.max(POSITION_DIGITS - digits.length(), 0)) + digits;
    }
}
