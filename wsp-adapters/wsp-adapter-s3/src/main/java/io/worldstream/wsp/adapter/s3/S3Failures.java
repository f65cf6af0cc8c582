package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Tells failures that may pass from those that are final ({@code ORC-07}), and says what to do about them. Stateless.
 */
final class S3Failures {
    private static final Set<String> TRANSIENT = Set.of(
            "InternalError",
            "OperationAborted",
            "RequestTimeout",
            "ServiceUnavailable",
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException");
    private static final Set<String> ELSEWHERE = Set.of(
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "PermanentRedirect",
            "TemporaryRedirect");
    private static final Set<String> IDENTITY = Set.of(
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidToken",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch",
            "TokenRefreshRequired");
    private static final Pattern EXPECTED_REGION = Pattern.compile("expecting '([A-Za-z0-9-]{1,64})'");
    private static final String NO_CREDENTIALS = "Unable to load credentials";

    private S3Failures() {}

    /**
     * Classifies a failed call.
     *
     * @param answered whether the store has answered this client before, so that its credentials were found then
     * @param store the store in the words of messages; empty if it has no name
     * @return the failure, if it may be transient
     * @throws WspException if it is final
     */
    static IOException of(Subject subject, SdkException failure, boolean answered, String store) {
        if (failure instanceof AwsServiceException service) {
            return ofAnswer(subject, service);
        }
        String said = text(failure.getMessage());
        if (failure instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException(subject.name() + ": interrupted");
            interrupted.initCause(failure);
            return interrupted;
        }
        if (said.startsWith(NO_CREDENTIALS) && !answered) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    "no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role of the"
                            + " instance or task",
                    failure);
        }
        return new IOException(subject.cannot() + " now: " + unanswered(failure, store), failure);
    }

    /** Returns a failed call in words; if the store did not answer, with its name. */
    static String unanswered(SdkException failure, String store) {
        boolean silent =
                failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException;
        for (Throwable cause = failure.getCause(); cause != null && !silent; cause = cause.getCause()) {
            silent = cause instanceof IOException;
        }
        return text(failure.getMessage()) + (silent && !store.isEmpty() ? "; no answer from " + store : "");
    }

    /** Returns whether the answer says that there is no such object, in a bucket that exists. */
    static boolean isMissingObject(AwsServiceException answer) {
        String code = code(answer);
        return (answer.statusCode() == 404 && code != null && !code.equals("NoSuchBucket"))
                || "KeyTooLongError".equals(code);
    }

    private static IOException ofAnswer(Subject subject, AwsServiceException answer) {
        String code = code(answer);
        int status = answer.statusCode();
        if (status == 429 || (status >= 500 && status != 501) || (code != null && TRANSIENT.contains(code))) {
            return new IOException(subject.cannot() + " now: the store answered " + shown(answer), answer);
        }
        if (status == 301 || status == 307 || (code != null && ELSEWHERE.contains(code))) {
            throw elsewhere(subject, answer);
        }
        throw new WspException(reason(status, code), why(subject, answer), answer);
    }

    private static ReasonCode reason(int status, @Nullable String code) {
        if (status == 412) {
            return ReasonCode.CONTENT_DIGEST_MISMATCH;
        }
        boolean missing = (status == 404 && code != null) || status == 405 || "KeyTooLongError".equals(code);
        return missing ? ReasonCode.OBJECT_MISSING : ReasonCode.OBJECT_UNREADABLE;
    }

    private static String why(Subject subject, AwsServiceException answer) {
        String code = text(code(answer));
        int status = answer.statusCode();
        if (status == 412) {
            return subject.name() + " was replaced after it was resolved";
        } else if (code.equals("NoSuchBucket")) {
            return subject.name() + " does not exist: there is no bucket " + LogText.quote(subject.bucket())
                    + "; check the root and s3.endpoint";
        } else if (reason(status, code(answer)) == ReasonCode.OBJECT_MISSING) {
            return subject.name() + " does not exist" + (status == 405 ? ": it was deleted" : "");
        } else if (IDENTITY.contains(code)) {
            return subject.cannot() + ": the store refuses the credentials (" + shown(answer)
                    + "); renew them, and check the machine's clock";
        } else if (code.equals("InvalidObjectState")) {
            return subject.cannot() + ": it is archived (" + shown(answer) + "); restore it first";
        } else if (status == 401 || status == 403) {
            return subject.cannot() + ": access denied (" + shown(answer) + "); grant " + subject.permission()
                    + " on bucket " + LogText.quote(subject.bucket())
                    + ". Without s3:ListBucket, a missing object is reported so too";
        } else if (status == 404) {
            return subject.cannot() + ": the answer is not one of S3 (" + shown(answer) + "); check s3.endpoint";
        }
        return subject.cannot() + ": the store answered " + shown(answer);
    }

    private static WspException elsewhere(Subject subject, AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String region = Optional.ofNullable(details)
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
                .orElseGet(() -> expectedRegion(details == null ? null : details.errorMessage()));
        String bucket = "bucket " + LogText.quote(subject.bucket());
        return new WspException(
                ReasonCode.CONFIG_INVALID,
                subject.cannot() + ": " + bucket + " is in "
                        + (region.isEmpty() ? "another region" : "region " + LogText.quote(region))
                        + " (" + shown(answer) + "); set s3.region"
                        + (region.isEmpty() ? " and s3.endpoint" : " to it, and s3.endpoint if it is set"),
                answer);
    }

    private static String expectedRegion(@Nullable String message) {
        Matcher expected = EXPECTED_REGION.matcher(text(message));
        return expected.find() ? expected.group(1) : "";
    }

    /** Returns status and code, such as {@code 503 SlowDown}, with the store's own message if it has one. */
    static String shown(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String code = text(code(answer));
        String message = details == null ? "" : text(details.errorMessage());
        return answer.statusCode()
                + (code.isEmpty() ? "" : " " + LogText.segment(code))
                + (message.isEmpty() ? "" : ": " + LogText.segment(message));
    }

    static @Nullable String code(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        return code == null || code.isEmpty() ? null : code;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
