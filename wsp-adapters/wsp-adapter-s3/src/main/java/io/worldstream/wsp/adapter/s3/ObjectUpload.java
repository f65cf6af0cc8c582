package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.WspException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Uploads one object in parts, or at once if it is small. At most one part is under way, on a thread of {@link
 * RangeReads}, while the caller fills the next. Nothing is visible before {@link #complete}. One thread; every failure is
 * an {@link IOException}, after which the upload can only be ended.
 */
final class ObjectUpload {
    /** The number of parts that an upload may have. */
    static final int MOST_PARTS = 10_000;

    /** Marks the bytes of one upload, to tell them when the answer to its completion is lost. */
    private static final String NONCE = "wsp-upload";

    private static final int TRIES = 3;

    private final S3Store store;
    private final RangeReads threads;
    private final Subject subject;
    private final S3Location object;
    private final String nonce = SortedObjects.nonce() + SortedObjects.nonce();
    private final List<CompletedPart> parts = new ArrayList<>();
    private @Nullable Future<CompletedPart> underWay;
    private @Nullable String uploadId;

    /**
     * Creates an upload; makes no call.
     *
     * @param threads runs the calls that send parts
     * @param subject the object in the words of messages
     */
    ObjectUpload(S3Store store, RangeReads threads, Subject subject, S3Location object) {
        this.store = store;
        this.threads = threads;
        this.subject = subject;
        this.object = object;
    }

    /** Returns the number of parts that were added. */
    int parts() {
        return parts.size() + (underWay == null ? 0 : 1);
    }

    /**
     * Adds a part, when the one before has arrived.
     *
     * @param bytes not to be changed before the next call returns
     */
    void add(byte[] bytes, int length) throws IOException {
        awaitPart();
        String id = uploadId;
        if (id == null) {
            id = create();
            uploadId = id;
        }
        UploadPartRequest request = UploadPartRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .uploadId(id)
                .partNumber(parts.size() + 1)
                .overrideConfiguration(S3Store::whole)
                .build();
        underWay = threads.start(() -> again(() -> CompletedPart.builder()
                .partNumber(request.partNumber())
                .eTag(store.call(subject, client -> client.uploadPart(request, body(bytes, length)))
                        .eTag())
                .build()));
    }

    private String create() throws IOException {
        CreateMultipartUploadRequest request = CreateMultipartUploadRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .metadata(Map.of(NONCE, nonce))
                .build();
        return again(() -> store.call(subject, client -> client.createMultipartUpload(request))
                .uploadId());
    }

    private static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
    }

    private void awaitPart() throws IOException {
        Future<CompletedPart> part = underWay;
        if (part == null) {
            return;
        }
        try {
            parts.add(part.get());
            underWay = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(subject.name() + ": interrupted");
        } catch (ExecutionException e) {
            throw RangeReads.rethrown(Objects.requireNonNull(e.getCause()));
        }
    }

    /**
     * Makes the object visible, in place of the one that had its key, with all parts and these bytes at its end.
     *
     * @throws IOException if it is not visible, or the store does not say that it is
     */
    void complete(byte[] bytes, int length) throws IOException {
        if (parts() == 0) {
            PutObjectRequest request = PutObjectRequest.builder()
                    .bucket(object.bucket())
                    .key(object.key())
                    .overrideConfiguration(S3Store::whole)
                    .build();
            again(() -> store.call(subject, client -> client.putObject(request, body(bytes, length))));
            return;
        }
        add(bytes, length);
        awaitPart();
        CompleteMultipartUploadRequest request = CompleteMultipartUploadRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .uploadId(uploadId)
                .multipartUpload(upload -> upload.parts(parts))
                .overrideConfiguration(S3Store::whole)
                .build();
        try {
            IoFailures.of(() -> store.call(subject, client -> client.completeMultipartUpload(request)));
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (!isVisible(e)) {
                throw e;
            }
        }
        uploadId = null;
    }

    /** Returns whether an upload was completed although its completion failed: its answer may have been lost. */
    private boolean isVisible(IOException failure) {
        HeadObjectRequest request = HeadObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .build();
        try {
            Map<String, String> metadata = IoFailures.of(() ->
                    store.call(subject, client -> client.headObject(request)).metadata());
            return nonce.equals(metadata.get(NONCE));
        } catch (IOException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    /** Ends an upload that was not completed, with all its parts; else does nothing. */
    void end() throws IOException {
        if (underWay != null) {
            underWay.cancel(true);
            underWay = null;
        }
        String id = uploadId;
        if (id != null) {
            abort(store, subject, object, id);
            uploadId = null;
        }
    }

    /** Ends an upload, perhaps that of a process that was killed. */
    static void abort(S3Store store, Subject subject, S3Location object, String id) throws IOException {
        AbortMultipartUploadRequest request = AbortMultipartUploadRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .uploadId(id)
                .build();
        IoFailures.of(() -> store.call(subject, client -> client.abortMultipartUpload(request)));
    }

    /** Makes a call again, beyond the attempts of the SDK: a failure costs all that was uploaded. */
    private static <T> T again(IoFailures.Call<T> call) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return call.run();
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw e;
                }
            } catch (WspException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }
}
