package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file of the bus as it is before it is read.
 *
 * @param form detects changes: a later write changes it
 * @param unreadable why the file must not be read, or null
 */
record BusFile(long form, @Nullable String unreadable) {
    /** Forms are also values of the table of names. Those from 0 to this one have another meaning there, or here. */
    private static final long MOST_RESERVED = 4;

    private static final long OUT_OF_REACH = 3;
    private static final long NOT_LOOKED_AT = 4;

    /** Replaces characters of a name that the locale cannot represent. */
    private static final char UNSPELLABLE = '\ufffd';

    /** Returns null if the file does not exist: it was removed since the listing, or is a dangling link. */
    static @Nullable BusFile look(Path root, Path folder, String name) {
        try {
            Path path = folder.resolve(name);
            return RealPaths.of(path).startsWith(RealPaths.of(root))
                    ? new BusFile(form(path), null)
                    : new BusFile(OUT_OF_REACH, "it is a link that leaves the bus");
        } catch (InvalidPathException e) {
            return unspellable();
        } catch (NoSuchFileException e) {
            return name.indexOf(UNSPELLABLE) >= 0 ? unspellable() : null;
        } catch (IOException e) {
            return new BusFile(NOT_LOOKED_AT, FileFailure.inWords(e));
        }
    }

    private static BusFile unspellable() {
        return new BusFile(NOT_LOOKED_AT, "this locale cannot spell its name");
    }

    private static long form(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        long form = Objects.hash(
                attributes.size(),
                Files.isReadable(path),
                // Detects a replacement of the same size within the clock's granularity.
                attributes.fileKey());
        form = form * 0x9E3779B97F4A7C15L + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        return form >= 0 && form <= MOST_RESERVED ? -1 : form;
    }
}
