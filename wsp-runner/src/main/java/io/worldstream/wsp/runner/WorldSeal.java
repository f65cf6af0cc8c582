package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.parquet.LocalTimestamps;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.runner.config.ConfigReader;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Seals part files as a world, twice: a draft under provisional pins, in which the engine's dry run checks and digests
 * the rows, and the world itself, whose pins derive from that digest. So the same rows are the same world in any format
 * and order, and a gate knows their events. Not thread-safe.
 */
final class WorldSeal {
    private static final String CATALOGUE_VERSION = "seal.v1";

    private static final Hex64 NO_ROWS = new Hex64("0".repeat(64));

    private final Host host;
    private final StagedFolder staging;
    private final Catalogue.Output entry;
    private final InputFormat format;
    private final List<String> names;
    private final LocalTimestamps localTimestamps;

    /**
     * Creates a seal.
     *
     * @param host the host
     * @param staging the folder for draft and world
     * @param entry the catalogue entry of the only output
     * @param format the format of the inputs
     * @param names the names of the inputs in messages, in the order of the parts
     * @param localTimestamps the interpretation of Parquet timestamps that are not marked as UTC
     */
    WorldSeal(
            Host host,
            StagedFolder staging,
            Catalogue.Output entry,
            InputFormat format,
            List<String> names,
            LocalTimestamps localTimestamps) {
        this.host = host;
        this.staging = staging;
        this.entry = entry;
        this.format = format;
        this.names = names;
        this.localTimestamps = localTimestamps;
    }

    /**
     * Seals parts, and publishes the world if it can be streamed.
     *
     * @param files the parts, in order
     * @param faults receives the faults of the rows; if it has any in the end, nothing is published
     * @return the paths of the published world as one line of JSON; empty if it has faults
     */
    Optional<String> seal(List<Path> files, InputFaults faults) throws IOException {
        RowsDigest rows = new RowsDigest(sha256());
        World draft = write("draft", files, pins(NO_ROWS));
        check(draft, configure(draft), rows, faults);
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        World world = write("world", parts(draft), pins(rows.value()));
        WorldFolder folder = configure(world);
        long events = check(world, folder, rows, faults);
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        staging.publish(world.directory());
        return Optional.of(folder.json(staging.place(), events));
    }

    private World write(String folder, List<Path> files, Pins pins) {
        return World.ofRows()
                .pins(pins)
                .nonTraffic(false)
                .editCatalogue(catalogue -> catalogue.put("version", CATALOGUE_VERSION))
                .storedOutput(entry, format.partSuffix(), files)
                .writeTo(staging.path().resolve(folder));
    }

    private WorldFolder configure(World world) throws IOException {
        return WorldFolder.configure(world, DemoCommand.A_DAY_A_SECOND, localTimestamps);
    }

    private List<Path> parts(World world) {
        String locator = world.locatorPath(entry.outputId());
        return IntStream.range(0, names.size())
                .mapToObj(part ->
                        world.oracleRoot().resolve(locator.replace("*", String.format(Locale.ROOT, "%05d", part))))
                .toList();
    }

    /** Runs the world dry, under its own configuration alone, and returns the number of its events. */
    private long check(World world, WorldFolder folder, RowsDigest rows, InputFaults faults) throws IOException {
        WspConfig config = ConfigReader.read(
                folder.config(),
                Map.of(),
                List.of("state.root=" + staging.path().resolve("state")),
                Purpose.DRY_RUN_MESSAGE,
                host.spelling());
        RunSummary summary;
        try (OneReady ready = DryRunOptions.prepare(host, config, world.readyFile())) {
            summary = ready.preview(rows);
        }
        ReasonCode reason = summary.reason();
        if (reason == ReasonCode.DEFECT || reason == ReasonCode.SPILL_FAILED) {
            throw new WspException(reason, summary.violations().get(0).message());
        }
        new InputViolations(format, names, parts(world), part -> FirstRow.fields(part, format, localTimestamps))
                .lines(summary.violations())
                .forEach(faults::add);
        if (faults.isEmpty() && summary.events().planned() == 0) {
            faults.add(names.size() == 1 ? names.get(0) + ": no rows" : "none of the files has a row");
        }
        return summary.events().planned();
    }

    private Pins pins(Hex64 rows) {
        Hex64 parameters = new Hex64(hex(entry.toString()));
        RunId runId = new RunId(hex(rows + "|" + parameters).substring(0, 32));
        return new Pins(rows, parameters, BigInteger.ZERO, "sealed", runId, null, null);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}
