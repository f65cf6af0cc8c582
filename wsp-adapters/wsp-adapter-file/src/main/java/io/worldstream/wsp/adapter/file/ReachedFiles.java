package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.Wildcard;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** The files behind one reference, each checked for reach before it is accessed. For one call; not thread-safe. */
final class ReachedFiles {
    private final String what;
    private final List<Path> realRoots;

    /**
     * Creates a check for one reference.
     *
     * @param what the reference, for messages
     * @param realRoots the folders that files must lie under
     */
    ReachedFiles(String what, List<Path> realRoots) {
        this.what = what;
        this.realRoots = realRoots;
    }

    /** Returns the file at the path, or all regular files beneath it if it is a folder. */
    List<OraclePart> named(Path path) throws IOException {
        Path real = inReach(path);
        BasicFileAttributes attributes = attributes(real);
        if (attributes.isDirectory()) {
            return ordered(beneath(path), "is a folder without files");
        }
        return List.of(part(path, regular(attributes)));
    }

    /** Returns the regular files in a directory whose names match. */
    List<OraclePart> matching(Path directory, Wildcard pattern) throws IOException {
        Path real = inReach(directory);
        if (!attributes(real).isDirectory()) {
            throw missing("is a pattern under a path that is not a folder");
        }
        List<OraclePart> parts = new ArrayList<>();
        for (Path entry : entries(directory, real)) {
            if (pattern.matches(entry.getFileName().toString())) {
                addIfRegular(entry, parts);
            }
        }
        return ordered(parts, "matches no file");
    }

    /** Returns the real path of a regular file in reach. */
    Path regularFile(Path path) {
        Path real = inReach(path);
        regular(attributes(real));
        return real;
    }

    private List<OraclePart> beneath(Path folder) throws IOException {
        List<OraclePart> parts = new ArrayList<>();
        Deque<Path> folders = new ArrayDeque<>(List.of(folder));
        while (!folders.isEmpty()) {
            Path next = folders.removeFirst();
            for (Path entry : entries(next, inReach(next))) {
                if (!Files.isDirectory(entry)) {
                    addIfRegular(entry, parts);
                } else if (!Files.isSymbolicLink(entry)) {
                    folders.addLast(entry);
                }
            }
        }
        return parts;
    }

    private void addIfRegular(Path entry, List<OraclePart> parts) {
        Path real = inReach(entry);
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(real, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return; // a dangling link, or removed since it was listed
        } catch (IOException e) {
            throw failure(what, entry, e);
        }
        if (attributes.isRegularFile()) {
            parts.add(part(entry, attributes));
        }
    }

    private List<Path> entries(Path directory, Path real) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(real)) {
            stream.forEach(entry -> entries.add(directory.resolve(entry.getFileName())));
        } catch (DirectoryIteratorException e) {
            throw whileOpening(what, directory, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw whileOpening(what, directory, e);
        }
        return entries;
    }

    private List<OraclePart> ordered(List<OraclePart> parts, String ifNone) {
        if (parts.isEmpty()) {
            throw missing(ifNone);
        }
        parts.sort(Comparator.comparing(OraclePart::path, CodePointOrder.INSTANCE));
        return List.copyOf(parts);
    }

    private OraclePart part(Path path, BasicFileAttributes attributes) {
        String text = path.toString();
        if (!Path.of(text).equals(path)) {
            // The name is not in the locale's charset, so its text names another file or none.
            throw new WspException(
                    ReasonCode.CONFIG_INVALID, what + ": this locale cannot spell " + LogText.quote(text));
        }
        return new OraclePart(text, attributes.size());
    }

    private Path inReach(Path path) {
        Path real;
        try {
            real = RealPaths.of(path);
        } catch (FileSystemLoopException e) {
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, what + " passes through too many links", e);
        } catch (IOException e) {
            throw failure(what, path, e);
        }
        if (!RealPaths.liesUnder(real, realRoots)) {
            throw new WspException(
                    ReasonCode.REF_OUT_OF_REACH, what + " is out of reach: it leads outside the declared roots");
        }
        return real;
    }

    private BasicFileAttributes attributes(Path real) {
        try {
            return Files.readAttributes(real, BasicFileAttributes.class);
        } catch (IOException e) {
            throw failure(what, real, e);
        }
    }

    private BasicFileAttributes regular(BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, what + " is not a regular file");
        }
        return attributes;
    }

    private WspException missing(String why) {
        return new WspException(ReasonCode.OBJECT_MISSING, what + " " + why);
    }

    /**
     * Classifies a failure to open an existing path. Causes without an exception type of their own, such as too many
     * open files, may be transient and are returned unchanged ({@code ORC-07}).
     */
    static IOException whileOpening(String what, Path path, IOException cause) {
        boolean known = cause instanceof FileSystemException && cause.getClass() != FileSystemException.class;
        if (known) {
            throw failure(what, path, cause);
        }
        return cause;
    }

    /** Returns the exception for a missing or an unreadable file, according to the cause. */
    static WspException failure(String what, Path path, IOException cause) {
        // A path "below" a regular file is missing; file systems have no exception type for it.
        Path parent = path.getParent();
        boolean missing = cause instanceof NoSuchFileException || (parent != null && Files.isRegularFile(parent));
        return missing
                ? new WspException(ReasonCode.OBJECT_MISSING, what + " does not exist", cause)
                : new WspException(
                        ReasonCode.OBJECT_UNREADABLE, what + " cannot be read: " + FileFailure.inWords(cause), cause);
    }
}
