package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.control.ControlSender;
import java.io.IOException;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of the commands that control a run of another process. */
final class ControlOptions {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "RUN", description = "Run, as wsp status lists it.")
    private String run = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "WHY",
            description = "Reason, for the record: 1 to 1,000 characters.")
    private String reason = "";

    @Option(names = "--as", paramLabel = "WHO", description = "Who asks, for the record. Default: the user.")
    private String actor = "";

    @Option(
            names = "--key",
            paramLabel = "K",
            description = "Idempotency key: a command that is sent again with its key acts once and gets the first"
                    + " answer. Default: a new one.")
    private String key = "";

    /** Sends an action to the host, and says what came of it. */
    int send(Host host, String name, String value) throws IOException {
        ControlAction action = UsageException.naming(name, () -> ControlSender.action(name, value));
        ControlCommand command = UsageException.naming(
                name,
                () -> new ControlCommand(
                        key.isEmpty() ? UUID.randomUUID().toString() : key,
                        new RunId(run),
                        action,
                        actor.isEmpty() ? System.getProperty("user.name", "unknown") : actor,
                        "not known to the sender",
                        reason));
        ControlSender sender = new ControlSender(
                config.read(host, Purpose.STATUS).get(ConfigTable.STATE_ROOT).path());
        ControlAnswer answer = sender.send(command);
        if (answer instanceof ControlAnswer.Refused refused) {
            host.error("wsp: " + action + " is refused (" + refused.code() + "): " + refused.why());
            return ExitCode.REFUSED.code();
        }
        host.say("wsp: run " + command.runId() + ": " + action + " is in effect");
        return ExitCode.OK.code();
    }
}
