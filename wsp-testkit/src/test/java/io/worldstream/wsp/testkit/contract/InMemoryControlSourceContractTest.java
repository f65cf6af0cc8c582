package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ControlSource;
import io.worldstream.wsp.testkit.fake.InMemoryControlSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

class InMemoryControlSourceContractTest extends ControlSourceContract {
    private volatile InMemoryControlSource source = new InMemoryControlSource();

    @Override
    protected ControlSource source() {
        source = new InMemoryControlSource();
        return source;
    }

    @Override
    protected Optional<ControlAnswer> send(ControlCommand command) {
        return given(source.send(command));
    }

    @Override
    protected Optional<ControlAnswer> sendMalformed() {
        return given(source.sendRequest("kit", () -> {
            throw new IllegalArgumentException("no command");
        }));
    }

    private static Optional<ControlAnswer> given(CompletableFuture<ControlAnswer> answer) {
        return answer.isCancelled() ? Optional.empty() : Optional.of(answer.join());
    }
}
