package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Creates folders and attributes of files that only their owner can access, on file systems with owners. Thread-safe.
 */
final class Folders {
    private static final FileAttribute<?>[] INHERITED = {};
    private static final FileAttribute<?>[] OWNERS_FOLDER = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };
    private static final FileAttribute<?>[] OWNERS_FILE = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    private Folders() {}

    /** Creates a folder and its missing parents for the owner alone; an existing folder is left unchanged. */
    static void create(Path folder) throws IOException {
        // Early releases of JDK 17 reject a link to a folder.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownersFolder(folder));
        }
    }

    /** Returns the attributes that restrict a new folder to its owner. */
    static FileAttribute<?>[] ownersFolder(Path folder) {
        return isPosix(folder) ? OWNERS_FOLDER.clone() : INHERITED;
    }

    /** Returns the attributes that restrict a new file to its owner. */
    static FileAttribute<?>[] ownersFile(Path file) {
        return isPosix(file) ? OWNERS_FILE.clone() : INHERITED;
    }

    /** Makes the names in a folder durable. Windows neither supports nor needs it. */
    static void force(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
