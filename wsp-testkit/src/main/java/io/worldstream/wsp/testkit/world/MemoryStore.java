package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.SealedReference.RootKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** A world in memory, until it is put into a {@link SealedStore}. */
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

    void copyTo(SealedStore target) throws IOException {
        for (Map.Entry<String, ByteArrayOutputStream> file : files.entrySet()) {
            String path = file.getKey();
            int slash = path.indexOf('/');
            String area = path.substring(0, Math.max(0, slash));
            String below = path.substring(slash + 1);
            byte[] bytes = file.getValue().toByteArray();
            if (area.equals(ORACLE)) {
                target.put(RootKind.ORACLE, below, bytes);
            } else if (area.equals(OBJECT_STORE)) {
                target.put(RootKind.OBJECT_STORE, below, bytes);
            }
        }
    }
}
