package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.adapter.file.FileAuditTrail.Fault;
import io.worldstream.wsp.adapter.file.FileAuditTrail.Result;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One pass over a chain, from a start to its head and beyond. For one thread. */
final class AuditVerification {
    private final AuditFolder folder;
    private final AuditChain head;
    private final Consumer<AuditRecord> each;
    private AuditChain chain;
    private boolean headSeen;
    private long torn;

    /**
     * @param start the chain before the first record that is read
     * @param head the head of the whole chain
     * @param each receives each intact record
     */
    AuditVerification(AuditFolder folder, AuditChain start, AuditChain head, Consumer<AuditRecord> each) {
        this.folder = folder;
        this.head = head;
        this.each = each;
        chain = start;
        headSeen = head.equals(start);
    }

    Result verify(List<Path> files) throws IOException {
        Path file = folder.file(1);
        long line = 0;
        for (int i = 0; i < files.size(); i++) {
            file = files.get(i);
            if (!file.equals(folder.file(i + 1))) {
                return Result.bad(chain.seq(), fault(folder.file(i + 1), 1, "the file is missing"));
            }
            try (AuditLines lines = AuditLines.open(file)) {
                Fault fault = verify(file, lines, i == files.size() - 1);
                line = lines.number();
                if (fault != null) {
                    return Result.bad(chain.seq(), fault);
                }
            } catch (NoSuchFileException e) {
                return Result.bad(chain.seq(), fault(file, 1, "the file is missing"));
            }
        }
        Fault cut = cutShort(file, line);
        return cut != null
                ? Result.bad(chain.seq(), cut)
                : new Result(chain.seq(), chain.seq() - head.seq(), torn, null);
    }

    /**
     * Verifies the lines of one file; returns the first that is wrong, or null.
     *
     * @param last whether the file is the last one, whose end may be an unfinished record
     */
    @Nullable Fault verify(Path file, AuditLines lines, boolean last) throws IOException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            if (!lines.whole()) {
                if (!last || !headSeen) {
                    return fault(file, lines.number(), "it does not end with a line break");
                }
                torn = line.length;
                return null;
            }
            try {
                AuditRecord record = chain.verify(line);
                chain = AuditChain.endingWith(record);
                if (chain.seq() == head.seq() && !head.equals(chain)) {
                    return new Fault(file, lines.number(), chain.seq(), "the head has another hash for it");
                }
                headSeen |= head.equals(chain);
                each.accept(record);
            } catch (BrokenException e) {
                return fault(file, lines.number(), String.valueOf(e.getMessage()));
            }
        }
        return null;
    }

    /** Returns the bytes of an unfinished record behind the head, which its host is writing, or which a crash left. */
    long torn() {
        return torn;
    }

    /** Returns a fault behind the last line if the chain did not reach its head, or null. */
    @Nullable Fault cutShort(Path file, long line) {
        return headSeen
                ? null
                : fault(
                        file,
                        line + 1,
                        "the chain ends with record " + chain.seq() + ", but its head is record " + head.seq());
    }

    private Fault fault(Path file, long line, String why) {
        return new Fault(file, line, chain.seq() + 1, why);
    }
}
