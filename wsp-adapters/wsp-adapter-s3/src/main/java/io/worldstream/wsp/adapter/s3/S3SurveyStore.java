package io.worldstream.wsp.adapter.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.WspException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Stores surveys as objects {@code <key>.survey} under a prefix of a bucket, so that all hosts share them. An object is
 * the survey, followed by the SHA-256 of key and survey: one that was damaged, or moved to another key, is not loaded
 * ({@code SUR-03}). A save is one PUT, which S3 makes visible as a whole and durable before it answers ({@code SUR-02}).
 *
 * <p>Needs {@code s3:GetObject}, {@code s3:PutObject} and {@code s3:DeleteObject} under the prefix, and {@code
 * s3:ListBucket}, without which S3 does not say that a survey is missing.
 *
 * <p>Thread-safe; calls block on the network, for at most five minutes each.
 */
public final class S3SurveyStore implements SurveyStore {
    private static final int DIGEST_BYTES = 32;
    private static final int MAX_BYTES = 1 << 30;

    private final S3Store store;
    private final S3Location root;

    /**
     * Creates a store. Makes no call to S3.
     *
     * @param connection the connection; close it after the last use of this store
     * @param root {@code s3://bucket} or {@code s3://bucket/prefix}, best one that holds nothing else
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the root is no such text
     */
    public S3SurveyStore(S3Connection connection, String root) {
        this.store = connection.store();
        this.root = S3Location.configured("the root of surveys", root);
    }

    @Override
    public Optional<byte[]> load(Hex64 key) throws IOException {
        Optional<byte[]> found = IoFailures.of(
                () -> Optional.ofNullable(store.readAll(subject(key, "s3:GetObject"), object(key), MAX_BYTES)));
        if (found.isEmpty()) {
            return found;
        }
        byte[] stored = found.get();
        int length = stored.length - DIGEST_BYTES;
        if (length < 0
                || !MessageDigest.isEqual(
                        digest(key, stored, length), Arrays.copyOfRange(stored, length, stored.length))) {
            throw new IOException(name(key) + " is damaged: its digest differs");
        }
        return Optional.of(Arrays.copyOf(stored, length));
    }

    @Override
    public void save(Hex64 key, byte[] survey) throws IOException {
        byte[] digest = digest(key, survey, survey.length);
        // The SDK may send the body more than once, after a failure.
        RequestBody body = RequestBody.fromContentProvider(
                () -> new SequenceInputStream(new ByteArrayInputStream(survey), new ByteArrayInputStream(digest)),
                (long) survey.length + DIGEST_BYTES,
                "application/octet-stream");
        IoFailures.of(() -> store.write(subject(key, "s3:PutObject"), object(key), body));
    }

    @Override
    public void discard(Hex64 key) throws IOException {
        IoFailures.of(() -> store.delete(subject(key, "s3:DeleteObject"), object(key)));
    }

    private S3Location object(Hex64 key) {
        return root.child(List.of(key.value() + ".survey"));
    }

    private String name(Hex64 key) {
        return "survey " + object(key).quoted();
    }

    private Subject subject(Hex64 key, String permission) {
        return new Subject(name(key), root.bucket(), permission);
    }

    private static byte[] digest(Hex64 key, byte[] survey, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(key.value().getBytes(US_ASCII));
            sha256.update(survey, 0, length);
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
