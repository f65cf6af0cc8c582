package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
 * A connection to Amazon S3, or to a store that speaks its protocol. A host makes one, gives it to all readers and stores
 * of this package, and closes it after them.
 *
 * <pre>{@code
 * try (var s3 = S3Connection.builder().region("eu-central-1").build();
 *         var oracle = S3OracleReader.builder(s3)
 *                 .objectStoreRoot("s3://worlds/views")
 *                 .oracleRoot("s3://worlds/sealed")
 *                 .build()) {
 *     var surveys = new S3SurveyStore(s3, "s3://worlds-state/surveys");
 *     // stream
 * }
 * }</pre>
 *
 * <p>Credentials come from the SDK's default chain, at the first call. Connecting takes at most 5 seconds, a read 10, and
 * a call with its three attempts 40, unless a reader or store says otherwise. Thread-safe.
 */
public final class S3Connection implements Closeable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration ATTEMPT = Duration.ofSeconds(20);
    private static final Duration CALL = Duration.ofSeconds(40);
    /** Few: the engine retries within its own budget, and another attempt only saves it from starting over. */
    private static final int ATTEMPTS = 3;

    private final S3Store store;

    /** @param store makes the calls; closed with this connection */
    S3Connection(S3Store store) {
        this.store = store;
    }

    /** Returns a builder with the SDK's default chains for region and credentials. */
    public static Builder builder() {
        return new Builder(new RegionSearch());
    }

    /** Returns a builder that looks for the region in another way. */
    static Builder builder(RegionSearch regions) {
        return new Builder(regions);
    }

    /**
     * Returns a connection over a client of the host's own, with its own address, credentials, timeouts and retries.
     * Closing the connection does not close the client.
     */
    public static S3Connection of(S3Client client) {
        return new S3Connection(new S3Store(Objects.requireNonNull(client, "client"), false, ""));
    }

    /**
     * Reads a whole object, such as a file of a host's configuration.
     *
     * @param object {@code s3://bucket/key}
     * @param maxBytes the greatest size that is read
     * @return its bytes
     * @throws IOException if it cannot be read now, or is larger
     * @throws WspException {@link ReasonCode#OBJECT_MISSING} if it does not exist, {@link ReasonCode#CONFIG_INVALID} if
     *     the text has another form, and the codes of failed reads
     */
    public byte[] readObject(String object, int maxBytes) throws IOException {
        S3Location location = S3Location.configured("the object", object);
        byte[] bytes =
                store.readAll(new Subject(location.quoted(), location.bucket(), "s3:GetObject"), location, maxBytes);
        if (bytes == null) {
            throw new WspException(ReasonCode.OBJECT_MISSING, location.quoted() + " does not exist");
        }
        return bytes;
    }

    S3Store store() {
        return store;
    }

    /** Closes the client, unless the host gave it. */
    @Override
    public void close() {
        store.close();
    }

    /** Builds a connection from the settings of a host. Not thread-safe. */
    public static final class Builder {
        private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,64}");

        private final RegionSearch regions;
        private @Nullable String endpoint;
        private @Nullable String region;
        private boolean pathStyle;

        private Builder(RegionSearch regions) {
            this.regions = regions;
        }

        /**
         * Sets the address of a store other than Amazon S3, such as {@code http://localhost:9000}. Default: that of
         * Amazon S3 in the region.
         */
        public Builder endpoint(@Nullable String url) {
            endpoint = url;
            return this;
        }

        /** Sets the region. Default: that of the SDK's default chain (environment, profile, instance). */
        public Builder region(@Nullable String name) {
            region = name;
            return this;
        }

        /**
         * Sets whether the bucket is written in the path rather than in the host name, as most stores other than Amazon
         * S3 need. Default: false.
         */
        public Builder pathStyle(boolean enabled) {
            pathStyle = enabled;
            return this;
        }

        /**
         * Builds the connection. Makes no call to the store; if no region is set, it may ask the instance for it, for at
         * most five seconds.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} with everything that is wrong or missing, by the keys
         *     {@code s3.endpoint} and {@code s3.region}
         */
        public S3Connection build() {
            List<String> faults = new ArrayList<>();
            URI address = address(faults);
            String place = place(faults);
            if (!faults.isEmpty()) {
                throw new WspException(ReasonCode.CONFIG_INVALID, String.join("; ", faults));
            }
            String name = address == null ? "Amazon S3 in region " + place : "s3.endpoint " + address;
            return new S3Connection(new S3Store(newClient(address, place), true, name));
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
                faults.add(
                        "s3.region is missing, and neither AWS_REGION, the AWS profile nor the instance gives a region;"
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
}
