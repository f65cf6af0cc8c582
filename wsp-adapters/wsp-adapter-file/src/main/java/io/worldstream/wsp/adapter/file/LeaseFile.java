package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a run on disk: {@code <root>/<run_id>/lease}, a {@link Frame} with the highest epoch ever granted and
 * the number of writes since. Its payload is empty if the run has no holder.
 *
 * @param epoch the epoch of the last grant; 0 if there was none
 * @param writes distinguishes a renewal from the one before
 * @param holding the holder of the run, or null
 */
record LeaseFile(long epoch, long writes, @Nullable Holding holding) {
    private static final String NAME = "lease";
    private static final Pattern PAYLOAD = Pattern.compile(
            "([0-9]{1,18})\n((" + ProcessName.PATTERN + ")-[0-9a-f]{16}\\.holder)\n(.*)", Pattern.DOTALL);

    /**
     * The holder of a run.
     *
     * @param term the holder's term
     * @param file locked by the holder's process as long as it lives; its name contains the process's name
     * @param process the name of the holder's process
     * @param owner the holder, in words
     */
    record Holding(Duration term, String file, String process, String owner) {
        static Holding of(Duration term, String file, String owner) {
            return new Holding(term, file, ProcessName.THIS, owner);
        }

        boolean isOfThisProcess() {
            return process.equals(ProcessName.THIS);
        }
    }

    static LeaseFile read(Path folder, RunId run) throws IOException {
        Path file = folder.resolve(NAME);
        try {
            Optional<byte[]> bytes = WholeFile.read(file);
            if (bytes.isEmpty()) {
                return new LeaseFile(0, 0, null);
            }
            Frame frame = Frame.decode(Frame.Kind.LEASE, run, bytes.get());
            return new LeaseFile(frame.epoch(), frame.sequence(), holding(frame.payload()));
        } catch (DamagedFileException e) {
            throw new DamagedFileException(file + " is damaged: " + e.getMessage());
        }
    }

    /** Writes the lease. Only under its lock. Forces the bytes to the disk, but not the name. */
    void write(Path folder, RunId run) throws IOException {
        byte[] payload = holding == null
                ? new byte[0]
                : (holding.term().toNanos() + "\n" + holding.file() + "\n" + holding.owner())
                        .getBytes(StandardCharsets.UTF_8);
        WholeFile.write(
                folder.resolve(NAME + ".tmp"),
                folder.resolve(NAME),
                new Frame(epoch, writes, payload).encode(Frame.Kind.LEASE, run));
    }

    LeaseFile next(@Nullable Holding by) {
        return new LeaseFile(epoch, writes + 1, by);
    }

    private static @Nullable Holding holding(byte[] payload) throws DamagedFileException {
        if (payload.length == 0) {
            return null;
        }
        Matcher text = PAYLOAD.matcher(new String(payload, StandardCharsets.UTF_8));
        if (!text.matches()) {
            throw new DamagedFileException("its payload is not that of a lease");
        }
        return new Holding(
                Duration.ofNanos(Long.parseLong(text.group(1))), text.group(2), text.group(3), text.group(4));
    }
}
