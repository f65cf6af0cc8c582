package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The verified end of a chain on the disk. Immutable, except that its last line is not copied. */
final class AuditTail {
    private final AuditChain end;
    private final int file;
    private final long size;
    private final byte[] lastLine;
    private final long torn;

    /**
     * @param end the last whole record
     * @param file the number of the last file
     * @param size the bytes of its whole records
     * @param lastLine its last record with its line break; empty if it has none
     * @param torn the bytes behind its whole records
     */
    AuditTail(AuditChain end, int file, long size, byte[] lastLine, long torn) {
        this.end = end;
        this.file = file;
        this.size = size;
        this.lastLine = lastLine;
        this.torn = torn;
    }

    AuditChain end() {
        return end;
    }

    int file() {
        return file;
    }

    long size() {
        return size;
    }

    byte[] lastLine() {
        return lastLine;
    }

    long torn() {
        return torn;
    }

    /**
     * Verifies the records of the last two files, and that the chain reaches its head there. Two, because a crash may leave
     * the last one without a whole record.
     *
     * @throws DamagedFileException if a record is broken or missing
     */
    static AuditTail read(AuditFolder folder, List<Path> files, AuditChain head) throws IOException {
        int from = Math.max(files.size() - 2, 0);
        Reading reading = new Reading(head, from == 0 ? AuditChain.EMPTY : startOf(files.get(from)));
        for (int i = 0; i < files.size(); i++) {
            if (!files.get(i).equals(folder.file(i + 1))) {
                throw new DamagedFileException(folder.file(i + 1).getFileName() + " is missing");
            }
            if (i >= from) {
                reading.read(files.get(i), i == files.size() - 1);
            }
        }
        if (!reading.headReached) {
            throw new DamagedFileException("its head is record " + head.seq() + ", and the chain "
                    + (reading.end.seq() < head.seq()
                            ? "ends with record " + reading.end.seq()
                            : "has another record of this number"));
        }
        return new AuditTail(reading.end, Math.max(files.size(), 1), reading.size, reading.lastLine, reading.torn);
    }

    /** Returns the chain before a file, as the file's first record has it: the files before are not read. */
    private static AuditChain startOf(Path file) throws IOException {
        try (AuditLines lines = AuditLines.open(file)) {
            byte[] first = lines.next();
            if (first == null) {
                throw new DamagedFileException(file.getFileName() + " is empty");
            }
            AuditRecord record = AuditLine.read(first);
            return new AuditChain(record.seq() - 1, record.prev());
        } catch (BrokenException e) {
            throw new DamagedFileException(file.getFileName() + ", line 1: " + e.getMessage());
        }
    }

    private static final class Reading {
        private final AuditChain head;
        private AuditChain end;
        private boolean headReached;
        private long size;
        private byte[] lastLine = {};
        private long torn;

        Reading(AuditChain head, AuditChain start) {
            this.head = head;
            end = start;
            headReached = head.equals(start);
        }

        void read(Path file, boolean last) throws IOException {
            lastLine = new byte[0];
            try (AuditLines lines = AuditLines.open(file)) {
                for (byte[] line = lines.next(); line != null; line = lines.next()) {
                    if (!lines.whole()) {
                        requireBehindHead(last, file, lines.number());
                        torn = line.length;
                        break;
                    }
                    end = AuditChain.endingWith(end.verify(line));
                    headReached |= head.equals(end);
                    lastLine = Arrays.copyOf(line, line.length + 1);
                    lastLine[line.length] = '\n';
                }
                size = lines.end();
            } catch (BrokenException e) {
                throw new DamagedFileException(
                        file.getFileName() + ", record " + (end.seq() + 1) + ": " + e.getMessage());
            }
        }

        private void requireBehindHead(boolean last, Path file, long line) throws DamagedFileException {
            if (!last || !headReached) {
                throw new DamagedFileException(file.getFileName() + ", line " + line + ": the record has no end");
            }
        }
    }
}
