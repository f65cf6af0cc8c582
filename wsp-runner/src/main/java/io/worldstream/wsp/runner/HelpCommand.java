package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.runner.config.ConfigReference;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the help of the command, of one subcommand, or of the configuration keys. */
@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        customSynopsis = "wsp help [COMMAND [SUBCOMMAND] | config [KEY]]",
        description = "Prints the help of wsp, of a command, or of the configuration keys.",
        subcommands = HelpCommand.Config.class)
final class HelpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "COMMAND",
            description = "Command to explain; wsp itself if not given.")
    private @Nullable String command;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SUBCOMMAND",
            description = "Subcommand of the command, such as verify after audit.")
    private @Nullable String subcommand;

    /** Lets shells complete the names of the command's present subcommands after {@code wsp help}. */
    static void completeCommandsOf(CommandLine wsp) {
        CommandSpec help =
                Objects.requireNonNull(wsp.getSubcommands().get("help"), "help").getCommandSpec();
        PositionalParamSpec command = help.positionalParameters().get(0);
        help.remove(command);
        help.addPositional(PositionalParamSpec.builder(command)
                .completionCandidates(List.copyOf(wsp.getSubcommands().keySet()))
                .build());
    }

    @Override
    public Integer call() {
        CommandLine wsp = spec.parent().commandLine();
        CommandLine explained = command == null ? wsp : find(wsp, command);
        (subcommand == null ? explained : find(explained, subcommand)).usage(wsp.getOut());
        return ExitCode.OK.code();
    }

    private static CommandLine find(CommandLine parent, String name) {
        CommandLine found = parent.getSubcommands().get(name);
        if (found == null) {
            String typed = parent.getCommandSpec().qualifiedName().replaceFirst("^wsp ?", "");
            throw new UsageException("unknown command " + LogText.quote((typed + " " + name).strip())
                    + ConfigReference.suggestion(name, parent.getSubcommands().keySet())
                    + "; wsp help" + (typed.isEmpty() ? "" : " " + typed) + " lists the commands");
        }
        return found;
    }

    /** The names that {@link ConfigReference#describe} knows. */
    static final class Keys implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ConfigReference.names().iterator();
        }
    }

    /** Prints the configuration keys. */
    @Command(
            name = "config",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Lists the configuration keys with their defaults, or describes one.")
    static final class Config implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(
                arity = "0..1",
                paramLabel = "KEY",
                completionCandidates = Keys.class,
                description = "Key to describe, or section to list; all keys if not given.")
        private @Nullable String key;

        @Override
        public Integer call() {
            if (key == null) {
                print(List.of(
                        "Configuration keys with their defaults. Set a key in the file, with --set, or as",
                        "an environment variable in upper case with dots as underscores",
                        "(WSP_POLICY_STREAM_SPEEDUP). Relative paths are resolved against the file's",
                        "folder. wsp help config KEY describes one key.",
                        ""));
                print(ConfigReference.overview());
                return ExitCode.OK.code();
            }
            String name = key;
            print(ConfigReference.describe(name)
                    .orElseThrow(() -> new UsageException("unknown key " + LogText.quote(name)
                            + ConfigReference.suggestion(name, ConfigReference.names())
                            + "; wsp help config lists all keys")));
            return ExitCode.OK.code();
        }

        private void print(List<String> lines) {
            lines.forEach(spec.commandLine().getOut()::println);
        }
    }
}
