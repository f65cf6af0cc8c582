package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files left in a spill space by a process that is killed in the middle of a spill. */
final class DeadArea {
    /** A process that is not this one. */
    static final String NAME = "0".repeat(32) + "-1-abc-0123456789abcdef";

    private DeadArea() {}

    static Path in(Path root) throws IOException {
        return named(root, NAME);
    }

    static Path named(Path root, String name) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name));
        Files.createFile(folder.resolve("lock"));
        Files.writeString(folder.resolve("0.spill"), "rows of a bank");
        Files.createFile(folder.resolve("1.spill"));
        return folder;
    }
}
