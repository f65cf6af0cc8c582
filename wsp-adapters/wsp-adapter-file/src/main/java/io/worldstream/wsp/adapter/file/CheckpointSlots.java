package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two files of a run that alternately hold its checkpoints. A save replaces the file that is not the newest intact
 * one, by renaming: so readers need no lock, and damage to one file leaves the other.
 */
final class CheckpointSlots {
    private static final List<String> NAMES = List.of("a.checkpoint", "b.checkpoint");

    private final Path folder;
    private final RunId run;

    CheckpointSlots(Path folder, RunId run) {
        this.folder = folder;
        this.run = run;
    }

    /** An intact slot. */
    private record Whole(Path file, Frame frame) {}

    /** Returns whether any slot exists, intact or damaged. */
    static boolean areIn(Path folder) {
        return NAMES.stream().anyMatch(name -> Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Returns the newest intact record.
     *
     * @return empty if no slot exists
     * @throws WspException {@code CHECKPOINT_CORRUPT} if slots exist but none is intact
     */
    Optional<byte[]> newest() throws IOException {
        List<String> damage = new ArrayList<>();
        Whole newest = newestWhole(damage);
        if (newest != null) {
            return Optional.of(newest.frame().payload());
        }
        if (damage.isEmpty()) {
            return Optional.empty();
        }
        throw new WspException(
                ReasonCode.CHECKPOINT_CORRUPT,
                "no checkpoint of run " + run + " is intact: " + String.join("; ", damage) + wayOut(run));
    }

    /** Returns the remedy for a lost record, as the end of a message. */
    static String wayOut(RunId run) {
        return "; restart it (wsp run --restart " + run + ", or RunLedger.restart) and publish its READY again";
    }

    /** Saves a record. Only for the owner of the run. */
    void save(long epoch, byte[] record) throws IOException {
        Whole newest = newestWhole(new ArrayList<>());
        long sequence = newest == null ? 1 : newest.frame().sequence() + 1;
        byte[] bytes = new Frame(epoch, sequence, record).encode(Frame.Kind.CHECKPOINT, run);
        WholeFile.write(folder.resolve("checkpoint.tmp"), other(newest), bytes);
        Folders.force(folder);
    }

    /** Deletes both slots. Only for the owner of the run. */
    void discard() throws IOException {
        // The older one first and durably, or a crash could leave it as the newest.
        Path older = other(newestWhole(new ArrayList<>()));
        Files.deleteIfExists(older);
        Folders.force(folder);
        for (String name : NAMES) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Folders.force(folder);
    }

    private Path other(@Nullable Whole newest) {
        Path first = folder.resolve(NAMES.get(0));
        return newest != null && newest.file().equals(first) ? folder.resolve(NAMES.get(1)) : first;
    }

    private @Nullable Whole newestWhole(List<String> damage) throws IOException {
        @Nullable Whole newest = null;
        for (String name : NAMES) {
            Whole slot = read(folder.resolve(name), damage);
            if (newest == null
                    || (slot != null && slot.frame().sequence() > newest.frame().sequence())) {
                newest = slot;
            }
        }
        return newest;
    }

    private @Nullable Whole read(Path file, List<String> damage) throws IOException {
        try {
            Optional<byte[]> bytes = WholeFile.read(file);
            return bytes.isEmpty() ? null : new Whole(file, Frame.decode(Frame.Kind.CHECKPOINT, run, bytes.get()));
        } catch (DamagedFileException e) {
            damage.add(file + ": " + e.getMessage());
            return null;
        } catch (IOException e) {
            throw new IOException(file + ": " + FileFailure.inWords(e), e);
        }
    }
}
