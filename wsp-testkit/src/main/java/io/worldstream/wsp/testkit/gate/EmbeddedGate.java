package io.worldstream.wsp.testkit.gate;

import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * An Ingestion Gate on the loopback interface (contracts 9). It quarantines everything that is not strictly an envelope
 * (contracts 5), dedupes by event type and event id, and returns receipts with bus coordinates. It quarantines a known
 * id with a different payload ({@code PAYLOAD_HASH_MISMATCH}); the hash covers event type, schema version and the
 * payload's text, so it detects a payload that is merely formatted differently. A {@link GateScript} makes the gate
 * fail.
 *
 * <p>With a durable file, the gate can be killed and restarted on the same port with the same memory. Without one, a
 * restarted gate remembers nothing. The lists that tests read, {@link #admitted} and the others, survive restarts of
 * the same object. Any thread may use it.
 */
public final class EmbeddedGate implements AutoCloseable {
    /** The path of pushes, below {@link #url}. */
    public static final String PUSH_PATH = "/v1/ingest/push";

    /** The default name of the header that carries the token. */
    public static final String DEFAULT_AUTH_HEADER = "X-IG-Api-Key";

    private final Settings settings;
    private final GateLog log;
    private final int port;
    private @Nullable GateLife life;

    private EmbeddedGate(Builder from) throws IOException {
        settings = new Settings(from.authHeader, from.token, from.durable, from.script, from.contract, from.partitions);
        log = new GateLog(from.keepAtMost);
        life = new GateLife(settings, from.port, log, TimeValue.ZERO_MILLISECONDS);
        port = life.port();
    }

    /** Returns a builder of a gate on a free port, without authentication, whose memory ends with the gate. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a gate with the defaults. */
    public static EmbeddedGate start() {
        return builder().start();
    }

    /** Returns the base URL, without the path; it does not change after {@link #restart}. */
    public URI url() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port);
    }

    /** Returns the port; it does not change after {@link #restart}. */
    public int port() {
        return port;
    }

    /** Kills the gate like a process: resets connections and takes nothing more. A second call has no effect. */
    public synchronized void kill() {
        GateLife ending = life;
        life = null;
        if (ending != null) {
            try {
                ending.kill();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Restarts the gate on its port, with the memory of its durable file.
     *
     * @throws IllegalStateException if the gate is running
     * @throws UncheckedIOException if the port is taken or the file cannot be read
     */
    public synchronized void restart() {
        if (life != null) {
            throw new IllegalStateException("the gate is already running");
        }
        try {
            life = new GateLife(settings, port, log, GateLife.PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the gate after the requests in progress. A second call has no effect. */
    @Override
    public synchronized void close() {
        GateLife ending = life;
        life = null;
        if (ending != null) {
            try {
                ending.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the requests in the order of arrival, including those that were not taken or not understood. */
    public List<GateRequest> arrived() {
        return log.arrivedRequests();
    }

    /** Returns the admitted envelopes in the order of admission: the content of the bus. */
    public List<GateRequest> admitted() {
        return log.admittedRequests();
    }

    /** Returns the quarantined envelopes in order. */
    public List<Quarantined> quarantined() {
        return log.quarantinedRequests();
    }

    /** Returns the number of times the gate made a decision, including answers that were lost. */
    public long count(Decision decision) {
        return log.count(decision);
    }

    /** Returns the number of requests with the right credentials. */
    public long requests() {
        return log.requests();
    }

    /** Returns the number of requests with wrong credentials. */
    public long unauthorised() {
        return log.unauthorisedCount();
    }

    /** Returns the number of bodies that were not a JSON object. */
    public long unusable() {
        return log.unusableCount();
    }

    /**
     * A quarantined envelope.
     *
     * @param request the request
     * @param reasons the reason codes
     */
    public record Quarantined(GateRequest request, List<String> reasons) {
        public Quarantined {
            reasons = List.copyOf(reasons);
        }
    }

    /** Settings that do not change across restarts. */
    record Settings(
            String authHeader,
            @Nullable String token,
            @Nullable Path durable,
            GateScript script,
            EnvelopeContract contract,
            int partitions) {}

    /** Collects the settings of a gate. Not thread-safe. */
    public static final class Builder {
        private int port;
        private String authHeader = DEFAULT_AUTH_HEADER;
        private @Nullable String token;
        private @Nullable Path durable;
        private GateScript script = GateScript.USUAL;
        private EnvelopeContract contract = EnvelopeContract.V0;
        private int partitions = 3;
        private int keepAtMost = Integer.MAX_VALUE;

        private Builder() {}

        /** Sets the port. Default: 0, any free port. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /**
         * Requires this token in {@value EmbeddedGate#DEFAULT_AUTH_HEADER}; requests without it are answered with 401.
         */
        public Builder token(String value) {
            token = value;
            return this;
        }

        /** Sets the name of the header that carries the token. Default: {@value EmbeddedGate#DEFAULT_AUTH_HEADER}. */
        public Builder authHeader(String value) {
            authHeader = value;
            return this;
        }

        /** Stores admissions in a file, created if missing, so that they survive the gate's end. */
        public Builder durable(Path file) {
            durable = file;
            return this;
        }

        /** Sets the script: the gate's behaviour for each request. Default: {@link GateScript#USUAL}. */
        public Builder script(GateScript value) {
            script = value;
            return this;
        }

        /** Sets the identity fields that envelopes carry. Default: {@link EnvelopeContract#V0}. */
        public Builder envelopeContract(EnvelopeContract value) {
            contract = value;
            return this;
        }

        /**
         * Sets the number of partitions of the bus. Default: 3.
         *
         * @param value at least 1
         */
        public Builder partitions(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("partitions must be at least 1: " + value);
            }
            partitions = value;
            return this;
        }

        /**
         * Limits each list of requests to the given number, for streams that do not fit into memory. Counters are not
         * limited.
         */
        public Builder keepAtMost(int requests) {
            keepAtMost = requests;
            return this;
        }

        /**
         * Starts the gate.
         *
         * @throws UncheckedIOException if the port is taken or the durable file cannot be read
         */
        public EmbeddedGate start() {
            try {
                return new EmbeddedGate(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
