package io.worldstream.wsp.runner;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script with which a shell completes commands and options. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that lets a shell complete the commands and options of wsp.",
        footer = {
            "%nFor your profile:",
            "  bash  eval \"$(wsp completion bash)\"",
            "  zsh   eval \"$(wsp completion zsh)\""
        })
final class CompletionCommand implements Callable<Integer> {
    /** The script defines this builtin of bash as an alias, which zsh does not expand within the same eval. */
    private static final String ZSH_COMPOPT = "function compopt { complete \"$@\" }\n";

    private final Host host;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "Shell that reads the script: ${COMPLETION-CANDIDATES}.")
    private Target target = Target.BASH;

    /** A shell. The script is that of bash; in zsh it loads bashcompinit. */
    enum Target {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    CompletionCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("wsp", spec.parent().commandLine());
        host.stdout().print(target == Target.ZSH ? ZSH_COMPOPT + script : script);
        return ExitCode.OK.code();
    }
}
