package io.worldstream.wsp.runner.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The place of the socket that belongs to a state root: {@code control.sock} in it or, if that path is too long for the
 * system, in an owner-only folder of the temporary directory, which {@code control.sock.path} then names.
 *
 * @param stateRoot the folder of {@code state.root}
 */
record SocketPlace(Path stateRoot) {
    /** The longest path that all systems take, in bytes: 103 on some, 107 on others. */
    private static final int MOST_PATH_BYTES = 100;

    private static final String NAME = "control.sock";
    private static final FileAttribute<?> OWNERS_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Opens the file whose lock says who takes commands here. */
    FileChannel openLock() throws IOException {
        return FileChannel.open(
                stateRoot.resolve(NAME + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                OWNERS_FILE);
    }

    /** Returns the path at which to bind; makes its folder if it is a temporary one. For the holder of the lock. */
    Path toBind() throws IOException {
        Path usual = usual();
        if (fits(usual)) {
            Files.deleteIfExists(pointer());
            return usual;
        }
        Path socket = Files.createTempDirectory("wsp-", OWNERS_FOLDER).resolve(NAME);
        if (!fits(socket)) {
            Files.delete(socket.getParent());
            throw new IOException("the paths " + usual + " and " + socket + " are both longer than the "
                    + MOST_PATH_BYTES + " bytes that a socket may have; use a shorter state.root or java.io.tmpdir");
        }
        Path draft = stateRoot.resolve(NAME + ".path.tmp");
        Files.deleteIfExists(draft);
        Files.writeString(Files.createFile(draft, OWNERS_FILE), socket.toString());
        Files.move(draft, pointer(), StandardCopyOption.ATOMIC_MOVE);
        return socket;
    }

    /** Removes what {@link #toBind} made. */
    void remove(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        if (!socket.equals(usual())) {
            Files.deleteIfExists(pointer());
            Files.deleteIfExists(socket.getParent());
        }
    }

    /** Returns the path at which to connect. */
    Path toConnect() throws IOException {
        try {
            return Path.of(Files.readString(pointer(), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return usual();
        }
    }

    private Path usual() {
        return stateRoot.toAbsolutePath().resolve(NAME);
    }

    private Path pointer() {
        return stateRoot.resolve(NAME + ".path");
    }

    private static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= MOST_PATH_BYTES;
    }
}
