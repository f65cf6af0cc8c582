package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The control bus as files: {@code <root>/<topic>/<message_id>.json}, one message each (contracts 1). The bus is never
 * altered; what is done with is a record in a folder of the host's, {@code <state>/acknowledged/<topic>/}.
 *
 * <p>Messages come in ascending order of their file names by code point. A message that was settled as {@code DONE} or
 * {@code IGNORED} never comes again; one that was {@code REFUSED} or {@code HALTED}, or that was not settled, comes again
 * to the next source object; one that was {@code UNREADABLE} comes again when its file changed. A {@code .json} that is no
 * message (a folder, a pipe, a link that leaves the bus, a file that may not be read or exceeds the limit) is not read, and
 * comes as a delivery that says why it is {@link ReadyDelivery#unreadable}. Files of other names are passed over; the first of
 * them are logged. A bus or topic that is not there is an empty one: it may come later.
 *
 * <p>Heap does not grow with the bus: at most 8,192 names are held, besides those that are delivered and not settled. A poll
 * that finds the folder unchanged lists nothing. A file that was unreadable may be rewritten in place: the last 64 such files
 * are looked at with each poll, earlier ones whenever the folder is listed, which happens about every two minutes even if it
 * did not change.
 *
 * <p>One thread at a time polls; settlements may come from any thread, and block on the file system.
 */
public final class FileReadySource implements ReadySource {
    /** The largest message unless the host says otherwise: 1 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 1 << 20;

    /** A message is one array. */
    private static final int MOST_MESSAGE_BYTES = 1 << 30;

    private static final int MOST_WATCHED = 64;

    /** Values in the table of names; any other is the form of a file that was unreadable. */
    private static final long DONE = 1;

    private static final long NOT_AGAIN = 2;
    private static final long OUT_OF_REACH = 3;
    private static final long NOT_LOOKED_AT = 4;

    /** Stands in a name for what the locale has no character for. */
    private static final char UNSPELLABLE = '\ufffd';

    private final Path root;
    private final String topic;
    private final Path folder;
    private final int maxMessageBytes;
    private final NameTable names;
    private final Acknowledgements acknowledgements;
    private final BusFolder listing;

    /** Names listed and not yet looked at. */
    private final Deque<String> listed = new ArrayDeque<>();
    /** Delivered and not settled. */
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    /** The last that were unreadable, oldest first; guarded by itself. */
    private final Set<String> watched = new LinkedHashSet<>();

    /**
     * A source whose messages may have {@link #DEFAULT_MAX_MESSAGE_BYTES}.
     *
     * @param root the bus
     * @param topic the topic, a folder of the bus
     * @param state where the host keeps its state; created when needed
     */
    public FileReadySource(Path root, String topic, Path state) {
        this(root, topic, state, DEFAULT_MAX_MESSAGE_BYTES);
    }

    /**
     * A source.
     *
     * @param root the bus
     * @param topic the topic, a folder of the bus
     * @param state where the host keeps its state; created when needed
     * @param maxMessageBytes the largest message, in bytes; no more of a file is ever read
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the topic is no name of a folder, or the limit is not from
     *     1 byte to 1 GiB
     */
    public FileReadySource(Path root, String topic, Path state, int maxMessageBytes) {
        this(root, topic, state, maxMessageBytes, BusFolder.BATCH, new NameTable());
    }

    FileReadySource(Path root, String topic, Path state, int maxMessageBytes, int batch, NameTable names) {
        if (!topic.matches("[A-Za-z0-9_.-]{1,200}") || topic.matches("\\.{1,2}")) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID, "control_bus.topic is no name of a folder: " + LogText.quote(topic));
        }
        if (maxMessageBytes < 1 || maxMessageBytes > MOST_MESSAGE_BYTES) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID, "the largest message must have 1 byte to 1 GiB: " + maxMessageBytes);
        }
        this.root = root.toAbsolutePath();
        this.topic = topic;
        this.maxMessageBytes = maxMessageBytes;
        this.names = names;
        folder = this.root.resolve(topic);
        listing = new BusFolder(folder, batch);
        acknowledgements = new Acknowledgements(
                state.toAbsolutePath().resolve("acknowledged").resolve(topic), names, DONE);
    }

    @Override
    public Optional<ReadyDelivery> poll() {
        acknowledgements.refresh();
        try {
            if (listed.isEmpty()) {
                listed.addAll(unreadableBefore());
            }
            do {
                for (String name = listed.poll(); name != null; name = listed.poll()) {
                    Optional<ReadyDelivery> delivery = take(name);
                    if (delivery.isPresent()) {
                        return delivery;
                    }
                }
                listed.addAll(listing.next(this::isNew));
            } while (!listed.isEmpty());
            return Optional.empty();
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.OBJECT_UNREADABLE,
                    "the control bus " + folder + " cannot be listed: " + WholeFile.reason(e),
                    e);
        }
    }

    /** How often the folder has been listed. */
    long listings() {
        return listing.listings();
    }

    private boolean isNew(String name) {
        // In this order: what is settled is put into the table before it is no longer among the delivered.
        if (delivered.contains(name)) {
            return false;
        }
        long known = names.get(name);
        if (known == NameTable.ABSENT || known == DONE || known == NOT_AGAIN) {
            return known == NameTable.ABSENT;
        }
        Look look = look(name);
        return look != null && look.form != known;
    }

    private List<String> unreadableBefore() {
        synchronized (watched) {
            return List.copyOf(watched);
        }
    }

    private Optional<ReadyDelivery> take(String name) {
        Look look = isNew(name) ? look(name) : null;
        if (look == null) {
            return Optional.empty();
        }
        byte[] message = new byte[0];
        String unreadable = look.unreadable;
        if (unreadable == null) {
            try {
                message = BoundedFile.read(folder.resolve(name), maxMessageBytes);
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                unreadable = WholeFile.reason(e);
            }
        }
        delivered.add(name);
        forget(name);
        listing.foundSome();
        return Optional.of(new FileDelivery(name, message, unreadable, look.form));
    }

    /**
     * What a file looks like before it is read: what is written after that makes another form.
     *
     * @param form tells whether it changed since
     * @param unreadable why it is not to be read, or null
     */
    private record Look(long form, @Nullable String unreadable) {}

    /** Null for what is not there: it is gone since it was listed, or a link into the void. */
    private @Nullable Look look(String name) {
        try {
            Path path = folder.resolve(name);
            return RealPaths.of(path).startsWith(RealPaths.of(root))
                    ? new Look(form(path), null)
                    : new Look(OUT_OF_REACH, "it is a link that leaves the bus");
        } catch (InvalidPathException e) {
            return unspellable();
        } catch (NoSuchFileException e) {
            return name.indexOf(UNSPELLABLE) >= 0 ? unspellable() : null;
        } catch (IOException e) {
            return new Look(NOT_LOOKED_AT, WholeFile.reason(e));
        }
    }

    private static Look unspellable() {
        return new Look(NOT_LOOKED_AT, "this locale cannot spell its name");
    }

    private static long form(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        long form = Objects.hash(
                attributes.size(),
                Files.isReadable(path),
                // Tells a file that was replaced by one of the same size within the clock's grain.
                attributes.fileKey());
        form = form * 0x9E3779B97F4A7C15L + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        return form >= 0 && form <= NOT_LOOKED_AT ? -1 : form;
    }

    private void watch(String name) {
        synchronized (watched) {
            watched.add(name);
            if (watched.size() > MOST_WATCHED) {
                watched.remove(watched.iterator().next());
            }
        }
    }

    private void forget(String name) {
        synchronized (watched) {
            watched.remove(name);
        }
    }

    private final class FileDelivery implements ReadyDelivery {
        private final String name;
        private final byte[] message;
        private final @Nullable String unreadable;
        private final long form;
        private final AtomicBoolean settled = new AtomicBoolean();

        FileDelivery(String name, byte[] message, @Nullable String unreadable, long form) {
            this.name = name;
            this.message = message;
            this.unreadable = unreadable;
            this.form = form;
        }

        @Override
        public String name() {
            return topic + "/" + name;
        }

        @Override
        public byte[] message() {
            return message.clone();
        }

        @Override
        public Optional<String> unreadable() {
            return Optional.ofNullable(unreadable);
        }

        @Override
        public void settle(Settlement settlement) {
            if (!settled.compareAndSet(false, true)) {
                throw new IllegalStateException("settled twice: " + name());
            }
            try {
                switch (settlement) {
                    case DONE, IGNORED -> acknowledge(settlement);
                    case REFUSED, HALTED -> names.put(name, NOT_AGAIN); // no record: offered to the next source object
                    case UNREADABLE -> {
                        names.put(name, form);
                        watch(name);
                    }
                }
                delivered.remove(name);
            } catch (IOException e) {
                // It stays among the delivered, and so does not come again either.
                throw new WspException(
                        ReasonCode.AUDIT_UNAVAILABLE, "the settlement of " + name() + " cannot be kept", e);
            }
        }

        private void acknowledge(Settlement settlement) throws IOException {
            try {
                acknowledgements.add(name, settlement);
            } catch (WspException e) {
                names.put(name, NOT_AGAIN);
                delivered.remove(name);
                throw e;
            }
        }
    }
}
