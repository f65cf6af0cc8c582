package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReadyVerifier;
import io.worldstream.wsp.testkit.contract.ReadyVerifierContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The verifier with the keys of one algorithm. */
abstract class FileReadyVerifierContract extends ReadyVerifierContract {
    private final ReadyAlgorithm algorithm;
    private final List<ReadyKey> keys = new ArrayList<>();

    @TempDir
    Path folder;

    FileReadyVerifierContract(ReadyAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    private KeyFolder files() {
        return new KeyFolder(folder, algorithm);
    }

    @Override
    protected void addKey(String keyId, @Nullable Instant notBefore, @Nullable Instant notAfter) throws IOException {
        files().make(keyId);
        keys.add(new ReadyKey(keyId, algorithm, files().verifying(keyId), notBefore, notAfter));
    }

    @Override
    protected void replaceKey(String keyId) throws IOException {
        files().make(keyId);
    }

    @Override
    protected void removeKey(String keyId) throws IOException {
        Files.delete(files().verifying(keyId));
    }

    /** Permissions do not bind every user, but nobody reads a folder as a file. */
    @Override
    protected void cutOff() throws IOException {
        for (ReadyKey key : keys) {
            Files.move(key.file(), aside(key));
            Files.createDirectory(key.file());
        }
    }

    @Override
    protected void restore() throws IOException {
        for (ReadyKey key : keys) {
            Files.delete(key.file());
            Files.move(aside(key), key.file());
        }
    }

    private static Path aside(ReadyKey key) {
        return key.file().resolveSibling(key.id() + ".aside");
    }

    @Override
    protected ReadySignature sign(String keyId, byte[] payload) {
        return new FileReadySigner(files().signing(keyId), keyId, algorithm).sign(payload);
    }

    @Override
    protected ReadyVerifier verifier() {
        return FileReadyVerifier.of(keys);
    }
}
