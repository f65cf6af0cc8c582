package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.RootMap;
import io.worldstream.wsp.api.support.RootMap.Mapped;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads sealed objects from local files under declared roots (contracts 4, Reach). A reference is mapped as text by a
 * {@link RootMap}; then, links followed, it must really lie under a declared location of its kind. What is opened is judged
 * anew ({@code ORC-05}).
 *
 * <p>{@code *} in the last segment matches any run of characters, a leading dot included, and picks regular files only. A
 * folder stands for all regular files beneath it; linked directories in it are not followed. A link to a file counts as that
 * file as long as it stays in reach. Parts come in ascending order of their whole paths by code point ({@code ORC-03}),
 * named as they were reached, not by where links lead.
 *
 * <p>Immutable; any thread may use it; calls block on the file system.
 */
public final class FileOracleReader implements OracleReader {
    private final RootMap roots;

    /**
     * A reader of these roots.
     *
     * @param roots its locations are absolute paths of directories; they need not exist yet
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if a location is not an absolute path
     */
    public FileOracleReader(RootMap roots) {
        this.roots = Objects.requireNonNull(roots, "roots");
        for (RootKind kind : RootKind.values()) {
            for (String location : roots.locations(kind)) {
                if (!path(location).isAbsolute()) {
                    throw new WspException(
                            ReasonCode.CONFIG_INVALID, "not an absolute path: " + LogText.quote(location));
                }
            }
        }
    }

    /** Collects the roots of a reader. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public List<OraclePart> resolve(SealedReference reference) throws IOException {
        Mapped mapped = roots.map(reference);
        ReachedFiles files = new ReachedFiles(reference.toString(), realRoots(roots.locations(reference.root())));
        String pattern = mapped.pattern();
        List<String> fixed = pattern == null
                ? mapped.segments()
                : mapped.segments().subList(0, mapped.segments().size() - 1);
        Path start = path(mapped.root());
        for (String segment : fixed) {
            start = child(start, segment);
        }
        return pattern == null ? files.named(start) : files.matching(start, new Wildcard(pattern));
    }

    @Override
    public PartContent open(OraclePart part) throws IOException {
        Path path = path(part.path());
        // A part does not carry the kind of its root; its path, which began with a location, tells.
        List<String> locations = Arrays.stream(RootKind.values())
                .map(roots::locations)
                .filter(ofKind -> ofKind.stream().anyMatch(location -> path.startsWith(path(location))))
                .flatMap(List::stream)
                .toList();
        String what = "part " + LogText.quote(part.path());
        if (locations.isEmpty()) {
            throw new WspException(ReasonCode.REF_OUT_OF_REACH, what + " is out of reach: no root leads to it");
        }
        Path real = new ReachedFiles(what, realRoots(locations)).regularFile(path);
        try {
            // The real path, and no link behind it: what was judged is what is opened.
            FileChannel channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            try {
                return new FilePartContent(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw ReachedFiles.whileOpening(what, real, e);
        }
    }

    private static List<Path> realRoots(List<String> locations) {
        List<Path> real = new ArrayList<>();
        for (String location : locations) {
            try {
                real.add(RealPaths.of(path(location)));
            } catch (IOException e) {
                throw new WspException(
                        ReasonCode.OBJECT_UNREADABLE, "the root " + LogText.quote(location) + " cannot be followed", e);
            }
        }
        return real;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw unspellable(text, e);
        }
    }

    private static Path child(Path parent, String segment) {
        try {
            return parent.resolve(segment);
        } catch (InvalidPathException e) {
            throw unspellable(segment, e);
        }
    }

    /** A matter of the host's locale and not of the world: what is wrong is mended by starting the host in another one. */
    private static WspException unspellable(String text, InvalidPathException cause) {
        return new WspException(
                ReasonCode.CONFIG_INVALID,
                "this locale cannot spell the path " + LogText.quote(text)
                        + "; if it is a valid name, run the JVM under a UTF-8 locale, such as LC_ALL=C.UTF-8",
                cause);
    }

    /** Collects roots as a host configures them. One thread at a time. */
    public static final class Builder {
        private final RootMap.Builder map = RootMap.builder();

        private Builder() {}

        /**
         * Where facts views, proofs and receipts lie.
         *
         * @param directory may be relative to the working directory; need not exist yet
         * @param spellings how references may spell it beside its own text, such as what the configuration wrote
         */
        public Builder objectStoreRoot(Path directory, String... spellings) {
            return root(RootKind.OBJECT_STORE, directory, spellings);
        }

        /** Where what locators name lies; otherwise as {@link #objectStoreRoot}. */
        public Builder oracleRoot(Path directory, String... spellings) {
            return root(RootKind.ORACLE, directory, spellings);
        }

        /**
         * What the writers of locators call a directory of ours.
         *
         * @param written the prefix as they write it, whole segments; may have a scheme, a drive, backslashes
         * @param directory the directory that it stands for; becomes a root of the oracle
         */
        public Builder oracleAlias(String written, Path directory) {
            map.alias(RootKind.ORACLE, written, absolute(directory).toString());
            return this;
        }

        /** The reader. */
        public FileOracleReader build() {
            return new FileOracleReader(map.build());
        }

        private Builder root(RootKind kind, Path directory, String... spellings) {
            String location = absolute(directory).toString();
            List<String> texts = Stream.concat(Stream.of(location, directory.toString()), Arrays.stream(spellings))
                    .distinct()
                    .toList();
            map.root(kind, location, texts);
            return this;
        }

        private static Path absolute(Path directory) {
            Path absolute = directory.toAbsolutePath();
            // Behind a link, ".." is not what the text says: only the walk along the real path can take it.
            boolean textual = Stream.iterate(0, i -> i + 1)
                    .limit(absolute.getNameCount())
                    .noneMatch(i -> absolute.getName(i).toString().equals(".."));
            return textual ? absolute.normalize() : absolute;
        }
    }
}
