package io.worldstream.wsp.runner.control;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends commands to the host of a state root, on the same machine. Any thread may use it. */
public final class ControlSender {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSender.class);

    private static final int PATIENCE_SECONDS = 30;

    private final SocketPlace place;

    /** @param stateRoot the folder of {@code state.root} */
    public ControlSender(Path stateRoot) {
        place = new SocketPlace(stateRoot);
    }

    /**
     * Reads an action as the command line spells it.
     *
     * @param name such as {@code speed}
     * @param value the value, or empty for an action that has none
     * @throws IllegalArgumentException if there is no such action; the message says what is allowed
     */
    public static ControlAction action(String name, String value) {
        return ControlWire.action(name, value);
    }

    /**
     * Sends a command and waits for the answer, up to half a minute.
     *
     * @return the answer; {@link ReasonCode#CONTROL_RUN_UNKNOWN} if no host takes commands at the state root
     * @throws IOException if the connection fails before the answer; the command may have been acted on
     */
    public ControlAnswer send(ControlCommand command) throws IOException {
        Path path = place.toConnect();
        String line;
        SocketChannel connection;
        try {
            connection = connect(path);
        } catch (IOException | UnsupportedOperationException e) {
            return new ControlAnswer.Refused(
                    ReasonCode.CONTROL_RUN_UNKNOWN,
                    "no wsp run takes commands at " + path + " (" + e.getMessage()
                            + "); start the command on the machine, as the user and with the state.root of the wsp run that"
                            + " holds the run, which wsp status names");
        }
        try (connection) {
            line = ask(connection, ControlWire.request(command));
        } catch (IOException e) {
            throw new IOException(
                    "the host at " + path
                            + " ended the connection without an answer; to learn whether it acted, send the"
                            + " command again with --key " + command.key(),
                    e);
        }
        return ControlWire.answerIn(line);
    }

    /** Returns what the host of the state root does with its runs now; empty if there is none that answers. */
    public Map<RunId, LiveRun> live() {
        try (SocketChannel connection = connect(place.toConnect())) {
            return ControlWire.runsIn(ask(connection, ControlWire.QUERY));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            LOG.debug("no host tells what it does with its runs", e);
            return Map.of();
        }
    }

    private static String ask(SocketChannel connection, String request) throws IOException {
        // Closes a connection whose host does not answer: the read then fails.
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(() -> closeQuietly(connection));
        SocketLine lines = new SocketLine(connection, ControlWire.MOST_ANSWER_BYTES);
        lines.write(request);
        String line = lines.read();
        if (line == null) {
            throw new EOFException();
        }
        return line;
    }

    private static SocketChannel connect(Path path) throws IOException {
        SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            connection.connect(UnixDomainSocketAddress.of(path));
            return connection;
        } catch (IOException | RuntimeException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private static void closeQuietly(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("a connection to a host could not be closed", e);
        }
    }
}
