package io.worldstream.wsp.runner.control;

import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ControlDesk;
import io.worldstream.wsp.api.ControlSource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.report.RunControl;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands over a Unix domain socket under {@code state.root}, from processes of the user who owns it. One line of
 * JSON is one command, and is answered with one line.
 *
 * <p>A host without a socket streams all the same: if another host takes commands here, or the system has no such
 * sockets, {@link #open} logs it and returns. At most {@value #MOST_SENDERS} senders are served at a time; one that is
 * silent for {@value #PATIENCE_SECONDS} seconds is disconnected. Thread-safe.
 */
public final class ControlSocket implements ControlSource {
    private static final Logger LOG = LoggerFactory.getLogger("wsp");

    private static final int MOST_SENDERS = 8;
    private static final int PATIENCE_SECONDS = 10;

    private final SocketPlace place;
    private final OwnerOf owners;
    private final Semaphore senders = new Semaphore(MOST_SENDERS);
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(task -> daemon("watch", task));
    private volatile Supplier<List<RunControl>> runs = List::of;
    private volatile boolean closed;
    private @Nullable FileChannel lock;
    private @Nullable ServerSocketChannel server;
    private @Nullable Path socket;

    /** @param stateRoot the folder of {@code state.root}; made if it does not exist */
    public ControlSocket(Path stateRoot) {
        this(stateRoot, path -> Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName());
    }

    /** @param owners tells the user whose processes may send commands */
    ControlSocket(Path stateRoot, OwnerOf owners) {
        place = new SocketPlace(stateRoot);
        this.owners = owners;
    }

    /** Sets what shows the runs of the host to those who ask for their state. */
    public void showing(Supplier<List<RunControl>> shown) {
        runs = shown;
    }

    @Override
    public synchronized void open(ControlDesk desk) {
        try {
            Files.createDirectories(place.stateRoot());
            FileChannel held = place.openLock();
            if (!isLocked(held)) {
                held.close();
                LOG.warn(
                        "another wsp run takes commands at {}; this one takes none, and its runs can be stopped by a"
                                + " signal only",
                        place.toConnect());
                return;
            }
            lock = held;
            Path path = place.toBind();
            removeStale(path);
            ServerSocketChannel bound = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server = bound;
            bound.bind(UnixDomainSocketAddress.of(path));
            socket = path;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            daemon("accept", () -> accept(bound, desk, path)).start();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "no commands can be taken at {}: {}; the runs stream without",
                    place.stateRoot(),
                    LogText.quote(String.valueOf(e.getMessage())));
            release();
        }
    }

    /** Returns whether this host takes commands. */
    synchronized boolean takesCommands() {
        return socket != null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        watch.shutdownNow();
        release();
    }

    private synchronized void release() {
        closeQuietly(server);
        connections.forEach(ControlSocket::closeQuietly);
        try {
            if (socket != null) {
                place.remove(socket);
            }
        } catch (IOException e) {
            LOG.debug("the control socket could not be removed", e);
        }
        closeQuietly(lock);
        server = null;
        socket = null;
        lock = null;
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Removes the socket of a dead host: the lock says that none is alive. */
    private static void removeStale(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                    || Files.isSymbolicLink(path)) {
                throw new IOException(path + " exists and is not a socket; remove it");
            }
            Files.delete(path);
        }
    }

    private void accept(ServerSocketChannel bound, ControlDesk desk, Path path) {
        while (!closed) {
            SocketChannel connection;
            try {
                connection = bound.accept();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("no further commands can be taken: {}", LogText.quote(String.valueOf(e.getMessage())));
                return;
            }
            connections.add(connection);
            if (closed || !senders.tryAcquire()) {
                end(connection);
                continue;
            }
            daemon("sender", () -> {
                        try {
                            serve(connection, desk, path);
                        } finally {
                            end(connection);
                            senders.release();
                        }
                    })
                    .start();
        }
    }

    private void serve(SocketChannel connection, ControlDesk desk, Path path) {
        Future<?> limit = CompletableFuture.completedFuture(null);
        try {
            limit = limit(connection);
            String peer = connection
                    .getOption(ExtendedSocketOptions.SO_PEERCRED)
                    .user()
                    .getName();
            String owner = owners.of(path);
            SocketLine lines = new SocketLine(connection, ControlWire.MOST_LINE_BYTES);
            String line = lines.read();
            while (line != null) {
                limit.cancel(false);
                String answer = peer.equals(owner)
                        ? answer(line, desk, peer)
                        : refuse(
                                desk,
                                peer,
                                ReasonCode.CONTROL_NOT_AUTHORISED,
                                "user " + peer + " may not control runs of user " + owner);
                limit = limit(connection);
                lines.write(answer);
                line = lines.read();
            }
        } catch (SocketLine.TooLongException | CharacterCodingException e) {
            refuseQuietly(connection, desk, e);
        } catch (IOException | RejectedExecutionException e) {
            LOG.debug("a sender of commands was disconnected", e);
        } finally {
            limit.cancel(false);
        }
    }

    private String answer(String line, ControlDesk desk, String peer) throws IOException {
        if (line.equals(ControlWire.QUERY)) {
            return ControlWire.runs(runs.get());
        }
        ControlCommand command;
        try {
            command = ControlWire.command(line, "user " + peer + " at the socket of the host");
        } catch (IllegalArgumentException e) {
            return refuse(desk, peer, ReasonCode.CONTROL_INVALID, String.valueOf(e.getMessage()));
        }
        CompletableFuture<ControlAnswer> answer = new CompletableFuture<>();
        desk.submit(command, answer::complete);
        try {
            return ControlWire.answer(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return ControlWire.answer(new ControlAnswer.Refused(
                    ReasonCode.CONTROL_REFUSED,
                    "the host has not answered yet, and may still act; send it again with the key "
                            + LogText.quote(command.key()) + " to learn the answer"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private static void refuseQuietly(SocketChannel connection, ControlDesk desk, IOException fault) {
        String why = fault instanceof CharacterCodingException ? "a command is UTF-8" : fault.getMessage();
        String refusal = refuse(desk, "a sender", ReasonCode.CONTROL_INVALID, String.valueOf(why));
        try {
            new SocketLine(connection, 0).write(refusal);
        } catch (IOException e) {
            LOG.debug("a sender of commands was disconnected", e);
        }
    }

    private static String refuse(ControlDesk desk, String actor, ReasonCode code, String why) {
        ControlAnswer.Refused refusal = new ControlAnswer.Refused(code, why);
        desk.refused(actor, refusal);
        return ControlWire.answer(refusal);
    }

    private Future<?> limit(SocketChannel connection) {
        return watch.schedule(() -> closeQuietly(connection), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void end(SocketChannel connection) {
        connections.remove(connection);
        closeQuietly(connection);
    }

    private static void closeQuietly(@Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            LOG.debug("a part of the control socket could not be closed", e);
        }
    }

    /** Tells who owns a socket. */
    interface OwnerOf {
        String of(Path socket) throws IOException;
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "wsp-control-" + name);
        thread.setDaemon(true);
        return thread;
    }
}
