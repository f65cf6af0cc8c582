package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command with its subcommands. Failures become an exit code and a message on stderr, never a stack trace. */
final class Wsp {
    private static final Logger LOG = LoggerFactory.getLogger(Wsp.class);

    static final String OUT_OF_MEMORY =
            "wsp: out of memory; raise -Xmx, or lower policy.max_in_flight, engine.max_runs or"
                    + " limits. The next wsp run resumes the runs that were in progress";

    private final Host host;

    Wsp(Host host) {
        this.host = host;
    }

    /** Runs the command and returns its exit code. */
    int execute(String... args) {
        CommandLine wsp = new CommandLine(new Root())
                .addSubcommand(new DemoCommand(host))
                .addSubcommand(new WorldCommand(host))
                .addSubcommand(new RunCommand(host))
                .addSubcommand(new StatusCommand(host))
                .addSubcommand(new ExplainCommand(host))
                .addSubcommand(new PreviewCommand(host))
                .addSubcommand(new GateCommand(host))
                .addSubcommand(new SealCommand(host))
                .addSubcommand(new HelpCommand());
        wsp.setOut(new PrintWriter(new StdoutWriter(host.stdout()), true))
                .setErr(new PrintWriter(host.stderr(), true, StandardCharsets.UTF_8))
                // Arguments are literal: no argument files, no removal of quotes.
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((fault, given) -> usage(fault).code())
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> failed(failure).code());
        wsp.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
        int code;
        try {
            code = wsp.execute(args);
        } catch (Throwable defect) {
            code = defect(defect).code();
        }
        IOException unwritten = host.stdout().failure();
        if (unwritten != null) {
            host.say("wsp: stdout could not be written: " + unwritten.getMessage());
            return Math.max(code, ExitCode.DEFECT.code());
        }
        return code;
    }

    /** Prints a short usage and, last, what is wrong: the full help of a command is longer than a screen. */
    private static ExitCode usage(ParameterException fault) {
        CommandLine command = fault.getCommandLine();
        PrintWriter err = command.getErr();
        if (command.getParent() == null) {
            command.usage(err);
        } else {
            err.print(command.getUsageMessage().lines().limit(1).findFirst().orElse(""));
            err.println();
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for the options.");
        }
        UnmatchedArgumentException.printSuggestions(fault, err);
        err.println("wsp: " + fault.getMessage());
        err.flush();
        return ExitCode.USAGE;
    }

    private ExitCode failed(Throwable failure) {
        if (failure instanceof UsageException usage) {
            host.say("wsp: " + usage.getMessage());
            return ExitCode.USAGE;
        }
        if (failure instanceof WspException known && known.code() == ReasonCode.CONFIG_INVALID) {
            host.say("wsp: the configuration is invalid (CONFIG_INVALID)");
            String.valueOf(known.getMessage()).lines().forEach(line -> host.say("  " + line));
            return ExitCode.USAGE;
        }
        if (host.stop().isRequested()) {
            host.say("wsp: stopped");
            LOG.debug("stopped", failure);
            return ExitCode.HALTED;
        }
        if (failure instanceof WspException known) {
            host.say("wsp: " + known.code() + ": " + known.getMessage());
            LOG.debug("failed", known);
            return ExitCode.DEFECT;
        }
        if (failure instanceof IOException && failure.equals(host.stdout().failure())) {
            return ExitCode.DEFECT; // Reported at the end, as for output that does not stop the command.
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            host.say("wsp: reading or writing failed: " + failure);
            LOG.debug("failed", failure);
            return ExitCode.DEFECT;
        }
        return defect(failure);
    }

    private ExitCode defect(Throwable defect) {
        if (defect instanceof OutOfMemoryError) {
            host.say(OUT_OF_MEMORY);
            LOG.debug("out of memory", defect);
            return ExitCode.DEFECT;
        }
        host.say("wsp: internal error: " + defect);
        host.say("  for a stack trace: java -Dorg.slf4j.simpleLogger.defaultLogLevel=debug -jar wsp.jar ...");
        LOG.debug("a defect", defect);
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
                "Exit codes: 0 completed or duplicate, 1 defect, 2 usage or configuration, 3 refused, 4 halted."
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
