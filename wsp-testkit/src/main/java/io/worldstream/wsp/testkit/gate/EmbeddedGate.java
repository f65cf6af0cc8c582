package io.worldstream.wsp.testkit.gate;

import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Ingestion Gate on the loopback interface (contracts 9). It quarantines what is not an envelope to the letter
 * (contracts 5), dedupes by event type and event id, quarantines a known id with another payload ({@code
 * PAYLOAD_HASH_MISMATCH}: event type, schema version and the payload's text, so a payload that is spelled anew is caught),
 * and answers receipts with bus coordinates. A {@link GateScript} makes it fail.
 *
 * <p>With a durable file it can be killed and started again, on the same port and with the same memory; without one, a
 * gate that is started again knows nothing. What tests read from it, {@link #admitted} and the others, outlives restarts
 * of the same object. Any thread may use it.
 */
public final class EmbeddedGate implements AutoCloseable {
    /** The path below {@link #url}. */
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
        life = new GateLife(settings, from.port, log);
        port = life.port();
    }

    /** Starts from a gate on a free port, open to all, that forgets when it ends. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a gate with the defaults. */
    public static EmbeddedGate start() {
        return builder().start();
    }

    /** The base URL, without the path; the same after {@link #restart}. */
    public URI url() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port);
    }

    /** The port; the same after {@link #restart}. */
    public int port() {
        return port;
    }

    /** Ends the gate as a process that is killed: connections are reset, nothing more is taken. Again: no effect. */
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
     * Starts the gate again on its port, with what its durable file remembers.
     *
     * @throws IllegalStateException if it is running
     * @throws UncheckedIOException if the port is taken or the file cannot be read
     */
    public synchronized void restart() {
        if (life != null) {
            throw new IllegalStateException("the gate is running");
        }
        try {
            life = new GateLife(settings, port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the gate after the requests that are being served. Again: no effect. */
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

    /** The requests in the order of arrival, also those that were not taken or not understood. */
    public List<GateRequest> arrived() {
        return log.arrivedRequests();
    }

    /** The envelopes that were admitted, in the order of admission: what stands on the bus. */
    public List<GateRequest> admitted() {
        return log.admittedRequests();
    }

    /** The envelopes that were quarantined, in order. */
    public List<Quarantined> quarantined() {
        return log.quarantinedRequests();
    }

    /** How often the gate decided so, also where the answer did not get through. */
    public long count(Decision decision) {
        return log.count(decision);
    }

    /** How many requests with the right credentials there were. */
    public long requests() {
        return log.requests();
    }

    /** How many requests had wrong credentials. */
    public long unauthorised() {
        return log.unauthorisedCount();
    }

    /** How many bodies were not a JSON object. */
    public long unusable() {
        return log.unusableCount();
    }

    /**
     * An envelope in quarantine.
     *
     * @param request the request
     * @param reasons the reason codes
     */
    public record Quarantined(GateRequest request, List<String> reasons) {
        public Quarantined {
            reasons = List.copyOf(reasons);
        }
    }

    /** What does not change over the gate's lives. */
    record Settings(
            String authHeader,
            @Nullable String token,
            @Nullable Path durable,
            GateScript script,
            EnvelopeContract contract,
            int partitions) {}

    /** Collects what a gate is. Not for use by several threads. */
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

        /** The port; 0, which is the default, for any that is free. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Asks for this token in {@value EmbeddedGate#DEFAULT_AUTH_HEADER}; others are answered 401. */
        public Builder token(String value) {
            token = value;
            return this;
        }

        /** The name of the header that carries the token. */
        public Builder authHeader(String value) {
            authHeader = value;
            return this;
        }

        /** Keeps what was admitted in a file, which is made if need be, so that it survives the gate's end. */
        public Builder durable(Path file) {
            durable = file;
            return this;
        }

        /** What the gate does with each request. */
        public Builder script(GateScript value) {
            script = value;
            return this;
        }

        /** Which identity fields envelopes carry. */
        public Builder envelopeContract(EnvelopeContract value) {
            contract = value;
            return this;
        }

        /**
         * The bus's partitions.
         *
         * @param value at least 1; 3 unless set
         */
        public Builder partitions(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("a bus has at least 1 partition, not " + value);
            }
            partitions = value;
            return this;
        }

        /** Keeps at most so many requests of each list, for streams that do not fit into memory; counts go on. */
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
