package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The way to the store, as a host configures it; the builders of this package share it. Credentials come from the SDK's
 * default chain, at the first call. Not thread-safe.
 */
final class S3Connection {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration ATTEMPT = Duration.ofSeconds(20);
    private static final Duration CALL = Duration.ofSeconds(40);
    /** Few: the engine retries within its own budget, and another attempt only saves it from starting over. */
    private static final int ATTEMPTS = 3;

    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final RegionSearch regions;
    private @Nullable String endpoint;
    private @Nullable String region;
    private boolean pathStyle;
    private @Nullable S3Client client;

    S3Connection() {
        this(new RegionSearch());
    }

    /** @param regions finds the region if none is set */
    S3Connection(RegionSearch regions) {
        this.regions = regions;
    }

    void endpoint(String url) {
        endpoint = url;
    }

    void region(String name) {
        region = name;
    }

    void pathStyle(boolean enabled) {
        pathStyle = enabled;
    }

    void client(S3Client given) {
        client = given;
    }

    /**
     * Opens the store; makes no call to it.
     *
     * @param faults what else is wrong with the configuration, reported together with what is wrong here
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} with all faults
     */
    S3Store open(List<String> faults) {
        List<String> all = new ArrayList<>(faults);
        URI address = client == null ? address(all) : null;
        String place = client == null ? place(all) : null;
        if (!all.isEmpty()) {
            throw new WspException(ReasonCode.CONFIG_INVALID, String.join("; ", all));
        }
        return client != null ? new S3Store(client, false) : new S3Store(newClient(address, place), true);
    }

    private @Nullable URI address(List<String> faults) {
        if (endpoint == null) {
            return null;
        }
        try {
            URI uri = new URI(endpoint);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            faults.add("s3.endpoint is not a URL: " + e.getReason());
            return null;
        }
        faults.add("s3.endpoint is not a URL of the form https://host:port");
        return null;
    }

    private @Nullable String place(List<String> faults) {
        String found = region == null ? regions.find() : region;
        if (found == null) {
            faults.add("s3.region is missing, and neither AWS_REGION, the AWS profile nor the instance gives a region;"
                    + " set s3.region"
                    + (endpoint == null ? ", and s3.endpoint if the store is not Amazon S3" : ""));
        } else if (!REGION.matcher(found).matches()) {
            faults.add("s3.region is not the name of a region: " + LogText.quote(found));
        }
        return found;
    }

    private S3Client newClient(@Nullable URI address, @Nullable String place) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(READ))
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(ATTEMPT)
                        .apiCallTimeout(CALL)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build()))
                .region(Region.of(place))
                .forcePathStyle(pathStyle)
                // This HTTP client waits five seconds for a store that does not answer Expect, and then fails.
                // A store without TLS that refuses a chunked PUT may close the connection, and its answer is lost.
                .serviceConfiguration(s3 -> s3.expectContinueEnabled(false).chunkedEncodingEnabled(false))
                // The engine checks SHA-256 digests of all content, and not every store has these checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        if (address != null) {
            builder.endpointOverride(address);
        }
        return builder.build();
    }
}
