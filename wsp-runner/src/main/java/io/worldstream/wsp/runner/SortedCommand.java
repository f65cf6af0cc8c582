package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.report.SortedViewJson;
import io.worldstream.wsp.runner.report.SortedViewText;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the sorted views of this host, or drops some. Runs that read a dropped view read on. */
@Command(
        name = "sorted",
        mixinStandardHelpOptions = true,
        description =
                "Prints a line for each sorted view of this host, the one used last first: digest, size, time of creation"
                        + " and time of last use. With --drop or --drop-all, removes views and prints those.")
final class SortedCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--json", description = "Prints one JSON object per view and line.")
    private boolean json;

    @ArgGroup
    private @Nullable Drop drop;

    SortedCommand(Host host) {
        this.host = host;
    }

    /** The views to remove. */
    static final class Drop {
        @Option(names = "--drop", paramLabel = "DIGEST", description = "Removes the view of this digest.")
        private @Nullable String digest;

        @Option(names = "--drop-all", description = "Removes all views.")
        private boolean all;

        boolean covers(SortedEntry entry) {
            return all || entry.key().value().equals(digest);
        }
    }

    @Override
    public Integer call() throws IOException {
        Drop dropped = drop;
        if (dropped != null && dropped.digest != null) {
            requireDigest(dropped.digest);
        }
        try (Composition composition = new Composition(config.read(host, Purpose.SORTED), host.environment())) {
            return list(composition.sortedViews(), dropped);
        }
    }

    private int list(SortedStore store, @Nullable Drop dropped) throws IOException {
        List<SortedEntry> entries = store.entries().stream()
                .filter(entry -> dropped == null || dropped.covers(entry))
                .sorted(Comparator.comparing(SortedEntry::lastUsed).reversed())
                .toList();
        if (dropped != null && dropped.digest != null && entries.isEmpty()) {
            throw new UsageException(
                    "--drop: no sorted view " + dropped.digest + "; wsp sorted prints those that exist");
        }
        for (SortedEntry entry : entries) {
            if (dropped != null) {
                store.discard(entry.key());
            }
            host.stdout().line(json ? SortedViewJson.line(entry) : SortedViewText.line(entry));
        }
        if (entries.isEmpty() && !json) {
            host.say("wsp: no sorted views");
        }
        return ExitCode.OK.code();
    }

    private static void requireDigest(String text) {
        try {
            new Hex64(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--drop: expected the digest of a sorted view, as wsp sorted prints it: " + e.getMessage());
        }
    }
}
