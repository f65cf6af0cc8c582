package io.worldstream.wsp.testkit.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The destination of a world: files by path below one location. */
interface WorldStore {
    String CONTROL_BUS = "control_bus";
    String OBJECT_STORE = "object_store";
    String ORACLE = "oracle";

    /** Starts a file that does not exist yet, since sealed files are written only once. */
    OutputStream create(String path) throws IOException;

    InputStream open(String path) throws IOException;

    default void write(String path, byte[] bytes) throws IOException {
        try (OutputStream out = create(path)) {
            out.write(bytes);
        }
    }
}
