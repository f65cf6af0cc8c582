package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.api.support.LogText;
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

/** The files behind one reference, each held to reach before it is looked at. For one call, and one thread. */
final class ReachedFiles {
    private final String what;
    private final List<Path> realRoots;

    /**
     * @param what names the reference in messages
     * @param realRoots where files may really lie
     */
    ReachedFiles(String what, List<Path> realRoots) {
        this.what = what;
        this.realRoots = realRoots;
    }

    /** The one file of that path, or all regular files beneath it if it is a folder. */
    List<OraclePart> named(Path path) throws IOException {
        Path real = inReach(path);
        BasicFileAttributes attributes = attributes(real);
        if (attributes.isDirectory()) {
            return ordered(beneath(path), "is a folder without a file");
        }
        return List.of(part(path, regular(attributes)));
    }

    /** The regular files in a directory whose names match. */
    List<OraclePart> matching(Path directory, Wildcard pattern) throws IOException {
        Path real = inReach(directory);
        if (!attributes(real).isDirectory()) {
            throw missing("is a pattern in what is no folder");
        }
        List<OraclePart> parts = new ArrayList<>();
        for (Path entry : entries(directory, real)) {
            if (pattern.matches(entry.getFileName().toString())) {
                addIfRegular(entry, parts);
            }
        }
        return ordered(parts, "matches no file");
    }

    /** Where a path really lies, if that is a regular file in reach. */
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
            return; // a link into the void, or gone since it was listed
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
            // The name's bytes are not of this locale's charset, so that its text names another file or none.
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
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, what + " runs through too many links", e);
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
     * Why a path that was found cannot be opened. What the file system has no exception of its own for may be gone the next
     * time, such as too many open files, and is given as it is ({@code ORC-07}).
     */
    static IOException whileOpening(String what, Path path, IOException cause) {
        boolean known = cause instanceof FileSystemException && cause.getClass() != FileSystemException.class;
        if (known) {
            throw failure(what, path, cause);
        }
        return cause;
    }

    /** Missing or unreadable, whichever the file system says. */
    static WspException failure(String what, Path path, IOException cause) {
        // What lies "below" a file is missing; the file system has no exception of its own for that.
        Path parent = path.getParent();
        boolean missing = cause instanceof NoSuchFileException || (parent != null && Files.isRegularFile(parent));
        return missing
                ? new WspException(ReasonCode.OBJECT_MISSING, what + " does not exist", cause)
                : new WspException(
                        ReasonCode.OBJECT_UNREADABLE,
                        what + " cannot be read: " + cause.getClass().getSimpleName(),
                        cause);
    }
}
