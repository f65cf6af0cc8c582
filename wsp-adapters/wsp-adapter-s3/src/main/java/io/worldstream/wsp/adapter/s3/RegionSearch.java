package io.worldstream.wsp.adapter.s3;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.InstanceProfileRegionProvider;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/**
 * Finds the region of a host that configures none, in the order of the SDK's default chain: system property or
 * environment, profile, metadata of the instance. The last is a network call, whose time is bounded here. Stateless.
 */
final class RegionSearch {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<AwsRegionProvider> local;
    private final AwsRegionProvider instance;
    private final Duration patience;

    RegionSearch() {
        this(
                List.of(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider()),
                new InstanceProfileRegionProvider(),
                PATIENCE);
    }

    /**
     * @param local providers that make no network call
     * @param instance the provider that asks the instance
     * @param patience the time that the instance has to answer
     */
    RegionSearch(List<AwsRegionProvider> local, AwsRegionProvider instance, Duration patience) {
        this.local = local;
        this.instance = instance;
        this.patience = patience;
    }

    /** Returns the region, or null if there is none, or the thread is interrupted. */
    @Nullable String find() {
        for (AwsRegionProvider provider : local) {
            String region = ask(provider);
            if (region != null) {
                return region;
            }
        }
        return askInstance();
    }

    private @Nullable String askInstance() {
        FutureTask<@Nullable String> task = new FutureTask<>(() -> ask(instance));
        Thread thread = new Thread(task, "wsp-s3-region");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null; // not on an instance of EC2
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            task.cancel(true);
        }
    }

    private static @Nullable String ask(AwsRegionProvider provider) {
        try {
            Region region = provider.getRegion();
            return region == null ? null : region.id();
        } catch (SdkClientException e) {
            return null; // how a provider says that it has none
        }
    }
}
