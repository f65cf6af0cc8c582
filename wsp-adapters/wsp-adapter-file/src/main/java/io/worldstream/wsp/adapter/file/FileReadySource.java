package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Control bus in a folder: {@code <root>/<topic>/<message_id>.json}, one message each (contracts 1). The bus is never
 * changed; settled messages are recorded in a folder of the host, {@code <state>/acknowledged/<topic>/}, or in a {@link
 * PositionStore} that hosts share.
 *
 * <p>Messages come in ascending order of their file names by code point. A message settled as {@code DONE} or {@code
 * IGNORED} never comes again. One that was {@code SKIPPED} does not come again to a source of the same scope, if the
 * source has one, and otherwise to the next source object. One that was {@code REFUSED} or {@code HALTED}, or not settled, comes again to the next
 * source object. One that was {@code UNREADABLE} comes again when its file changes. A {@code .json} entry that is not a
 * readable message file (a folder, a pipe, a link that leaves the bus, a file without read permission or above the
 * limit) is not read, and comes as an {@linkplain ReadyDelivery#unreadable unreadable} delivery with the reason. Files
 * with other names are ignored; the first of them are logged. A topic that does not exist is empty, since its first
 * message may create it; a bus that does not exist cannot be read.
 *
 * <p>Heap does not grow with the bus: at most 8,192 names are held, in addition to delivered messages that are not
 * settled. A poll that finds the folder unchanged lists nothing. An unreadable file may be rewritten in place: the last
 * 64 such files are checked with each poll, earlier ones whenever the folder is listed, which happens about every two
 * minutes even without a change.
 *
 * <p>One thread at a time polls; settlements may come from any thread, and block on the file system or the store.
 */
public final class FileReadySource implements ReadySource {
    /** Default maximum size of a message: 1 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 1 << 20;

    /** A message is read into one array. */
    private static final int MOST_MESSAGE_BYTES = 1 << 30;

    private static final int MOST_WATCHED = 64;

    /**
     * Value in the table of names of a message that does not come again to this source, although it is not on record.
     * Any value but this and {@link Acknowledgements#DONE} is the form of an unreadable file.
     */
    private static final long NOT_AGAIN = 2;

    private final Path root;
    private final String topic;
    private final Path folder;
    private final int maxMessageBytes;
    private final NameTable names;
    private final Acknowledgements acknowledgements;
    /** Acknowledgements that hold for one scope; null if this source has none. */
    private final @Nullable Acknowledgements skipped;

    private final BusFolder listing;

    /** Names that are listed but not yet processed. */
    private final Deque<String> listed = new ArrayDeque<>();
    /** Names that are delivered but not settled. */
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    /** The last unreadable files, oldest first. Guarded by itself. */
    private final Set<String> watched = new LinkedHashSet<>();

    /**
     * Creates a source of the topic {@value ReadySource#DEFAULT_TOPIC}, for messages of up to {@link
     * #DEFAULT_MAX_MESSAGE_BYTES}.
     *
     * @param root the bus
     * @param state folder of the host's state; created when needed
     */
    public FileReadySource(Path root, Path state) {
        this(root, DEFAULT_TOPIC, state);
    }

    /**
     * Creates a source for messages of up to {@link #DEFAULT_MAX_MESSAGE_BYTES}.
     *
     * @param root the bus
     * @param topic the topic, a folder of the bus
     * @param state folder of the host's state; created when needed
     */
    public FileReadySource(Path root, String topic, Path state) {
        this(root, topic, state, DEFAULT_MAX_MESSAGE_BYTES);
    }

    /**
     * Creates a source.
     *
     * @param root the bus
     * @param topic the topic, a folder of the bus
     * @param state folder of the host's state; created when needed
     * @param maxMessageBytes maximum size of a message, in bytes; no more of a file is ever read
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the topic is not a valid folder name, or the limit is
     *     not from 1 byte to 1 GiB
     */
    public FileReadySource(Path root, String topic, Path state, int maxMessageBytes) {
        this(root, topic, state, maxMessageBytes, null);
    }

    /**
     * Creates a source of a host that is bound to one platform run. Messages that the host skips are recorded for that
     * scope only: a source of another scope, or of none, delivers them again.
     *
     * @param root the bus
     * @param topic the topic, a folder of the bus
     * @param state folder of the host's state; created when needed
     * @param maxMessageBytes maximum size of a message, in bytes; no more of a file is ever read
     * @param scope the platform run to which the host's policy is bound, or null if it is not
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the topic or the scope is not a valid folder name, or
     *     the limit is not from 1 byte to 1 GiB
     */
    public FileReadySource(Path root, String topic, Path state, int maxMessageBytes, @Nullable String scope) {
        this(root, topic, AcknowledgementLog.under(state), maxMessageBytes, scope, BusFolder.BATCH, new NameTable());
    }

    /**
     * Creates a source whose acknowledgements are in a position store, so that hosts that share no disk share them: a
     * message that one host has acknowledged does not come to the others any more. Each acknowledgement is one save, and
     * each message that comes, one load. All hosts must give the topic the same name; the bus may have another path on
     * each.
     *
     * @param root the bus
     * @param topic the topic, a folder of the bus
     * @param acknowledgements holds records under {@code file/<topic>/}
     * @param maxMessageBytes maximum size of a message, in bytes; no more of a file is ever read
     * @param scope the platform run to which the host's policy is bound, or null if it is not
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the topic or the scope is not a valid folder name, or
     *     the limit is not from 1 byte to 1 GiB
     */
    public FileReadySource(
            Path root, String topic, PositionStore acknowledgements, int maxMessageBytes, @Nullable String scope) {
        this(
                root,
                topic,
                AcknowledgementRecords.in(acknowledgements),
                maxMessageBytes,
                scope,
                BusFolder.BATCH,
                new NameTable());
    }

    FileReadySource(Path root, String topic, Path state, int maxMessageBytes, int batch, NameTable names) {
        this(root, topic, AcknowledgementLog.under(state), maxMessageBytes, null, batch, names);
    }

    private FileReadySource(
            Path root,
            String topic,
            Acknowledgements.Place records,
            int maxMessageBytes,
            @Nullable String scope,
            int batch,
            NameTable names) {
        requireFolderName("control_bus.topic", topic);
        if (maxMessageBytes < 1 || maxMessageBytes > MOST_MESSAGE_BYTES) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    "limits.max_message_bytes: expected 1 to " + MOST_MESSAGE_BYTES + ", found " + maxMessageBytes);
        }
        this.root = root.toAbsolutePath();
        this.topic = topic;
        this.maxMessageBytes = maxMessageBytes;
        this.names = names;
        folder = this.root.resolve(topic);
        listing = new BusFolder(folder, batch);
        if (scope != null) {
            requireFolderName("security.platform_run_id", scope);
        }
        acknowledgements = records.open(topic, null, names);
        skipped = scope == null ? null : records.open(topic, scope, names);
    }

    private static void requireFolderName(String key, String name) {
        if (!name.matches("[A-Za-z0-9_.-]{1,200}") || name.matches("\\.{1,2}")) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    key + ": expected a folder name of letters, digits, _, . and -, found " + LogText.quote(name));
        }
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public Optional<ReadyDelivery> poll() {
        boolean refreshed = false;
        try {
            if (listed.isEmpty()) {
                listed.addAll(unreadableBefore());
            }
            do {
                for (String name = listed.peek(); name != null; name = listed.peek()) {
                    if (!refreshed && isNew(name)) {
                        refresh(); // if this fails, the name stays listed
                        refreshed = true;
                    }
                    listed.remove();
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
                    "the control bus " + LogText.path(folder.toString()) + " cannot be listed: "
                            + FileFailure.inWords(e),
                    e);
        }
    }

    /** Learns what was acknowledged since the last message that came, by any host. */
    private void refresh() {
        acknowledgements.refresh();
        if (skipped != null) {
            skipped.refresh();
        }
    }

    /** Returns the number of listings so far. */
    long listings() {
        return listing.listings();
    }

    private boolean isNew(String name) {
        // In this order, since settling adds a name to the table before it removes it from the delivered ones.
        if (delivered.contains(name)) {
            return false;
        }
        long known = names.get(name);
        if (known == NameTable.ABSENT || known == Acknowledgements.DONE || known == NOT_AGAIN) {
            return known == NameTable.ABSENT;
        }
        BusFile file = BusFile.look(root, folder, name);
        return file != null && file.form() != known;
    }

    private List<String> unreadableBefore() {
        synchronized (watched) {
            return List.copyOf(watched);
        }
    }

    private Optional<ReadyDelivery> take(String name) {
        BusFile file = isNew(name) ? BusFile.look(root, folder, name) : null;
        if (file == null) {
            return Optional.empty();
        }
        byte[] message = new byte[0];
        String unreadable = file.unreadable();
        if (unreadable == null) {
            try {
                message = BoundedFile.read(folder.resolve(name), maxMessageBytes);
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                unreadable = FileFailure.inWords(e);
            }
        }
        delivered.add(name);
        forget(name);
        listing.foundSome();
        return Optional.of(new FileDelivery(name, message, unreadable, file.form()));
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
                    case DONE, IGNORED -> acknowledge(acknowledgements, settlement);
                    case SKIPPED -> {
                        if (skipped == null) {
                            names.put(name, NOT_AGAIN);
                        } else {
                            acknowledge(skipped, settlement);
                        }
                    }
                    case REFUSED, HALTED -> names.put(name, NOT_AGAIN); // no record: offered to the next source object
                    case UNREADABLE -> {
                        names.put(name, form);
                        watch(name);
                    }
                }
                delivered.remove(name);
            } catch (IOException e) {
                // It stays among the delivered messages, so it does not come again.
                throw new WspException(
                        ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE,
                        "cannot record the settlement of " + LogText.quotePath(name()) + ": " + FileFailure.inWords(e),
                        e);
            }
        }

        private void acknowledge(Acknowledgements records, Settlement settlement) throws IOException {
            try {
                records.add(name, settlement);
            } catch (WspException e) {
                names.put(name, NOT_AGAIN);
                delivered.remove(name);
                throw e;
            }
        }
    }
}
