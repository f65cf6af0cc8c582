package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders and files that are the owner's alone, where the file system knows owners. Any thread may call it. */
final class Folders {
    private static final FileAttribute<?>[] INHERITED = {};
    private static final FileAttribute<?>[] OWNERS_FOLDER = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };
    private static final FileAttribute<?>[] OWNERS_FILE = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    private Folders() {}

    /** Makes a folder and those above it that are missing, for the owner alone; one that is there stays as it is. */
    static void create(Path folder) throws IOException {
        // Early releases of JDK 17 do not take a link to a folder for one.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownersFolder(folder));
        }
    }

    /** What makes a new folder the owner's alone. */
    static FileAttribute<?>[] ownersFolder(Path folder) {
        return isPosix(folder) ? OWNERS_FOLDER.clone() : INHERITED;
    }

    /** What makes a new file the owner's alone. */
    static FileAttribute<?>[] ownersFile(Path file) {
        return isPosix(file) ? OWNERS_FILE.clone() : INHERITED;
    }

    /** Makes the names in a folder durable. Windows has no such thing as opening a folder, nor the need. */
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
