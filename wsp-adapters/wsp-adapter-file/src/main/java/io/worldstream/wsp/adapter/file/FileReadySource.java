package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.CodePointOrder;
import io.worldstream.wsp.api.Printable;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control bus as files: {@code <root>/<topic>/<message_id>.json}, one message each (contracts 1). The bus is never
 * altered; what is done with is a record in a folder of the host's, {@code <state>/acknowledged/<topic>/}.
 *
 * <p>Messages come in ascending order of their file names by code point. A message that was settled as {@code DONE} or
 * {@code IGNORED} never comes again; one that was {@code REFUSED} or {@code HALTED}, or that was not settled, comes again
 * to the next source object; one that was {@code UNREADABLE} comes again when its file changed. What is no message (other
 * names, folders, links that leave the bus, files that cannot be read or exceed the limit) is passed over and logged once. A
 * bus or topic that is not there is an empty one: it may come later.
 *
 * <p>One thread at a time polls; settlements may come from any thread, and block on the file system.
 */
public final class FileReadySource implements ReadySource {
    /** The largest message unless the host says otherwise: 16 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 16 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(FileReadySource.class);
    /** A message is one array. */
    private static final int MOST_MESSAGE_BYTES = 1 << 30;

    private static final String SUFFIX = ".json";

    private final Path root;
    private final String topic;
    private final int maxMessageBytes;
    private final Acknowledgements acknowledgements;

    /** Names listed and not yet looked at. */
    private final Deque<String> listed = new ArrayDeque<>();
    /** Names that are not to be delivered again, unless their file has another form than this. */
    private final Map<String, Form> taken = new ConcurrentHashMap<>();

    private final Set<String> logged = new HashSet<>();

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
     * @param maxMessageBytes the largest message, in bytes; larger files are passed over
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the topic is no name of a folder, or the limit is not from
     *     1 byte to 1 GiB
     */
    public FileReadySource(Path root, String topic, Path state, int maxMessageBytes) {
        if (!topic.matches("[A-Za-z0-9_.-]{1,200}") || topic.matches("\\.{1,2}")) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID, "control_bus.topic is no name of a folder: " + Printable.bounded(topic));
        }
        if (maxMessageBytes < 1 || maxMessageBytes > MOST_MESSAGE_BYTES) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID, "the largest message must have 1 byte to 1 GiB: " + maxMessageBytes);
        }
        this.root = root.toAbsolutePath();
        this.topic = topic;
        this.maxMessageBytes = maxMessageBytes;
        acknowledgements = new Acknowledgements(
                state.toAbsolutePath().resolve("acknowledged").resolve(topic));
    }

    @Override
    public Optional<ReadyDelivery> poll() {
        if (listed.isEmpty()) {
            listed.addAll(list());
        }
        for (String name = listed.poll(); name != null; name = listed.poll()) {
            Optional<ReadyDelivery> delivery = take(name);
            if (delivery.isPresent()) {
                return delivery;
            }
        }
        return Optional.empty();
    }

    private List<String> list() {
        Path folder = root.resolve(topic);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.endsWith(SUFFIX)) {
                    passOver(name, "it is not named *" + SUFFIX);
                } else if (!entry.equals(folder.resolve(name))) {
                    passOver(name, "this locale cannot spell its name");
                } else {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            if (!Files.exists(root)) {
                passOver(root.toString(), "there is no such folder yet");
            }
        } catch (DirectoryIteratorException e) {
            throw unreadable(folder, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        names.sort(CodePointOrder.INSTANCE);
        return names;
    }

    private Optional<ReadyDelivery> take(String name) {
        Form before = taken.get(name);
        if (Form.ANY.equals(before)) {
            return Optional.empty();
        }
        if (before == null && acknowledgements.contains(name)) {
            taken.put(name, Form.ANY);
            return Optional.empty();
        }
        Path path = root.resolve(topic).resolve(name);
        try {
            if (!RealPaths.of(path).startsWith(RealPaths.of(root))) {
                passOver(name, "it is a link that leaves the bus");
                return Optional.empty();
            }
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                passOver(name, "it is no regular file"); // to open a named pipe would block
                return Optional.empty();
            }
            // Taken before the bytes: what is written after this makes another form.
            Form form = Form.of(attributes);
            return form.equals(before) ? Optional.empty() : read(name, path, form);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // gone since it was listed, or a link into the void
        } catch (IOException e) {
            passOver(name, "it cannot be read: " + e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private Optional<ReadyDelivery> read(String name, Path path, Form form) throws IOException {
        byte[] message;
        try (InputStream in = Files.newInputStream(path)) {
            message = in.readNBytes(maxMessageBytes + 1);
        }
        if (message.length > maxMessageBytes) {
            passOver(name, "it has more than " + maxMessageBytes + " bytes");
            taken.put(name, form);
            return Optional.empty();
        }
        taken.put(name, Form.ANY);
        return Optional.of(new FileDelivery(name, message, form));
    }

    /** Once for each name, or a file that nobody removes would fill the log. */
    private void passOver(String name, String why) {
        if (logged.add(name)) {
            LOG.warn("control bus {}: {} is passed over: {}", topic, Printable.bounded(name), why);
        }
    }

    private static WspException unreadable(Path folder, IOException cause) {
        return new WspException(ReasonCode.OBJECT_UNREADABLE, "the control bus " + folder + " cannot be listed", cause);
    }

    private final class FileDelivery implements ReadyDelivery {
        private final String name;
        private final byte[] message;
        private final Form form;
        private final AtomicBoolean settled = new AtomicBoolean();

        FileDelivery(String name, byte[] message, Form form) {
            this.name = name;
            this.message = message;
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
        public void settle(Settlement settlement) {
            if (!settled.compareAndSet(false, true)) {
                throw new IllegalStateException("settled twice: " + name());
            }
            switch (settlement) {
                case DONE, IGNORED -> acknowledgements.add(name, settlement);
                case REFUSED, HALTED -> {} // the next source object finds no record, and offers it again
                case UNREADABLE -> taken.put(name, form);
            }
        }
    }

    /** What a file looked like, to tell whether it changed since. */
    private record Form(long sizeBytes, long modifiedNanos, String key) {
        /** Stands for any form: the name is not to be looked at again. */
        static final Form ANY = new Form(-1, 0, "");

        static Form of(BasicFileAttributes attributes) {
            return new Form(
                    attributes.size(),
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    // Tells a file that was replaced by one of the same size within the clock's grain.
                    String.valueOf(attributes.fileKey()));
        }
    }
}
