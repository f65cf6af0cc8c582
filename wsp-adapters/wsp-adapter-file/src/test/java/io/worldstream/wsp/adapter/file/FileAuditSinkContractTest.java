package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.testkit.contract.AuditSinkContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** With files of a few records, so that each test crosses from one file to the next. */
class FileAuditSinkContractTest extends AuditSinkContract {
    private static final long A_FEW_RECORDS = 1_000;

    @TempDir
    Path dir;

    private @Nullable FileAuditSink sink;

    @Override
    protected AuditSink sink() throws IOException {
        end();
        sink = open();
        return sink;
    }

    @Override
    protected AuditSink rival() {
        return open();
    }

    private FileAuditSink open() {
        return new FileAuditSink(root(), "host", A_FEW_RECORDS);
    }

    @AfterEach
    void end() throws IOException {
        if (sink != null) {
            sink.close();
        }
    }

    @Override
    protected List<byte[]> stored() throws IOException {
        List<byte[]> stored = new ArrayList<>();
        for (Path file : folder().files()) {
            AuditLines lines = new AuditLines(new ByteArrayInputStream(Files.readAllBytes(file)));
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                stored.add(line);
            }
        }
        return stored;
    }

    @Override
    protected void edit() throws IOException {
        List<Path> files = folder().files();
        Path last = files.get(files.size() - 1);
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length - 10] ^= 1;
        Files.write(last, bytes);
    }

    /** A file is no folder, whoever runs the test. */
    @Override
    protected void cutOff() throws IOException {
        Files.move(root(), dir.resolve("aside"));
        Files.createFile(root());
    }

    @Override
    protected void restore() throws IOException {
        Files.delete(root());
        Files.move(dir.resolve("aside"), root());
    }

    private AuditFolder folder() {
        return new AuditFolder(root().resolve("host"));
    }

    private Path root() {
        return dir.resolve("audit");
    }
}
