package io.worldstream.wsp.runner;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that stream, or would, for the place to start at. */
final class StartOption {
    @Option(
            names = "--start-at",
            paramLabel = "PLACE",
            description =
                    "Starts at an event time, or at one event: TIME/EVENT_ID. Same as --set policy.start_at=PLACE.")
    private @Nullable String startAt;

    /** Returns the setting, as {@code --set} takes it; empty if the option is not given. */
    List<String> settings() {
        return startAt == null ? List.of() : List.of("policy.start_at=" + startAt);
    }
}
