package io.worldstream.wsp.runner;

import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.EngineKeys;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that prepare one READY without pushing. */
final class DryRunOptions {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Mixin
    private StartOption start = new StartOption();

    @Option(
            names = "--ready",
            paramLabel = "MESSAGE",
            description = "File of a control bus message. Without it, the bus must hold exactly one run.")
    private @Nullable String ready;

    OneReady prepare(Host host) throws IOException {
        return prepare(
                host,
                config.read(host, ready == null ? Purpose.DRY_RUN_BUS : Purpose.DRY_RUN_MESSAGE, start.settings()),
                ready == null ? null : host.path("--ready", ready));
    }

    /**
     * Prepares the dry run of a READY. The caller closes it.
     *
     * @param host reports ignored messages
     * @param settings the configuration
     * @param message the file of the READY, or null for the only one on the bus
     */
    static OneReady prepare(Host host, WspConfig settings, @Nullable Path message) throws IOException {
        return prepare(
                host,
                settings,
                message,
                composition -> composition.sortedViewsOfDryRuns().orElse(null));
    }

    /** @param views selects the store of sorted views; null for none */
    static OneReady prepare(
            Host host, WspConfig settings, @Nullable Path message, Function<Composition, @Nullable SortedStore> views)
            throws IOException {
        Composition composition = new Composition(settings, host.environment());
        try {
            return prepare(host, settings, message, composition, views.apply(composition));
        } catch (Throwable e) {
            composition.close();
            throw e;
        }
    }

    private static OneReady prepare(
            Host host,
            WspConfig settings,
            @Nullable Path message,
            Composition composition,
            @Nullable SortedStore sorted)
            throws IOException {
        composition.requireFoldersOfADryRun();
        DryRun.Builder dryRun = DryRun.builder(composition.oracle(), composition.catalogue(), settings.policy())
                .rowFormat(composition.rowFormat())
                .maxOpenParts(settings.get(EngineKeys.MAX_OPEN_PARTS));
        composition.spillSpace().ifPresent(dryRun::spillSpace);
        composition.surveyStore().ifPresent(dryRun::surveyStore);
        if (sorted != null) {
            dryRun.sortedViews(sorted);
        }
        ReadyChoice choice = new ReadyChoice(host, settings.get(ConfigTable.CONTROL_BUS_TOPIC), settings.policy());
        return new OneReady(
                composition,
                dryRun.build(),
                message == null ? choice.of(composition.wholeBus()) : choice.ofFile(message));
    }
}
