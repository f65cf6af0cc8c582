package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.parquet.LocalTimestamps;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.runner.CsvRows.CsvException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Seals files of rows as a world with its own catalogue, proofs and READY, so that real event data can be streamed. Real
 * data finds faults that the generated data of {@code world} does not have.
 */
@Command(
        name = "seal",
        mixinStandardHelpOptions = true,
        description = {
            "Seals files of rows as a world with its own catalogue, proofs, READY message and configuration; prints the"
                    + " paths as JSON. The rows may be in any order. The world appears only if it can be streamed.",
            "",
            "JSON Lines and Parquet are copied byte for byte. CSV needs a header line and becomes JSON Lines: cells that"
                    + " are JSON numbers stay numbers, digit for digit; empty cells are null; other cells are text."
        })
final class SealCommand implements Callable<Integer> {
    private static final String GATE = "gate.seal.validation";

    private final Host host;

    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files with the rows, all in one format. Each becomes a part of the output, in this order.")
    private List<String> input = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of the files: ${COMPLETION-CANDIDATES}. Without it, their names end in the format.")
    private @Nullable InputFormat format;

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
            paramLabel = "FIELD",
            description = "Fields that identify a row, separated by commas.")
    private List<String> key = new ArrayList<>();

    @Option(
            names = "--sequence",
            paramLabel = "FIELD",
            description = "Only for CSV: adds a field that counts the rows of all files from 1, for rows that repeat.")
    private @Nullable String sequence;

    @Option(
            names = "--ts-field",
            paramLabel = "FIELD",
            defaultValue = Catalogue.DEFAULT_TIME_FIELD,
            description = "Field of the event time (${DEFAULT-VALUE}).")
    private String timeField = "";

    @Option(
            names = "--ts-format",
            paramLabel = "FORMAT",
            defaultValue = "rfc3339",
            description = "Format of the event time: rfc3339, epoch_s, epoch_ms, epoch_us or epoch_ns"
                    + " (${DEFAULT-VALUE}). Parquet columns of type TIMESTAMP are rfc3339.")
    private TimeFormat timeFormat = TimeFormat.RFC3339;

    @Option(
            names = "--local-timestamps",
            paramLabel = "ZONE",
            description = "Only for Parquet: interpretation of timestamps that are not marked as UTC, local or utc"
                    + " (local). An event time must be in UTC.")
    private @Nullable LocalTimestamps localTimestamps;

    SealCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        InputFaults usage = new InputFaults();
        InputFaults content = new InputFaults();
        List<InputFile> files = InputFile.find(host, input, format, usage);
        List<CsvRows> csv = checkContent(files, usage, content);
        checkOptions(files, usage);
        OutputId id = checkedOutputId(usage);
        Path place = checkedPlace(usage);
        if (id == null || place == null || !usage.isEmpty()) {
            throw new UsageException(usage.text());
        }
        return content.isEmpty()
                ? seal(files, csv, id, place, content).code()
                : refused(content).code();
    }

    private ExitCode seal(List<InputFile> files, List<CsvRows> csv, OutputId id, Path place, InputFaults faults)
            throws IOException {
        Catalogue.Output entry = new Catalogue.Output(
                id, key, List.of(GATE), "scope_manifest_fingerprint", false, timeField, timeFormat);
        // Before the work folder is created, so that Ctrl-C leaves none behind.
        host.stop().heed();
        Optional<String> paths;
        try (StagedFolder staging = StagedFolder.nextTo("--out", place)) {
            List<Path> parts = csv.isEmpty()
                    ? files.stream().map(InputFile::path).toList()
                    : converted(csv, staging.path(), faults);
            paths = new WorldSeal(
                            host,
                            staging,
                            entry,
                            files.get(0).format(),
                            files.stream().map(InputFile::name).toList(),
                            localTimestamps == null ? LocalTimestamps.LOCAL : localTimestamps)
                    .seal(parts, faults);
        }
        if (paths.isEmpty()) {
            return refused(faults);
        }
        host.stdout().line(paths.get());
        return ExitCode.OK;
    }

    private ExitCode refused(InputFaults faults) {
        host.say("wsp: --input: " + faults.text());
        return ExitCode.REFUSED;
    }

    /** Checks formats and CSV headers, and returns the rows of the files that are CSV. */
    private List<CsvRows> checkContent(List<InputFile> files, InputFaults usage, InputFaults content)
            throws IOException {
        List<CsvRows> csv = new ArrayList<>();
        for (InputFile file : files) {
            if (file.misfit() != null) {
                content.add(file.name() + ": " + file.misfit());
            } else if (file.format() == InputFormat.CSV) {
                try {
                    CsvRows rows = new CsvRows(file, sequence);
                    checkColumns(file, rows.header(), usage);
                    csv.add(rows);
                } catch (CsvException e) {
                    content.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return csv;
    }

    private void checkColumns(InputFile file, List<String> header, InputFaults usage) {
        List<String> columns = new ArrayList<>(header);
        if (sequence != null) {
            if (header.contains(sequence)) {
                usage.add("--sequence: " + file.name() + " already has a column " + sequence);
            }
            columns.add(0, sequence);
        }
        String it = file.name() + " has no such column; it has " + columns;
        key.stream()
                .filter(field -> !columns.contains(field))
                .forEach(field -> usage.add("--key " + field + ": " + it));
        if (!columns.contains(timeField)) {
            usage.add("--ts-field " + timeField + ": " + it);
        }
    }

    private void checkOptions(List<InputFile> files, InputFaults usage) {
        if (key.contains("") || new HashSet<>(key).size() < key.size()) {
            usage.add("--key: must name each field once, found " + key);
        }
        if (timeField.isEmpty()) {
            usage.add("--ts-field: must name a field");
        }
        if (sequence != null && sequence.isEmpty()) {
            usage.add("--sequence: must name a field");
        }
        if (sequence != null && isNone(files, InputFormat.CSV)) {
            usage.add("--sequence: only for CSV; other files are sealed unchanged");
        }
        if (localTimestamps != null && isNone(files, InputFormat.PARQUET)) {
            usage.add("--local-timestamps: only for Parquet");
        }
    }

    private static boolean isNone(List<InputFile> files, InputFormat format) {
        return !files.isEmpty() && files.stream().noneMatch(file -> file.format() == format);
    }

    private @Nullable OutputId checkedOutputId(InputFaults usage) {
        try {
            return new OutputId(outputId);
        } catch (IllegalArgumentException e) {
            usage.add("--output-id: " + e.getMessage());
            return null;
        }
    }

    private @Nullable Path checkedPlace(InputFaults usage) throws IOException {
        try {
            return host.emptyFolder("--out", out);
        } catch (UsageException e) {
            usage.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static List<Path> converted(List<CsvRows> csv, Path folder, InputFaults faults) throws IOException {
        List<Path> parts = new ArrayList<>();
        long rows = 0;
        for (CsvRows file : csv) {
            Path part = folder.resolve(parts.size() + ".jsonl");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                rows += file.writeTo(out, rows, faults);
            }
            parts.add(part);
        }
        return parts;
    }
}
