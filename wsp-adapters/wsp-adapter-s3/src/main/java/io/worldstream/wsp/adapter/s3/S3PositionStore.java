package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Positions on S3, one object for each name: {@code <root>/position/<name>}. A save is one conditional write; the entity
 * tag is the version. Each write has random bytes of its own, so that no version comes again, even after the object was
 * removed.
 *
 * <p>A load and a save cost one request each, and a save that is refused two more. A damaged record is an {@link
 * IOException} until its object is removed; then its messages come again.
 *
 * <p>Thread-safe; hosts share a folder. Calls block for a small multiple of 8 s at most.
 */
public final class S3PositionStore implements PositionStore {
    private static final String FOLDER = "position";
    /** The SPI's bound. */
    private static final int MOST_BYTES = 1 << 20;
    /** The bound of S3. */
    private static final int MOST_KEY_BYTES = 1024;

    private final S3StateFolder folder;
    private final StateObjects objects;

    /** Creates a store. Never fails, and makes no call. */
    public S3PositionStore(S3StateFolder folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
        objects = folder.objects();
    }

    @Override
    public Optional<Position> load(PositionName name) throws IOException {
        StateObject object = object(name);
        HeldObject held;
        try {
            held = objects.read(object);
        } catch (WspException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (held == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Position(PositionObject.decode(name, held.bytes()), held.tag()));
        } catch (DamagedObjectException e) {
            throw new IOException(
                    object + " " + e.getMessage()
                            + "; restore the object, or remove it, and the messages that it records come again",
                    e);
        }
    }

    @Override
    public Optional<String> save(PositionName name, byte[] record, @Nullable String version) throws IOException {
        StateObject object = object(name);
        if (record.length > MOST_BYTES) {
            throw new IOException("cannot write " + object + ": it has " + LogText.count(record.length, "byte")
                    + "; the limit is " + MOST_BYTES);
        }
        String tag;
        try {
            folder.requireConditionalWrites();
            tag = objects.replace(object, version, PositionObject.encode(name, record));
        } catch (WspException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (tag == null) {
            load(name); // a damaged object is no conflict
        }
        return Optional.ofNullable(tag);
    }

    private StateObject object(PositionName name) throws IOException {
        StateObject object = folder.object("the position " + name, FOLDER, name.value());
        int bytes = object.location().key().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_KEY_BYTES) {
            throw new IOException(object + " has a key of " + bytes + " bytes, more than the " + MOST_KEY_BYTES
                    + " that S3 permits; shorten the prefix of state.s3.root");
        }
        return object;
    }
}
