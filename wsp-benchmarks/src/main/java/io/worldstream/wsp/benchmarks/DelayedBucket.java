package io.worldstream.wsp.benchmarks;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * An s3proxy on loopback whose buckets are the folders of a folder, whose reads begin late, and whose connections are no
 * faster than those of a distant store. Prints its URL, and serves until it is ended.
 *
 * <p>Arguments: the folder; milliseconds by which each call begins late; the bytes per second of each object that is read,
 * in MB, or 0 for no limit.
 */
public final class DelayedBucket {
    /** The bucket with the world. */
    static final String NAME = "world";

    private DelayedBucket() {}

    public static void main(String[] args) throws Exception {
        S3Proxy server = S3Proxy.builder()
                .blobStore(new Delayed(
                        new FilesystemNio2BlobStore(args[0]), Long.parseLong(args[1]), Long.parseLong(args[2])))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.NONE, null, null)
                .build();
        server.start();
        System.out.println("http://127.0.0.1:" + server.getPort());
    }

    private static void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Delays the calls that read, and paces what they read. */
    private static final class Delayed extends ForwardingBlobStore {
        private final long millis;
        private final long megabytesPerSecond;

        Delayed(BlobStore store, long millis, long megabytesPerSecond) {
            super(store);
            this.millis = millis;
            this.megabytesPerSecond = megabytesPerSecond;
        }

        private void delay() {
            sleep(millis * 1_000_000);
        }

        @Override
        public ListObjectsV2Response list(ListObjectsV2Request request) {
            delay();
            return super.list(request);
        }

        @Override
        public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
            delay();
            return super.blobMetadata(request);
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
            delay();
            ResponseInputStream<GetObjectResponse> object = super.getBlob(request);
            return megabytesPerSecond == 0
                    ? object
                    : new ResponseInputStream<>(
                            object.response(), AbortableInputStream.create(new Paced(object, megabytesPerSecond)));
        }
    }

    /** An object that comes at a steady rate. */
    private static final class Paced extends FilterInputStream {
        private final long bytesPerMilli;
        private final long startNanos = System.nanoTime();
        private long bytes;

        Paced(InputStream object, long megabytesPerSecond) {
            super(object);
            bytesPerMilli = megabytesPerSecond * 1_000;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            bytes += Math.max(read, 0);
            long aheadNanos = bytes * 1_000_000 / bytesPerMilli - (System.nanoTime() - startNanos);
            if (aheadNanos > 1_000_000) {
                sleep(aheadNanos);
            }
            return read;
        }
    }
}
