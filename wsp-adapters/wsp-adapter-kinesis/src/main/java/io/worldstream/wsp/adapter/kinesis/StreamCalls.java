package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * The calls of AWS that reading a stream takes. None is tried again here: {@link StreamReader} does that, at its pace.
 * Each blocks at most about 20 s. Confined to the reader's thread.
 */
final class StreamCalls implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:kinesis:([a-z0-9-]+):([0-9]+):stream/(.+)");

    private final String stream;
    private final KinesisClient client;

    /**
     * Creates a client. Calls nobody, except that the SDK may look for the region.
     *
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if no region is known
     */
    StreamCalls(KinesisSettings settings) {
        stream = settings.stream();
        KinesisClientBuilder builder = KinesisClient.builder()
                .region(region(settings))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(ANSWER_TIMEOUT))
                .overrideConfiguration(each -> each.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        client = builder.build();
    }

    private static Region region(KinesisSettings settings) {
        if (settings.region() != null) {
            return Region.of(settings.region());
        }
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException e) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    "no region is known for " + settings.described()
                            + ": set control_bus.kinesis.region, AWS_REGION, or the region of the AWS profile",
                    e);
        }
    }

    /**
     * A stream as AWS describes it.
     *
     * @param name names it in a position store, by region, account and stream
     * @param retention the time after which records are removed
     */
    record Description(String name, Duration retention) {}

    /**
     * Describes the stream.
     *
     * @throws WspException {@link ReasonCode#OBJECT_MISSING} if it is being created or deleted
     * @throws SdkException if the call fails
     */
    Description describe() {
        StreamDescriptionSummary summary =
                client.describeStreamSummary(each -> each.streamName(stream)).streamDescriptionSummary();
        if (summary.streamStatus() == StreamStatus.CREATING || summary.streamStatus() == StreamStatus.DELETING) {
            throw new WspException(
                    ReasonCode.OBJECT_MISSING,
                    "the control bus is not there: the stream \"" + stream + "\" is " + summary.streamStatusAsString()
                            + "; it is read once it is ACTIVE");
        }
        Matcher arn = ARN.matcher(summary.streamARN());
        if (!arn.matches()) {
            throw new WspException(
                    ReasonCode.OBJECT_UNREADABLE,
                    "the control bus cannot be read: the ARN of the stream has an unknown form: "
                            + summary.streamARN());
        }
        return new Description(
                "kinesis/" + arn.group(1) + "/" + arn.group(2) + "/" + stream,
                Duration.ofHours(summary.retentionPeriodHours()));
    }

    /**
     * Returns all shards of which records may be left.
     *
     * @throws SdkException if a call fails
     */
    List<Shard> shards() {
        List<Shard> shards = new ArrayList<>();
        ListShardsResponse page = client.listShards(each -> each.streamName(stream));
        shards.addAll(page.shards());
        while (page.nextToken() != null) {
            String token = page.nextToken();
            page = client.listShards(each -> each.nextToken(token));
            shards.addAll(page.shards());
        }
        return shards;
    }

    /**
     * Returns an iterator.
     *
     * @param after the record before the first one to read; null for the oldest record
     * @throws SdkException if the call fails
     */
    String iterator(String shard, @Nullable BigInteger after) {
        return client.getShardIterator(each -> {
                    each.streamName(stream).shardId(shard);
                    if (after == null) {
                        each.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                    } else {
                        each.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                .startingSequenceNumber(after.toString());
                    }
                })
                .shardIterator();
    }

    /**
     * Reads records.
     *
     * @throws SdkException if the call fails
     */
    GetRecordsResponse records(String iterator, int limit) {
        return client.getRecords(each -> each.shardIterator(iterator).limit(limit));
    }

    @Override
    public void close() {
        client.close();
    }
}
