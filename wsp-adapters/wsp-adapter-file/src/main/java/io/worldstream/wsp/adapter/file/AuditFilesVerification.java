package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.StoredAuditTrail.Fault;
import io.worldstream.wsp.api.StoredAuditTrail.Result;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditVerification;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One pass over the files of a chain, from a start to its head and beyond. For one thread. */
final class AuditFilesVerification {
    private final AuditFolder folder;
    private final AuditChain head;
    private final AuditVerification pass;
    private long torn;

    /**
     * @param start the chain before the first record that is read
     * @param head the head of the whole chain
     * @param each receives each intact record
     */
    AuditFilesVerification(AuditFolder folder, AuditChain start, AuditChain head, Consumer<AuditRecord> each) {
        this.folder = folder;
        this.head = head;
        pass = new AuditVerification(start, head, each);
    }

    Result verify(List<Path> files) throws IOException {
        Path file = folder.file(1);
        long line = 0;
        for (int i = 0; i < files.size(); i++) {
            file = files.get(i);
            if (!file.equals(folder.file(i + 1))) {
                return bad(missing(folder.file(i + 1)));
            }
            try (AuditLines lines = AuditLines.open(file)) {
                Fault fault = verify(file, lines, i == files.size() - 1);
                line = lines.number();
                if (fault != null) {
                    return bad(fault);
                }
            } catch (NoSuchFileException e) {
                return bad(missing(file));
            }
        }
        Fault cut = cutShort(file, line);
        long records = pass.end().seq();
        return cut != null ? bad(cut) : new Result(records, records - head.seq(), torn, null);
    }

    /**
     * Verifies the lines of one file; returns the first that is wrong, or null.
     *
     * @param last whether the file is the last one, whose end may be an unfinished record
     */
    @Nullable Fault verify(Path file, AuditLines lines, boolean last) throws IOException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            String place = place(file, lines.number());
            if (!lines.whole()) {
                if (!last || !pass.headReached()) {
                    return pass.fault(place, "it does not end with a line break");
                }
                torn = line.length;
                return null;
            }
            Fault fault = pass.next(place, line);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** Returns a fault behind the last line if the chain did not reach its head, or null. */
    @Nullable Fault cutShort(Path file, long line) {
        return pass.cutShort(place(file, line + 1));
    }

    private Fault missing(Path file) {
        return pass.fault(place(file, 1), "the file is missing");
    }

    private Result bad(Fault fault) {
        return Result.bad(pass.end().seq(), fault);
    }

    private static String place(Path file, long line) {
        return file + ", line " + line;
    }
}
