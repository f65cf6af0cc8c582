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
 * The names in a topic's folder, in order, in batches of bounded size. A pass over the folder takes as many listings as it has
 * batches; a new pass begins only when the folder may have changed. For one thread.
 *
 * <p>A folder shows a change in its time of modification, whose grain may be as coarse as 2 s. So after each change some further
 * calls list it too, at growing distances, and one in a thousand lists it in any case: some network file systems show an old
 * time. All is counted in calls, since the clocks of host and file system may differ; the engine calls ten times a second.
 * After a pass over many names some calls are skipped even if the folder changed, so that a busy bus takes a small part of a
 * core however large it is: one for each 16,384 names.
 */
final class BusFolder {
    /** How many names are held at once. */
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

    /** What the folder looked like before the last pass. */
    private String seen = "";
    /** The last name of the last batch, while a pass has more; else null. */
    private @Nullable String after;

    private boolean more;
    private boolean foundSome;
    private long names;
    private long calls;
    private long wait = 1;
    private long listings;

    BusFolder(Path folder, int batch) {
        this.folder = folder;
        this.batch = batch;
    }

    /** How often the folder has been listed. */
    long listings() {
        return listings;
    }

    /**
     * The next names in ascending order by code point, at most a batch; empty at the end of a pass, and where there is no need
     * for one.
     *
     * @param isNew whether a name is still to be looked at
     * @throws IOException if the folder cannot be listed; one that is not there is empty
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

    /** Something of what was found was new: the folder changes, whatever its time says. */
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

    /** Whether a pass begins with this call. */
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
        seen = now; // from before the listing: what changes meanwhile is seen again
        foundSome = false;
        calls = 0;
        return true;
    }

    private String look() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.fileKey();
        } catch (NoSuchFileException e) {
            return "not there";
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

    /** Once for each name, and only for so many: such files may be as many as messages, and nobody removes them. */
    private void passOver(String name) {
        if (logged.size() < MOST_NAMED && logged.add(name)) {
            LOG.warn(
                    "control bus {}: {} is passed over: it is not named *{}{}",
                    folder,
                    LogText.quote(name),
                    SUFFIX,
                    logged.size() == MOST_NAMED ? "; further ones are not logged" : "");
        }
    }
}
