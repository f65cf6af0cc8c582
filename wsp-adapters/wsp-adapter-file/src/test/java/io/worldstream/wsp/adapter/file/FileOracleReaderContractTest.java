package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.testkit.contract.OracleReaderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileOracleReaderContractTest extends OracleReaderContract {
    @TempDir
    Path dir;

    @Override
    protected void put(RootKind root, String path, byte[] bytes) throws IOException {
        Files.write(madeFor(at(root, path)), bytes);
    }

    @Override
    protected void remove(RootKind root, String path) throws IOException {
        Files.delete(at(root, path));
    }

    @Override
    protected OracleReader reader() {
        return FileOracleReader.builder()
                .objectStoreRoot(dir.resolve(RootKind.OBJECT_STORE.name()))
                .oracleRoot(dir.resolve(RootKind.ORACLE.name()))
                .build();
    }

    @Override
    protected boolean linkOutside(RootKind root, String path, boolean exists) throws IOException {
        Path outside = dir.resolve("outside").resolve(path);
        if (exists) {
            Files.writeString(madeFor(outside), "secret");
        }
        try {
            Files.createSymbolicLink(madeFor(at(root, path)), outside);
        } catch (UnsupportedOperationException e) {
            return false;
        }
        return true;
    }

    @Override
    protected boolean spellsAnyName() {
        return "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
    }

    private Path at(RootKind root, String path) {
        return dir.resolve(root.name()).resolve(path);
    }

    private static Path madeFor(Path file) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        return file;
    }
}
