package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Hex64;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object of a {@link S3SortedStore}: a view, or a marker, which is empty and says all by its name.
 *
 * @param key the key of the view
 * @param kind the kind of the object
 * @param tail 16 hex digits of a marker: the time of a use, or a nonce; empty for a view
 * @param sizeBytes its size
 * @param modified the time at which it was written last, by the clock of the store
 */
record SortedObject(Hex64 key, Kind kind, String tail, long sizeBytes, Instant modified) {
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{64})\\.(?:(view)|(used|open|leaving)-([0-9a-f]{16}))");

    /** The kinds of objects. */
    enum Kind {
        /** The bytes of a view. */
        VIEW("view"),
        /** The time of a use, in microseconds since 1970. */
        USED("used"),
        /** A view that is open for reading; written again while it is. */
        OPEN("open"),
        /** A view that is about to be removed. */
        LEAVING("leaving");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** Returns the object of a name; empty if it is another's. */
    static Optional<SortedObject> parse(String name, long sizeBytes, Instant modified) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Hex64 key = new Hex64(matcher.group(1));
        if (matcher.group(2) != null) {
            return Optional.of(new SortedObject(key, Kind.VIEW, "", sizeBytes, modified));
        }
        Kind kind = switch (matcher.group(3)) {
            case "used" -> Kind.USED;
            case "open" -> Kind.OPEN;
            default -> Kind.LEAVING;
        };
        return Optional.of(new SortedObject(key, kind, matcher.group(4), sizeBytes, modified));
    }

    /** Returns the name of an object. */
    static String name(Hex64 key, Kind kind, String tail) {
        return key + "." + kind.word + (tail.isEmpty() ? "" : "-" + tail);
    }

    /** Returns the name of this object. */
    String name() {
        return name(key, kind, tail);
    }

    /** Returns the time of a use. */
    Instant stamp() {
        return Instant.EPOCH.plus(Long.parseUnsignedLong(tail, 16) & Long.MAX_VALUE, ChronoUnit.MICROS);
    }
}
