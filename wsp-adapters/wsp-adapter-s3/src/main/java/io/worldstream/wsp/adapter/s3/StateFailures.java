package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.io.InterruptedIOException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what a failed call on the run state means. Nearly all failures are an {@link IOException}: the engine retries
 * within its budget, since the state of a run must not be given up for an answer that may change. Stateless.
 */
final class StateFailures {
    private static final int NOT_IMPLEMENTED = 501;

    private StateFailures() {}

    /**
     * Classifies a failed call.
     *
     * @param what the call in words, such as {@code write the lease of run ...}
     * @param permissions the permissions that the call needs
     * @param answered whether the store has answered before, so that credentials were found then
     * @param store the store in the words of messages; empty if it has no name
     * @return the failure, if it may be transient
     * @throws WspException {@code CONFIG_INVALID} if it is final
     */
    static IOException of(
            String what,
            S3Location location,
            String permissions,
            SdkException failure,
            boolean answered,
            String store) {
        Subject subject = new Subject(location.quoted(), location.bucket(), permissions);
        if (!(failure instanceof AwsServiceException answer)) {
            IOException read = S3Failures.of(subject, failure, answered, store);
            return read instanceof InterruptedIOException
                    ? read
                    : new IOException("cannot " + what + ": " + S3Failures.unanswered(failure, store), failure);
        }
        String bucket = LogText.quote(location.bucket());
        if ("NoSuchBucket".equals(S3Failures.code(answer))) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    "cannot " + what + ": there is no bucket " + bucket
                            + "; make it, or check the root and s3.endpoint",
                    answer);
        }
        if (answer.statusCode() == NOT_IMPLEMENTED) {
            throw withoutConditionalWrites(location, "it answered " + S3Failures.shown(answer));
        }
        rethrowIfElsewhere(subject, answer);
        boolean denied = answer.statusCode() == 401 || answer.statusCode() == 403;
        return new IOException(
                "cannot " + what + ": "
                        + (denied
                                ? "access denied (" + S3Failures.shown(answer) + "); grant " + permissions
                                        + " on bucket " + bucket
                                : "the store answered " + S3Failures.shown(answer)),
                answer);
    }

    /** Returns the failure of a store on which two hosts could stream one run. */
    static WspException withoutConditionalWrites(S3Location location, String evidence) {
        return new WspException(
                ReasonCode.CONFIG_INVALID,
                "the store of " + location.quoted()
                        + " has no conditional writes (If-None-Match and If-Match of PutObject): " + evidence
                        + ". Without them two hosts could stream one run; use Amazon S3 or a store that has them");
    }

    /** A bucket in another region stays there. */
    private static void rethrowIfElsewhere(Subject subject, AwsServiceException answer) {
        int status = answer.statusCode();
        if (status == 301 || status == 307 || status == 400) {
            try {
                S3Failures.of(subject, answer, true, "");
            } catch (WspException e) {
                if (e.code() == ReasonCode.CONFIG_INVALID) {
                    throw e;
                }
            }
        }
    }
}
