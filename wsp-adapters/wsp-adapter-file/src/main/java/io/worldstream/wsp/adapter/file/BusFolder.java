package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the names in a topic's folder in order, in batches of bounded size. A pass over the folder takes one listing
 * per batch; a new pass begins only if the folder may have changed. Not thread-safe.
 *
 * <p>A folder shows a change in its modification time, whose granularity may be as coarse as 2 s. Each change is
 * therefore followed by further listings at growing intervals, and one call in a thousand lists in any case, since some
 * network file systems report stale times. Intervals are counted in calls, since the clocks of host and file system may
 * differ; the engine calls ten times per second. After a pass over many names, one call is skipped for each 16,384
 * names even if the folder changed, so that a busy bus takes a small part of a core however large it is.
 */
final class BusFolder {
    /** Maximum number of names in memory. */
    static final int BATCH = 8192;

    static final String SUFFIX = ".json";

    private static final Logger LOG = LoggerFactory.getLogger(BusFolder.class);
    private static final int MOST_NAMED = 100;
    private static final int LONGEST_WAIT = 1024;
    private static final int NAMES_PER_CALL_LOG2 = 14;
    private static final int LONGEST_WAIT_PER_SKIPPED_LOG2 = 7;

    private final Path folder;
    private final int batch;
    private final Set<String> logged = new HashSet<>();

    /** State of the folder before the last pass. */
    private String seen = "";
    /** Last name of the last batch while the pass has more; otherwise null. */
    private @Nullable String after;

    private boolean more;
    private boolean foundSome;
    private boolean loggedMissing;
    private long names;
    private long calls;
    private long wait = 1;
    private long listings;

    BusFolder(Path folder, int batch) {
        this.folder = folder;
        this.batch = batch;
    }

    /** Returns the number of listings so far. */
    long listings() {
        return listings;
    }

    /**
     * Returns the next names in ascending order by code point, at most one batch; empty at the end of a pass, and if no
     * pass is needed.
     *
     * @param isNew selects the names to return
     * @throws IOException if the folder cannot be listed, or its parent, the bus, does not exist; a missing folder of
     *     an existing bus counts as empty, since the first message may create it
     */
    List<String> next(Predicate<String> isNew) throws IOException {
        if (!more && !begins()) {
            return List.of();
        }
        List<String> found = listOrForget(isNew);
        more = more && !found.isEmpty();
        after = more ? found.get(found.size() - 1) : null;
        return found;
    }

    /** Notes that a listing found something new: the folder changes, whatever its modification time says. */
    void foundSome() {
        foundSome = true;
    }

    private List<String> listOrForget(Predicate<String> isNew) throws IOException {
        try {
            return list(isNew);
        } catch (IOException e) {
            seen = ""; // the next call lists it again
            throw e;
        }
    }

    /** Returns whether a pass begins with this call. */
    private boolean begins() throws IOException {
        calls++;
        String now = look();
        boolean changed = !now.equals(seen) || foundSome;
        long skipped = names >> NAMES_PER_CALL_LOG2;
        if (calls < (changed ? skipped : wait)) {
            return false;
        }
        long longest = Math.max(LONGEST_WAIT, skipped << LONGEST_WAIT_PER_SKIPPED_LOG2);
        wait = changed ? Math.max(1, skipped) : Math.min(longest, wait * 2);
        seen = now; // read before the listing, so that a concurrent change causes another pass
        foundSome = false;
        calls = 0;
        return true;
    }

    private String look() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.fileKey();
        } catch (NoSuchFileException e) {
            Path bus = folder.getParent();
            if (bus != null && !Files.isDirectory(bus)) {
                throw new IOException("the folder " + LogText.path(bus.toString()) + " does not exist", e);
            }
            logMissing();
            return "not there";
        }
    }

    private void logMissing() {
        if (!loggedMissing) {
            loggedMissing = true;
            LOG.warn(
                    "control bus: the topic {} does not exist yet; waiting for its first message",
                    LogText.path(folder.toString()));
        }
    }

    private List<String> list(Predicate<String> isNew) throws IOException {
        PriorityQueue<String> smallest = new PriorityQueue<>(Collections.reverseOrder(CodePointOrder.INSTANCE));
        names = 0;
        more = false;
        listings++;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                names++;
                take(entry.getFileName().toString(), smallest, isNew);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        List<String> found = new ArrayList<>(smallest);
        found.sort(CodePointOrder.INSTANCE);
        return found;
    }

    private void take(String name, PriorityQueue<String> smallest, Predicate<String> isNew) {
        if (!name.endsWith(SUFFIX)) {
            passOver(name);
            return;
        }
        if (after != null && CodePointOrder.INSTANCE.compare(name, after) <= 0) {
            return;
        }
        String largest = smallest.size() < batch ? null : smallest.peek();
        if (largest != null && CodePointOrder.INSTANCE.compare(name, largest) >= 0) {
            more = true;
        } else if (isNew.test(name)) {
            smallest.add(name);
            if (largest != null) {
                smallest.remove();
                more = true;
            }
        }
    }

    /** Logs a file once, and only the first files: there may be as many as messages. */
    private void passOver(String name) {
        if (logged.size() < MOST_NAMED && logged.add(name)) {
            LOG.warn(
                    "control bus {}: ignoring {}: its name does not end in {}{}",
                    folder,
                    LogText.quote(name),
                    SUFFIX,
                    logged.size() == MOST_NAMED ? "; further ones are not logged" : "");
        }
    }
}
