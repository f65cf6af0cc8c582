package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** Puts failures of the SDK into words: the cause, and what to do. */
final class StreamFailure {
    /** Codes of credentials that are missing, wrong, expired or not sufficient. */
    private static final Set<String> NOT_PERMITTED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "KMSAccessDeniedException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "UnrecognizedClientException");

    private static final String NO_CREDENTIALS = "Unable to load credentials";

    private StreamFailure() {}

    /** Returns whether a failure means that the same call may succeed in a moment. */
    static boolean isThrottling(SdkException failure) {
        return failure instanceof ProvisionedThroughputExceededException
                || failure instanceof LimitExceededException
                || (failure instanceof AwsServiceException service && service.isThrottlingException());
    }

    /** Returns whether a failure means that a position is not one of the stream as it is now. */
    static boolean isUnknownPosition(SdkException failure) {
        return failure instanceof ResourceNotFoundException || failure instanceof InvalidArgumentException;
    }

    static WspException inWords(SdkException failure, KinesisSettings settings) {
        String what = settings.described();
        if (failure instanceof ResourceNotFoundException) {
            return new WspException(
                    ReasonCode.OBJECT_MISSING,
                    "the control bus is not there: " + what + " does not exist; create it, or correct"
                            + " control_bus.kinesis.stream, .region or .endpoint",
                    failure);
        }
        if (isThrottling(failure)) {
            return throttled(settings);
        }
        if (failure instanceof SdkClientException && message(failure).contains(NO_CREDENTIALS)) {
            return new WspException(
                    ReasonCode.CONFIG_INVALID,
                    "no credentials for " + what + ": set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a"
                            + " role of the instance or task",
                    failure);
        }
        String cause = failure instanceof AwsServiceException service ? ofService(service) : ofClient(failure);
        return new WspException(
                ReasonCode.OBJECT_UNREADABLE, "the control bus cannot be read: " + what + ": " + cause, failure);
    }

    static WspException throttled(KinesisSettings settings) {
        return new WspException(
                ReasonCode.OBJECT_UNREADABLE,
                "the control bus cannot be read: " + settings.described()
                        + ": throttled, since other consumers use up its limits (5 reads and 2 MB per second and shard);"
                        + " stop some, or add shards");
    }

    private static String ofService(AwsServiceException failure) {
        String code = failure.awsErrorDetails() == null
                ? ""
                : String.valueOf(failure.awsErrorDetails().errorCode());
        String said = code + " (HTTP " + failure.statusCode() + "): " + message(failure);
        return NOT_PERMITTED.contains(code)
                ? said
                        + "; check the credentials, and allow kinesis:DescribeStreamSummary, ListShards, GetShardIterator"
                        + " and GetRecords on the stream"
                : said;
    }

    private static String ofClient(SdkException failure) {
        return message(failure) + "; check control_bus.kinesis.endpoint and .region, and the network";
    }

    private static String message(SdkException failure) {
        String text = failure instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorMessage()
                : failure.getMessage();
        return LogText.path(String.valueOf(text));
    }
}
