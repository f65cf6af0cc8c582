package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Path;

/** The child process of {@link AuditProcessTest}: appends until it is killed, and says what is stored. */
final class AuditProgram {
    private AuditProgram() {}

    public static void main(String[] args) throws IOException {
        try (FileAuditSink sink = new FileAuditSink(Path.of(args[0]), "host", 4_000)) {
            for (int i = 1; true; i++) {
                System.out.println(sink.append(FileAuditSinkTest.entry(i)).seq());
            }
        } catch (WspException e) {
            System.out.println(e.code());
        }
    }
}
