package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.testkit.InMemoryOracle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** A world in memory, until it is put into an {@link InMemoryOracle}. */
final class MemoryStore implements WorldStore {
    private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();

    @Override
    public OutputStream create(String path) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        if (files.putIfAbsent(path, file) != null) {
            throw new IOException("a sealed file is written only once: " + path);
        }
        return file;
    }

    @Override
    public InputStream open(String path) throws IOException {
        ByteArrayOutputStream file = files.get(path);
        if (file == null) {
            throw new IOException("there is no file " + path);
        }
        return new ByteArrayInputStream(file.toByteArray());
    }

    void copyTo(InMemoryOracle oracle) {
        files.forEach((path, file) -> {
            int slash = path.indexOf('/');
            String area = path.substring(0, Math.max(0, slash));
            String below = path.substring(slash + 1);
            if (area.equals(ORACLE)) {
                oracle.put(RootKind.ORACLE, below, file.toByteArray());
            } else if (area.equals(OBJECT_STORE)) {
                oracle.put(RootKind.OBJECT_STORE, below, file.toByteArray());
            }
        });
    }
}
