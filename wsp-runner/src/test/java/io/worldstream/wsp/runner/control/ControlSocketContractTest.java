package io.worldstream.wsp.runner.control;

import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ControlSource;
import io.worldstream.wsp.testkit.contract.ControlSourceContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketContractTest extends ControlSourceContract {
    @TempDir
    Path state;

    @Override
    protected ControlSource source() {
        return new ControlSocket(state);
    }

    @Override
    protected Optional<ControlAnswer> send(ControlCommand command) throws IOException {
        return Optional.of(new ControlSender(state).send(command));
    }

    @Override
    protected Optional<ControlAnswer> sendMalformed() throws IOException {
        try (RawSender sender = new RawSender(state)) {
            return Optional.of(ControlWire.answerIn(sender.ask("{\"action\": \"stop\"")));
        }
    }
}
