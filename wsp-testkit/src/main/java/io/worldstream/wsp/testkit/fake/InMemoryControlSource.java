package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ControlDesk;
import io.worldstream.wsp.api.ControlSource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A control source whose sender is the test. Any thread may use it. */
public final class InMemoryControlSource implements ControlSource {
    /** The authority of every command that a test sends. */
    public static final String AUTHORITY = "the test itself";

    private final Map<Long, CompletableFuture<ControlAnswer>> unanswered = new ConcurrentHashMap<>();
    private long sent;
    private @Nullable ControlDesk desk;
    private boolean closed;
    private boolean failing;

    /** Creates a source that is not open. */
    public InMemoryControlSource() {}

    /** Makes {@link #open} fail, like a place at which another host takes commands. */
    public synchronized void failOpening() {
        failing = true;
    }

    @Override
    public synchronized void open(ControlDesk other) {
        if (failing) {
            throw new WspException(ReasonCode.CONFIG_INVALID, "another host takes commands here");
        }
        desk = other;
    }

    /**
     * Sends a command.
     *
     * @return the answer, once the engine gives one; cancelled if the source is not open, or closed before that
     */
    public synchronized CompletableFuture<ControlAnswer> send(ControlCommand command) {
        CompletableFuture<ControlAnswer> answer = new CompletableFuture<>();
        ControlDesk open = desk;
        if (open == null || closed) {
            answer.cancel(false);
            return answer;
        }
        long number = ++sent;
        unanswered.put(number, answer);
        open.submit(command, given -> {
            unanswered.remove(number);
            answer.complete(given);
        });
        return answer;
    }

    /**
     * Sends a request of which a command is made, as a source reads one from its wire: what {@link ControlCommand}
     * refuses never reaches the engine.
     *
     * @param request makes the command; throws {@link IllegalArgumentException} if the request is malformed
     */
    public CompletableFuture<ControlAnswer> sendRequest(String actor, Supplier<ControlCommand> request) {
        ControlCommand command;
        try {
            command = request.get();
        } catch (IllegalArgumentException e) {
            return refuse(actor, ReasonCode.CONTROL_INVALID, String.valueOf(e.getMessage()));
        }
        return send(command);
    }

    /** Sends a command of somebody who may not ask: it never reaches the engine. */
    public CompletableFuture<ControlAnswer> sendUnauthorised(ControlCommand command) {
        return refuse(
                command.actor(), ReasonCode.CONTROL_NOT_AUTHORISED, command.actor() + " may not control runs here");
    }

    private synchronized CompletableFuture<ControlAnswer> refuse(String actor, ReasonCode code, String why) {
        CompletableFuture<ControlAnswer> answer = new CompletableFuture<>();
        ControlDesk open = desk;
        if (open == null || closed) {
            answer.cancel(false);
            return answer;
        }
        ControlAnswer.Refused refusal = new ControlAnswer.Refused(code, why);
        open.refused(actor, refusal);
        answer.complete(refusal);
        return answer;
    }

    @Override
    public synchronized void close() {
        closed = true;
        unanswered.values().forEach(answer -> answer.cancel(false));
        unanswered.clear();
    }
}
