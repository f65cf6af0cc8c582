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
import io.worldstream.wsp.api.support.Wildcard;
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
 * Reads sealed objects from local files under declared roots (contracts 4, Reach). A {@link RootMap} maps a reference
 * as text. The resulting path, with links followed, must then lie under a declared location of its kind. It is checked
 * again when it is opened ({@code ORC-05}).
 *
 * <p>{@code *} in the last segment matches any run of characters, including a leading dot, and selects regular files
 * only. A folder stands for all regular files beneath it; linked directories in it are not followed. A link to a file
 * counts as that file if it stays in reach. Parts come in ascending order of their full paths by code point ({@code
 * ORC-03}), named by the path that reached them rather than by link targets.
 *
 * <p>Immutable and thread-safe; calls block on the file system.
 */
public final class FileOracleReader implements OracleReader {
    private final RootMap roots;

    /**
     * Creates a reader.
     *
     * @param roots the roots, whose locations are absolute paths of directories; they need not exist yet
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

    /** Returns a builder without roots. */
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
        // A part does not carry the kind of its root, but its path begins with the location.
        List<String> locations = Arrays.stream(RootKind.values())
                .map(roots::locations)
                .filter(ofKind -> ofKind.stream().anyMatch(location -> path.startsWith(path(location))))
                .flatMap(List::stream)
                .toList();
        String what = "part " + LogText.quotePath(part.path());
        if (locations.isEmpty()) {
            throw new WspException(
                    ReasonCode.REF_OUT_OF_REACH, what + " is out of reach: it is under no declared root");
        }
        Path real = new ReachedFiles(what, realRoots(locations)).regularFile(path);
        try {
            // Opens the real path without following links, so that the checked file is the opened one.
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
                        ReasonCode.OBJECT_UNREADABLE, "cannot resolve the links of root " + LogText.quote(location), e);
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

    /** The fault lies with the host's locale, not with the world; the remedy is to start the host in another locale. */
    private static WspException unspellable(String text, InvalidPathException cause) {
        return new WspException(
                ReasonCode.CONFIG_INVALID,
                "this locale cannot spell the path " + LogText.quote(text)
                        + "; start the JVM in a UTF-8 locale, such as LC_ALL=C.UTF-8",
                cause);
    }

    /** Builds a reader from the roots that a host configures. Not thread-safe. */
    public static final class Builder {
        private final RootMap.Builder map = RootMap.builder();

        private Builder() {}

        /**
         * Sets the root of facts views, proofs and receipts.
         *
         * @param directory may be relative to the working directory; need not exist yet
         * @param spellings other spellings that references may use, such as the configured text
         */
        public Builder objectStoreRoot(Path directory, String... spellings) {
            return root(RootKind.OBJECT_STORE, directory, spellings);
        }

        /** Sets the root of the objects that locators name; otherwise like {@link #objectStoreRoot}. */
        public Builder oracleRoot(Path directory, String... spellings) {
            return root(RootKind.ORACLE, directory, spellings);
        }

        /**
         * Declares another spelling of a directory in locators.
         *
         * @param written the prefix that locators use, in whole segments; may have a scheme, a drive, backslashes
         * @param directory the directory that it stands for; becomes a root of the oracle
         */
        public Builder oracleAlias(String written, Path directory) {
            map.alias(RootKind.ORACLE, written, absolute(directory).toString());
            return this;
        }

        /** Builds the reader. */
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
            // After a link, ".." cannot be resolved textually, only along the real path.
            boolean textual = Stream.iterate(0, i -> i + 1)
                    .limit(absolute.getNameCount())
                    .noneMatch(i -> absolute.getName(i).toString().equals(".."));
            return textual ? absolute.normalize() : absolute;
        }
    }
}
