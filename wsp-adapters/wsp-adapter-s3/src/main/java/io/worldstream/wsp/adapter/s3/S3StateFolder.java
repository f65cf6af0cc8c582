package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A folder of a bucket that holds the state of runs, for {@link S3RunLease}, {@link S3CheckpointStore}, {@link
 * S3DeadLetterStore} and {@link S3PositionStore}. Hosts that share the work of a bus share the folder.
 *
 * <pre>{@code
 * var folder = S3StateFolder.builder()
 *         .region("eu-central-1")
 *         .root("s3://wsp-state/production")
 *         .build();
 * folder.requireConditionalWrites();
 * var checkpoints = new S3CheckpointStore(folder);
 * }</pre>
 *
 * <p>The state rests on conditional writes: {@code PutObject} with {@code If-None-Match} or {@code If-Match}. A store
 * that ignores these headers would let two hosts stream one run, so it is refused before the first write.
 *
 * <p>{@code docs/s3-state.md} lists objects, permissions, costs and what a bucket must not do.
 *
 * <p>Thread-safe. Each request ends within 8 s. Close it after the stores that use it.
 */
public final class S3StateFolder implements Closeable {
    /** A key has at most 1,024 bytes. */
    private static final int MOST_ROOT_BYTES = 800;

    private static final byte[] PROBE =
            "Written to check that this store refuses conditional writes that must be refused.\n"
                    .getBytes(StandardCharsets.US_ASCII);

    /** No object has the tag of these digits: it would be the MD5 of its bytes. */
    private static final String NO_TAG = "\"" + "0".repeat(32) + "\"";

    private final S3Location root;
    private final StateObjects objects;
    private final Object probing = new Object();
    private volatile boolean conditional;

    private S3StateFolder(S3Location root, StateObjects objects) {
        this.root = root;
        this.objects = objects;
    }

    /** Returns a builder without a root, with the SDK's default chains for region and credentials. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Checks, by three small writes to {@code <root>/conditional-writes}, that the store refuses writes whose condition
     * does not hold. Does nothing once it was found to. The lease and the stores call this before their first write; a
     * host calls it at its start, to fail early.
     *
     * @throws IOException if the store cannot be reached, denies access or does not answer
     * @throws WspException {@code CONFIG_INVALID} if the store ignores conditions, the bucket is missing or in another
     *     region, or there are no credentials
     */
    public void requireConditionalWrites() throws IOException {
        if (conditional) {
            return;
        }
        synchronized (probing) {
            if (!conditional) {
                StateObject probe = object("the check of conditional writes", "conditional-writes");
                // Now it is there, even if it was not before.
                objects.isRefused(probe, null, PROBE);
                requireRefused(objects.isRefused(probe, null, PROBE), "If-None-Match: *");
                requireRefused(objects.isRefused(probe, NO_TAG, PROBE), "If-Match");
                conditional = true;
            }
        }
    }

    private void requireRefused(boolean refused, String header) {
        if (!refused) {
            throw StateFailures.withoutConditionalWrites(root, "it ignores " + header);
        }
    }

    /** Returns the root, as {@code s3://bucket/prefix}. */
    @Override
    public String toString() {
        return root.toString();
    }

    StateObjects objects() {
        return objects;
    }

    /** Returns an object of a run: {@code <root>/<folder>/<run_id>}, and the rest of its key. */
    StateObject object(String name, RunId run, String folder, String... rest) {
        List<String> segments = new ArrayList<>(List.of(folder, run.value()));
        segments.addAll(List.of(rest));
        return new StateObject(name + " of run " + run, root.child(segments));
    }

    /** Returns an object, or a folder, at {@code <root>/<key>}. */
    StateObject object(String name, String... segments) {
        return new StateObject(name, root.child(List.of(segments)));
    }

    /** Closes the connections, unless the client is the host's. */
    @Override
    public void close() {
        objects.close();
    }

    /** Builds a folder. Not thread-safe. */
    public static final class Builder {
        private final S3Connection connection = new S3Connection();
        private @Nullable String root;

        private Builder() {}

        /**
         * Sets the root; required.
         *
         * @param root {@code s3://bucket} or {@code s3://bucket/prefix}; the bucket must exist, and nothing else may
         *     write under the prefix
         */
        public Builder root(String root) {
            this.root = root;
            return this;
        }

        /**
         * Sets the address of a store other than Amazon S3, such as {@code http://localhost:9000}. Default: that of
         * Amazon S3 in the region.
         */
        public Builder endpoint(String url) {
            connection.endpoint(url);
            return this;
        }

        /** Sets the region. Default: that of the SDK's default chain (environment, profile, instance). */
        public Builder region(String region) {
            connection.region(region);
            return this;
        }

        /** Sets whether the bucket is written in the path rather than in the host name. Default: false. */
        public Builder pathStyle(boolean enabled) {
            connection.pathStyle(enabled);
            return this;
        }

        /**
         * Sets a client of the host's own, with its own credentials and retries, in place of endpoint, region and path
         * style. The folder does not close it.
         */
        public Builder client(S3Client client) {
            connection.client(Objects.requireNonNull(client, "client"));
            return this;
        }

        /**
         * Builds the folder. Makes no call to the store; if no region is set, it may ask the instance for it, for at most
         * five seconds.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} with everything that is wrong or missing, by the keys
         *     {@code state.s3.root}, {@code s3.region} and {@code s3.endpoint}
         */
        public S3StateFolder build() {
            List<String> faults = new ArrayList<>();
            S3Location location = location(faults);
            S3Store store = connection.open(faults);
            return new S3StateFolder(Objects.requireNonNull(location), new StateObjects(store));
        }

        private @Nullable S3Location location(List<String> faults) {
            if (root == null) {
                faults.add("state.s3.root is missing");
                return null;
            }
            try {
                S3Location location = S3Location.root(root);
                if (location.key().getBytes(StandardCharsets.UTF_8).length > MOST_ROOT_BYTES) {
                    throw new IllegalArgumentException("its prefix has more than " + MOST_ROOT_BYTES + " bytes");
                }
                return location;
            } catch (IllegalArgumentException e) {
                faults.add("state.s3.root must be s3://bucket or s3://bucket/prefix, not " + LogText.quote(root) + ": "
                        + e.getMessage());
                return null;
            }
        }
    }
}
