package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.FileFailure;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.runner.log.LogFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command with its subcommands. Failures become an exit code and a message on stderr, with a stack trace only on request. */
final class Wsp {
    private static final Logger LOG = LoggerFactory.getLogger(Wsp.class);

    static final String OUT_OF_MEMORY =
            "wsp: out of memory; raise -Xmx, or lower policy.max_in_flight, engine.max_runs or"
                    + " limits. The next wsp run resumes the runs that were in progress";

    private static final String LOG_OPTIONS = "logOptions";

    private final Host host;

    Wsp(Host host) {
        this.host = host;
    }

    /** Runs the command and returns its exit code. */
    int execute(String... args) {
        CommandLine wsp = commandLine();
        host.log().configure(LogOptions.formatIn(args), Level.INFO);
        int code;
        try {
            code = wsp.execute(args);
        } catch (Throwable defect) {
            code = defect(defect).code();
        }
        IOException unwritten = host.stdout().failure();
        if (unwritten != null) {
            host.error("wsp: stdout could not be written: " + unwritten.getMessage());
            return Math.max(code, ExitCode.DEFECT.code());
        }
        return code;
    }

    /** Returns the command with all its subcommands. */
    CommandLine commandLine() {
        CommandLine wsp = new CommandLine(new Root())
                .addSubcommand(new DemoCommand(host))
                .addSubcommand(new WorldCommand(host))
                .addSubcommand(new RunCommand(host))
                .addSubcommand(new StatusCommand(host))
                .addSubcommand(new ExplainCommand(host))
                .addSubcommand(new PreviewCommand(host))
                .addSubcommand(new CompareCommand(host))
                .addSubcommand(new SortCommand(host))
                .addSubcommand(new SortedCommand(host))
                .addSubcommand(
                        new CommandLine(new QuarantineCommand()).addSubcommand(new QuarantineCommand.ListCommand(host)))
                .addSubcommand(new RedriveCommand(host))
                .addSubcommand(AuditCommand.of(host))
                .addSubcommand(new CommandLine(new StateCommand()).addSubcommand(new StateCommand.InitCommand(host)))
                .addSubcommand(new GateCommand(host))
                .addSubcommand(new SealCommand(host))
                .addSubcommand(new SignCommand(host));
        ControlCommands.all(host).forEach(wsp::addSubcommand);
        // Not on the commands that only print.
        wsp.getSubcommands().values().forEach(Wsp::addLogOptions);
        wsp.addSubcommand(new CompletionCommand(host)).addSubcommand(new HelpCommand());
        HelpCommand.completeCommandsOf(wsp);
        OptionTypes.registerOn(wsp);
        wsp.setOut(new PrintWriter(new StdoutWriter(host.stdout()), true))
                .setErr(new PrintWriter(host.stderr(), true, StandardCharsets.UTF_8))
                // Arguments are literal: no argument files, no removal of quotes.
                .setExpandAtFiles(false)
                .setExecutionStrategy(this::runAndLog)
                .setParameterExceptionHandler((fault, given) -> usage(fault).code())
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> failed(failure).code());
        wsp.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
        return wsp;
    }

    private static void addLogOptions(CommandLine command) {
        command.addMixin(LOG_OPTIONS, new LogOptions());
        command.getSubcommands().values().forEach(Wsp::addLogOptions);
    }

    private int runAndLog(ParseResult parsed) {
        List<CommandLine> given = parsed.asCommandLineList();
        if (given.get(given.size() - 1).getMixins().get(LOG_OPTIONS) instanceof LogOptions options) {
            options.configure(host.log());
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Prints a short usage and, last, what is wrong: the full help of a command is longer than a screen. */
    private ExitCode usage(ParameterException fault) {
        CommandLine command = fault.getCommandLine();
        if (host.log().format() == LogFormat.JSON) {
            host.error(fault.getMessage() + "; see " + command.getCommandSpec().qualifiedName() + " --help");
            return ExitCode.USAGE;
        }
        PrintWriter err = command.getErr();
        if (command.getParent() == null && !(fault instanceof UnmatchedArgumentException)) {
            command.usage(err);
        } else if (command.getParent() == null) {
            err.println(
                    "Commands: " + String.join(", ", command.getSubcommands().keySet()));
            err.println("Try 'wsp help' for what they do.");
        } else {
            CommandLine.Help help = command.getHelp();
            err.print(help.synopsisHeading() + help.synopsis(help.synopsisHeadingLength()));
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for the options.");
        }
        UnmatchedArgumentException.printSuggestions(fault, err);
        err.println("wsp: " + fault.getMessage());
        err.flush();
        return ExitCode.USAGE;
    }

    private ExitCode failed(Throwable failure) {
        if (failure instanceof UsageException usage) {
            host.error("wsp: " + usage.getMessage());
            return ExitCode.USAGE;
        }
        if (failure instanceof WspException known && known.code() == ReasonCode.CONFIG_INVALID) {
            host.error("wsp: the configuration is invalid (CONFIG_INVALID)\n"
                    + String.valueOf(known.getMessage()).indent(2).stripTrailing());
            return ExitCode.USAGE;
        }
        if (host.stop().isRequested()) {
            host.say("wsp: stopped");
            LOG.debug("stopped", failure);
            return ExitCode.HALTED;
        }
        if (failure instanceof WspException known) {
            host.error("wsp: " + known.code() + ": " + known.getMessage());
            LOG.debug("failed", known);
            return known.code() == ReasonCode.AUDIT_CORRUPT ? ExitCode.BROKEN : ExitCode.DEFECT;
        }
        if (failure instanceof IOException && failure.equals(host.stdout().failure())) {
            return ExitCode.DEFECT; // Reported at the end, as for output that does not stop the command.
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            host.error("wsp: reading or writing failed: " + FileFailure.inWords((Exception) failure));
            LOG.debug("failed", failure);
            return ExitCode.DEFECT;
        }
        return defect(failure);
    }

    private ExitCode defect(Throwable defect) {
        if (defect instanceof OutOfMemoryError) {
            host.error(OUT_OF_MEMORY);
            LOG.debug("out of memory", defect);
            return ExitCode.DEFECT;
        }
        boolean traced = host.log().format() == LogFormat.JSON || host.log().isEnabled(Level.DEBUG);
        host.log()
                .say(
                        Level.ERROR,
                        "wsp: internal error: " + defect + (traced ? "" : "\n  for a stack trace, add -v"),
                        defect);
        return ExitCode.DEFECT;
    }

    /** The command without a subcommand. */
    @Command(
            name = "wsp",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "World Stream Producer: streams a sealed world in event time.",
            footer = {
                "%nResults go to stdout, messages to stderr.",
                "Exit codes: 0 completed or duplicate, 1 defect, 2 usage or configuration, 3 refused, 4 halted,",
                "5 audit trail not intact, or streams differ."
            })
    static final class Root implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "Missing required subcommand");
        }
    }

    /** Lets picocli print to stdout. */
    private static final class StdoutWriter extends Writer {
        private final Stdout stdout;

        StdoutWriter(Stdout stdout) {
            this.stdout = stdout;
        }

        @Override
        public void write(char[] chars, int offset, int length) {
            stdout.print(new String(chars, offset, length));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
