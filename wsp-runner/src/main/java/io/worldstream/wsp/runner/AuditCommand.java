package io.worldstream.wsp.runner;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.StoredAuditTrail;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import io.worldstream.wsp.runner.report.AuditJson;
import io.worldstream.wsp.runner.report.AuditText;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands for the audit trail. They change nothing, and are safe while hosts stream. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Verifies and shows the audit trail: what each host did, recorded before it did it.")
final class AuditCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine of(Host host) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new VerifyCommand(host))
                .addSubcommand(new ShowCommand(host));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    /** Reads the chains of all hosts; returns 5 if one of them is not intact. */
    private static ExitCode read(Host host, List<? extends StoredAuditTrail> trails, Reader reader) throws IOException {
        ExitCode code = ExitCode.OK;
        for (StoredAuditTrail trail : trails) {
            Last last = new Last(reader.each(trail));
            StoredAuditTrail.Result result = trail.verify(last);
            StoredAuditTrail.Fault fault = result.fault();
            if (fault == null) {
                reader.onIntact(trail, result, last.record);
            } else {
                host.error("wsp: the audit trail of host " + trail.host() + " is not intact: " + place(fault) + ": "
                        + fault.why());
                code = ExitCode.BROKEN;
            }
        }
        return code;
    }

    private static String place(StoredAuditTrail.Fault fault) {
        boolean ofTheHead = fault.seq() == 0;
        return ofTheHead ? fault.place() : fault.place() + ", seq " + fault.seq();
    }

    /** Takes the records of each chain. */
    private interface Reader {
        Consumer<AuditRecord> each(StoredAuditTrail trail);

        void onIntact(StoredAuditTrail trail, StoredAuditTrail.Result result, @Nullable AuditRecord last);
    }

    private static final class Last implements Consumer<AuditRecord> {
        private final Consumer<AuditRecord> each;
        private @Nullable AuditRecord record;

        Last(Consumer<AuditRecord> each) {
            this.each = each;
        }

        @Override
        public void accept(AuditRecord next) {
            record = next;
            each.accept(next);
        }
    }

    /** Recomputes every byte of each chain. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Recomputes every byte of the audit trail of each host, and prints a line with the number of records and the"
                        + " last hash. Finds records that were edited, removed, inserted or moved, and a chain that was cut"
                        + " short: exit code 5, and the place (file and line, or table and host) and seq of the first bad record. Also 5 if there are saved"
                        + " runs, but no record in any audit trail."
            })
    static final class VerifyCommand implements Callable<Integer>, Reader {
        private final Host host;

        @Mixin
        private ConfigOptions config = new ConfigOptions();

        private long records;

        VerifyCommand(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() throws IOException {
            WspConfig settings = config.read(host, Purpose.STATUS);
            try (Composition composition = new Composition(settings, host.environment())) {
                return verify(settings, composition).code();
            }
        }

        private ExitCode verify(WspConfig settings, Composition composition) throws IOException {
            if (!AuditTrails.mayBeThere(settings) && savedRuns(composition) > 0) {
                return missing(settings);
            }
            List<? extends StoredAuditTrail> trails = composition.auditTrails();
            ExitCode code = read(host, trails, this);
            if (records > 0 || code != ExitCode.OK) {
                return code;
            }
            if (savedRuns(composition) > 0) {
                return missing(settings);
            }
            if (trails.isEmpty()) {
                host.say("wsp: no audit trail of any host");
            }
            return code;
        }

        /** Returns the number of saved runs, which a host with an audit trail does not leave without one. */
        private static int savedRuns(Composition composition) {
            return composition.savedRuns().ledger(new SystemClock()).runs().size();
        }

        private ExitCode missing(WspConfig settings) {
            host.error("wsp: there are saved runs, but no record in any audit trail " + AuditTrails.place(settings)
                    + ": it was removed, or is elsewhere (audit.kind, audit.root), or the runs were streamed by a host"
                    + " without an audit trail or with another place for it");
            return ExitCode.BROKEN;
        }

        @Override
        public Consumer<AuditRecord> each(StoredAuditTrail trail) {
            return record -> records++;
        }

        @Override
        public void onIntact(StoredAuditTrail trail, StoredAuditTrail.Result result, @Nullable AuditRecord last) {
            host.stdout().line(AuditText.intact(trail.host(), result, last));
        }
    }

    /** Prints records. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description =
                    "Prints the records of the audit trail of each host, oldest first, up to the first bad one: exit"
                            + " code 5, as for verify.")
    static final class ShowCommand implements Callable<Integer>, Reader {
        private final Host host;

        @Mixin
        private ConfigOptions config = new ConfigOptions();

        @Option(names = "--run", paramLabel = "RUN_ID", description = "Only the records of this run.")
        private @Nullable String run;

        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "Only records from this wall time on, such as 2026-01-02T10:15:30Z.")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "TIME", description = "Only records before this wall time.")
        private @Nullable String to;

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                description = "Only records of this kind, such as halted. Repeatable.")
        private List<String> kinds = new ArrayList<>();

        @Option(names = "--json", description = "Prints one JSON object per record and line.")
        private boolean json;

        private @Nullable RunId chosenRun;
        private Instant first = Instant.MIN;
        private Instant end = Instant.MAX;
        private Set<AuditKind> chosenKinds = EnumSet.allOf(AuditKind.class);

        ShowCommand(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() throws IOException {
            String id = run;
            chosenRun = id == null ? null : UsageException.naming("--run", () -> new RunId(id));
            first = time("--from", from, Instant.MIN);
            end = time("--to", to, Instant.MAX);
            if (!kinds.isEmpty()) {
                chosenKinds = EnumSet.noneOf(AuditKind.class);
                kinds.forEach(name -> chosenKinds.add(kind(name)));
            }
            WspConfig settings = config.read(host, Purpose.STATUS);
            try (Composition composition = new Composition(settings, host.environment())) {
                return read(host, composition.auditTrails(), this).code();
            }
        }

        private static Instant time(String option, @Nullable String text, Instant otherwise) {
            try {
                return text == null ? otherwise : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new UsageException(
                        option + ": expected a time such as 2026-01-02T10:15:30Z, found \"" + text + "\"");
            }
        }

        private static AuditKind kind(String name) {
            return AuditKind.ofWireName(name)
                    .orElseThrow(() -> new UsageException(
                            "--kind: no kind \"" + name + "\"; the kinds are " + String.join(", ", AuditText.kinds())));
        }

        @Override
        public Consumer<AuditRecord> each(StoredAuditTrail trail) {
            return record -> {
                if (matches(record)) {
                    host.stdout()
                            .line(json ? AuditJson.line(trail.host(), record) : AuditText.line(trail.host(), record));
                }
            };
        }

        private boolean matches(AuditRecord record) {
            Instant at = record.entry().at();
            return chosenKinds.contains(record.entry().kind())
                    && (chosenRun == null || chosenRun.equals(record.entry().runId()))
                    && !at.isBefore(first)
                    && at.isBefore(end);
        }

        @Override
        public void onIntact(StoredAuditTrail trail, StoredAuditTrail.Result result, @Nullable AuditRecord last) {}
    }
}
