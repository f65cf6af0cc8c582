package io.worldstream.wsp.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Checks the folders that options and keys name, before a command relies on them. Stateless. */
final class FolderCheck {
    private FolderCheck() {}

    /** Returns what keeps a folder from being written to or, if it is missing, from being created; empty if nothing. */
    static Optional<String> writable(Path folder) {
        Path existing = nearestExisting(folder);
        boolean writable = Files.isDirectory(existing)
                && Files.isWritable(existing)
                && (existing.equals(folder) || takesFolder(existing));
        return writable ? Optional.empty() : Optional.of(existing + " is not a folder that can be written to");
    }

    /** Tries: a folder of the kernel, such as /proc, has the permissions and takes none. */
    private static boolean takesFolder(Path parent) {
        try {
            Files.delete(Files.createTempDirectory(parent, ".wsp"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns what keeps a path from being a folder, now or later: it, or a parent, is something else. */
    static Optional<String> possible(Path folder) {
        Path existing = nearestExisting(folder);
        return Files.isDirectory(existing) ? Optional.empty() : Optional.of(existing + " is not a folder");
    }

    /** Returns the folder, or the nearest parent that exists, if only as a broken link. */
    private static Path nearestExisting(Path folder) {
        Path existing = folder;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }
}
