package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.Hex64;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** The uploads of views that processes left when they were killed. Nobody sees them, but they are stored. Thread-safe. */
final class LeftUploads {
    /** Much longer than a sort takes, since the clocks of hosts and store may differ. */
    private static final Duration AGE = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(LeftUploads.class);

    private final SortedObjects objects;
    private final AtomicBoolean told = new AtomicBoolean();

    LeftUploads(SortedObjects objects) {
        this.objects = objects;
    }

    /** Ends old uploads, of the first thousand; reports it once if that is not possible. */
    void end() {
        try {
            Instant now = Clock.system().wallTime();
            for (MultipartUpload each : list().uploads()) {
                Instant begun = Objects.requireNonNullElse(each.initiated(), now);
                if (begun.plus(AGE).isBefore(now)) {
                    end(each);
                }
            }
        } catch (IOException e) {
            if (!told.getAndSet(true)) {
                LOG.warn(
                        "incomplete uploads of dead processes in {} are left to a lifecycle rule: {}",
                        objects.root().quoted(),
                        e.getMessage());
            }
        }
    }

    private ListMultipartUploadsResponse list() throws IOException {
        ListMultipartUploadsRequest request = ListMultipartUploadsRequest.builder()
                .bucket(objects.root().bucket())
                .prefix(objects.root().folderPrefix())
                .encodingType(EncodingType.URL)
                .build();
        Subject subject = new Subject(
                "the uploads in " + objects.root().quoted(), objects.root().bucket(), "s3:ListBucketMultipartUploads");
        return IoFailures.of(() -> objects.store().call(subject, client -> client.listMultipartUploads(request)));
    }

    private void end(MultipartUpload upload) throws IOException {
        String prefix = objects.root().folderPrefix();
        if (!upload.key().startsWith(prefix)) {
            return;
        }
        SortedObject view = SortedObject.parse(upload.key().substring(prefix.length()), 0, Instant.EPOCH)
                .filter(each -> each.kind() == SortedObject.Kind.VIEW)
                .orElse(null);
        if (view != null) {
            Hex64 key = view.key();
            ObjectUpload.abort(
                    objects.store(),
                    objects.subject(key, "s3:AbortMultipartUpload"),
                    objects.view(key),
                    upload.uploadId());
        }
    }
}
