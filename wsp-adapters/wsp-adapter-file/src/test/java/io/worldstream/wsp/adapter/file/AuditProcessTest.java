package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.StoredAuditTrail.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed: its chain is intact, and has every record that an append returned. */
@Tag("process")
class AuditProcessTest {
    private static final int KILLS = 4;

    @TempDir
    Path dir;

    @Test
    void aKilledHostLeavesAnIntactChainWithEachRecordThatWasStored() throws Exception {
        long last = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            try (ChildJvm child = ChildJvm.start(AuditProgram.class, dir.toString())) {
                long seq = 0;
                for (int i = 0; i < 20 + 7 * kill; i++) {
                    seq = Long.parseLong(child.line());
                }
                assertThat(seq)
                        .as("the first records of start %d follow those before", kill)
                        .isGreaterThan(last);
                List<String> more = child.kill();
                last = more.isEmpty() ? seq : Long.parseLong(more.get(more.size() - 1));
            }
            Result result = verify();
            assertThat(result.fault() == null || result.records() >= last)
                    .as("%s after record %d", result, last)
                    .isTrue();
            assertThat(result.records()).isGreaterThanOrEqualTo(last);
        }
        try (FileAuditSink sink = new FileAuditSink(dir, "host", 4_000)) {
            assertThat(sink.append(FileAuditSinkTest.entry(0)).seq()).isGreaterThan(last);
        }
        assertThat(verify().fault()).as("after another start").isNull();
    }

    @Test
    void aSecondProcessIsRefusedWhileTheFirstOneLives() throws Exception {
        try (ChildJvm first = ChildJvm.start(AuditProgram.class, dir.toString())) {
            first.line();
            try (ChildJvm second = ChildJvm.start(AuditProgram.class, dir.toString())) {
                second.says("AUDIT_UNAVAILABLE").ends();
            }
            first.kill();
        }
        try (FileAuditSink sink = new FileAuditSink(dir, "host")) {
            assertThat(sink.append(FileAuditSinkTest.entry(0)).seq()).isGreaterThan(1);
        }
    }

    private Result verify() throws IOException {
        return FileAuditTrail.under(dir).get(0).verify(record -> {});
    }
}
