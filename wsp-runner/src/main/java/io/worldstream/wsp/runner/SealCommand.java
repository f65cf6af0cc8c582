package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Seals the rows of any CSV file as a world with its own catalogue, proofs and READY, so that real event data can be
 * streamed. Real data finds faults that the generated data of {@code world} does not have.
 */
@Command(
        name = "seal",
        mixinStandardHelpOptions = true,
        description = "Seals a CSV file with a header line as a world with its own catalogue, proofs, READY message and"
                + " configuration; prints the paths as JSON. Cells that are JSON numbers stay numbers, digit for digit;"
                + " empty cells are null; other cells are text. The rows may be in any order.")
final class SealCommand implements Callable<Integer> {
    private static final String GATE = "gate.seal.validation";

    private final Host host;

    @Option(names = "--csv", required = true, paramLabel = "FILE", description = "CSV file with the rows, in UTF-8.")
    private String csv = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the world. Created if missing; must be empty.")
    private String out = "";

    @Option(
            names = "--output-id",
            required = true,
            paramLabel = "ID",
            description = "Id of the output, which is also the event type.")
    private String outputId = "";

    @Option(
            names = "--key",
            required = true,
            split = ",",
            paramLabel = "COLUMN",
            description = "Columns that identify a row, separated by commas.")
    private List<String> key = new ArrayList<>();

    @Option(
            names = "--sequence",
            paramLabel = "COLUMN",
            description = "Adds a column that counts the rows from 1, for data whose rows repeat.")
    private @Nullable String sequence;

    @Option(
            names = "--ts-field",
            paramLabel = "COLUMN",
            defaultValue = Catalogue.DEFAULT_TIME_FIELD,
            description = "Column of the event time (${DEFAULT-VALUE}).")
    private String timeField = "";

    @Option(
            names = "--ts-format",
            paramLabel = "FORMAT",
            defaultValue = "rfc3339",
            description =
                    "Format of the event time: rfc3339, epoch_s, epoch_ms, epoch_us or epoch_ns (${DEFAULT-VALUE}).")
    private TimeFormat timeFormat = TimeFormat.RFC3339;

    SealCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        Path file = host.path("--csv", csv);
        CsvRows rows = new CsvRows(file, sequence);
        List<String> columns = rows.columns();
        List<String> named = new ArrayList<>(key);
        named.add(timeField);
        named.removeAll(columns);
        if (!named.isEmpty()) {
            throw new UsageException("--key, --ts-field: the file has no column " + named + "; it has " + columns);
        }
        Catalogue.Output entry = new Catalogue.Output(
                outputId(), key, List.of(GATE), "scope_manifest_fingerprint", false, timeField, timeFormat);
        World world = World.ofRows()
                .pins(pins(file, entry))
                .output(entry, PartRows.streaming(rows::iterator))
                .writeTo(host.emptyFolder("--out", out));
        host.stdout()
                .line(WorldFolder.configure(world, DemoCommand.A_DAY_A_SECOND).json());
        return ExitCode.OK.code();
    }

    /** Derives the identity from the sealed data: the same rows are the same world, other rows another one. */
    private static Pins pins(Path file, Catalogue.Output entry) throws IOException {
        MessageDigest sha256 = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                sha256.update(buffer, 0, length);
            }
        }
        Hex64 rows = new Hex64(HexFormat.of().formatHex(sha256.digest()));
        Hex64 parameters = new Hex64(
                HexFormat.of().formatHex(sha256().digest(entry.toString().getBytes(StandardCharsets.UTF_8))));
        byte[] both = (rows + "|" + parameters).getBytes(StandardCharsets.UTF_8);
        RunId runId = new RunId(HexFormat.of().formatHex(sha256().digest(both)).substring(0, 32));
        return new Pins(rows, parameters, BigInteger.ZERO, "sealed", runId, null, null);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    private OutputId outputId() {
        try {
            return new OutputId(outputId);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--output-id: " + e.getMessage());
        }
    }
}
