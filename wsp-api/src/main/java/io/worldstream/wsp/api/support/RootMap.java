package io.worldstream.wsp.api.support;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Maps references, as the platform wrote them, to locations under the roots that a host declared, and refuses
 * references to anything else (contracts 4, Reach). It works on text only: an adapter whose store has links must still
 * check where the mapped path really leads. Immutable; any thread may use it.
 *
 * <p>The rules apply in this order: {@code \} becomes {@code /}; the longest declared alias replaces its prefix, whole
 * segments only; a reference that begins with the root's own text is taken as it is; any other relative reference is
 * joined to the root of its kind. Refused as {@link ReasonCode#REF_OUT_OF_REACH}: any other absolute reference, a
 * scheme that no alias declares, a {@code ..} segment (percent-encoded too), {@code %2e}, NUL, and {@code *} outside
 * the last segment.
 */
public final class RootMap {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern PERCENT_DOT = Pattern.compile("%2e", Pattern.CASE_INSENSITIVE);

    private final Map<RootKind, List<Prefix>> prefixes;
    private final Map<RootKind, String> roots;

    private RootMap(Builder builder) {
        prefixes = new EnumMap<>(RootKind.class);
        builder.prefixes.forEach((kind, list) -> prefixes.put(
                kind,
                list.stream()
                        .sorted(Comparator.comparing(Prefix::alias)
                                .thenComparing((Prefix p) -> p.segments().size())
                                .reversed())
                        .toList()));
        roots = new EnumMap<>(builder.roots);
    }

    /** Returns a builder for an empty map. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns every location declared for a kind: its root and the targets of its aliases. An adapter whose store has
     * links checks the real location of a mapped path against these.
     */
    public List<String> locations(RootKind kind) {
        return Stream.concat(
                        Optional.ofNullable(roots.get(kind)).stream(),
                        prefixes.getOrDefault(kind, List.of()).stream().map(Prefix::root))
                .distinct()
                .toList();
    }

    /**
     * Maps a reference to a location.
     *
     * @throws WspException {@link ReasonCode#REF_OUT_OF_REACH} if the reference leads outside the declared roots or
     *     breaks a rule of this class
     */
    public Mapped map(SealedReference reference) {
        String text = reference.text().replace('\\', '/');
        if (text.indexOf('\0') >= 0) {
            throw outOfReach(reference, "it contains a NUL character");
        }
        if (PERCENT_DOT.matcher(text).find()) {
            throw outOfReach(reference, "it contains a percent-encoded dot");
        }
        String root = roots.get(reference.root());
        if (root == null) {
            throw outOfReach(reference, "no root of this kind is declared");
        }
        List<String> segments = segments(text);
        for (Prefix prefix : prefixes.getOrDefault(reference.root(), List.of())) {
            if (prefix.covers(text, segments)) {
                return checked(
                        reference,
                        prefix.root(),
                        segments.subList(prefix.segments().size(), segments.size()));
            }
        }
        if (text.startsWith("/")) {
            throw outOfReach(reference, "it is absolute and lies under no declared root or alias");
        }
        if (SCHEME.matcher(segments.isEmpty() ? "" : segments.get(0)).matches()) {
            throw outOfReach(reference, "no alias declares its scheme");
        }
        return checked(reference, root, segments);
    }

    private static Mapped checked(SealedReference reference, String root, List<String> segments) {
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            String decoded = percentDecoded(segment);
            if (decoded.indexOf('\0') >= 0) {
                throw outOfReach(reference, "it contains a percent-encoded NUL");
            }
            if (segments(decoded.replace('\\', '/')).contains("..")) {
                throw outOfReach(reference, "it contains a .. segment");
            }
            if (segment.contains("*") && i < segments.size() - 1) {
                throw outOfReach(reference, "it contains a * outside its last segment");
            }
        }
        return new Mapped(root, segments);
    }

    /**
     * Decodes repeatedly, so that a doubly encoded {@code ..} is found too. Runs in linear time, because references
     * come from outside and may be long.
     */
    private static String percentDecoded(String segment) {
        StringBuilder out = new StringBuilder(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            out.append(segment.charAt(i));
            // The decoded character may complete another triplet.
            for (int at = out.length() - 3; at >= 0 && isTriplet(out, at); at = out.length() - 3) {
                char decoded = (char) Integer.parseInt(out, at + 1, at + 3, 16);
                out.setLength(at);
                out.append(decoded);
            }
        }
        return out.toString();
    }

    private static boolean isTriplet(CharSequence text, int at) {
        return text.charAt(at) == '%' && isHex(text.charAt(at + 1)) && isHex(text.charAt(at + 2));
    }

    /** Avoids {@link Character#digit}, which also accepts digits of other scripts. */
    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static List<String> segments(String text) {
        List<String> segments = new ArrayList<>();
        for (String segment : text.split("/", -1)) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return segments;
    }

    private static WspException outOfReach(SealedReference reference, String why) {
        return new WspException(ReasonCode.REF_OUT_OF_REACH, reference + " is out of reach: " + why);
    }

    /**
     * The location to which a reference maps.
     *
     * @param root the location of the root, as declared
     * @param segments the path below the root; empty for the root itself; only the last segment may contain {@code *}
     */
    public record Mapped(String root, List<String> segments) {
        public Mapped {
            Objects.requireNonNull(root, "root");
            segments = List.copyOf(segments);
        }

        /** Returns the last segment if it is a pattern, or null. */
        public @Nullable String pattern() {
            String last = segments.isEmpty() ? "" : segments.get(segments.size() - 1);
            return last.contains("*") ? last : null;
        }
    }

    private record Prefix(boolean alias, boolean absolute, List<String> segments, String root) {
        boolean covers(String text, List<String> reference) {
            return text.startsWith("/") == absolute
                    && reference.size() >= segments.size()
                    && reference.subList(0, segments.size()).equals(segments);
        }
    }

    /** Collects roots and aliases. Not thread-safe. */
    public static final class Builder {
        private final Map<RootKind, List<Prefix>> prefixes = new EnumMap<>(RootKind.class);
        private final Map<RootKind, String> roots = new EnumMap<>(RootKind.class);

        private Builder() {}

        /**
         * Declares the root of a kind.
         *
         * @param kind the kind; each has one root
         * @param location the root's location in the adapter's terms; returned by {@link Mapped#root}
         * @param spellings the texts with which references may spell the root, such as the configured value
         * @throws IllegalStateException if the kind already has a root
         */
        public Builder root(RootKind kind, String location, List<String> spellings) {
            if (roots.putIfAbsent(kind, location) != null) {
                throw new IllegalStateException("root " + kind + " is declared twice");
            }
            spellings.forEach(spelling -> add(kind, false, spelling, location));
            return this;
        }

        /**
         * Declares an alias: the prefix that writers of references use for one of the host's roots.
         *
         * @param kind the kind of root
         * @param written the prefix as they write it; may have a scheme
         * @param location the location that the prefix stands for
         * @throws IllegalArgumentException if the prefix is empty
         */
        public Builder alias(RootKind kind, String written, String location) {
            if (!add(kind, true, written, location)) {
                throw new IllegalArgumentException("the alias has an empty prefix: " + LogText.quote(written));
            }
            return this;
        }

        private boolean add(RootKind kind, boolean alias, String written, String location) {
            String text = written.replace('\\', '/');
            List<String> segments = segments(text);
            if (segments.isEmpty()) {
                return false;
            }
            prefixes.computeIfAbsent(kind, k -> new ArrayList<>())
                    .add(new Prefix(alias, text.startsWith("/"), segments, location));
            return true;
        }

        /** Builds the map. */
        public RootMap build() {
            return new RootMap(this);
        }
    }
}
