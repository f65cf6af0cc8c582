package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of a bucket that holds the state of runs, for {@link S3RunLease}, {@link S3CheckpointStore}, {@link
 * S3DeadLetterStore} and {@link S3PositionStore}. Hosts that share the work of a bus share the folder.
 *
 * <pre>{@code
 * var s3 = S3Connection.builder().region("eu-central-1").build();
 * var folder = new S3StateFolder(s3, "s3://wsp-state/production");
 * folder.requireConditionalWrites();
 * var checkpoints = new S3CheckpointStore(folder);
 * }</pre>
 *
 * <p>The state rests on conditional writes: {@code PutObject} with {@code If-None-Match} or {@code If-Match}. A store
 * that ignores these headers would let two hosts stream one run, so it is refused before the first write.
 *
 * <p>{@code docs/s3-state.md} lists objects, permissions, costs and what a bucket must not do.
 *
 * <p>Thread-safe. Each request ends within 8 s.
 */
public final class S3StateFolder {
    private static final byte[] PROBE =
            "Written to check that this store refuses conditional writes that must be refused.\n"
                    .getBytes(StandardCharsets.US_ASCII);

    /** No object has the tag of these digits: it would be the MD5 of its bytes. */
    private static final String NO_TAG = "\"" + "0".repeat(32) + "\"";

    private final S3Location root;
    private final StateObjects objects;
    private final Object probing = new Object();
    private volatile boolean conditional;

    /**
     * Creates a folder. Makes no call to S3.
     *
     * @param connection the connection; close it after the stores that use this folder
     * @param root {@code s3://bucket} or {@code s3://bucket/prefix}; the bucket must exist, and nothing else may write
     *     under the prefix
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the root is no such text
     */
    public S3StateFolder(S3Connection connection, String root) {
        this.root = S3Location.configured("the root of run state", root);
        this.objects = new StateObjects(connection.store());
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

    /**
     * Checks, by one listing, that the folder can be read: one that never held anything is empty.
     *
     * @throws IOException if the store cannot be reached, denies access or does not answer
     * @throws WspException {@code CONFIG_INVALID} if the bucket is missing or in another region, or there are no
     *     credentials
     */
    public void requireReadable() throws IOException {
        objects.page(new StateObject("the saved runs", root), null);
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
}
