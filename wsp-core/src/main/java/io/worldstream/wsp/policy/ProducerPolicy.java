package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.Wildcard;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The principals that may emit events, and the event types that each of them may emit. The principal of a host is {@link
 * EnvelopePolicy#producer}, which every envelope carries. A host whose principal is not listed cannot be built, and a run
 * with an output that the principal may not emit is refused with {@code PRODUCER_NOT_ALLOWED} when its plan is made.
 *
 * <pre>{@code
 * ProducerPolicy.of(Map.of("svc:world_stream_producer", Set.of("s2_*", "arrival_events_5B")))
 * }</pre>
 *
 * <p>Immutable, except for what a {@linkplain #readFrom source} reads. Any thread may use it.
 */
public final class ProducerPolicy {
    /** No check: any principal may emit every event type. The default. */
    public static final ProducerPolicy ANY = new ProducerPolicy(null, null);

    private static final String KEY = "security.producers";
    private static final int MOST_CHARS = 128;
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_.-]{1,128}\\*?|\\*");

    private final @Nullable Map<String, Set<String>> listed;
    private final @Nullable Supplier<Map<String, Set<String>>> source;

    private ProducerPolicy(
            @Nullable Map<String, Set<String>> listed, @Nullable Supplier<Map<String, Set<String>>> source) {
        this.listed = listed;
        this.source = source;
    }

    /**
     * Returns the policy of a list.
     *
     * @param typesByPrincipal the event types by principal, at least one of each: each an output id, the start of one
     *     followed by {@code *}, or {@code *} for every type. A principal has 1 to 128 characters
     * @throws IllegalArgumentException if the list has another form
     */
    public static ProducerPolicy of(Map<String, Set<String>> typesByPrincipal) {
        return new ProducerPolicy(checked(typesByPrincipal), null);
    }

    /**
     * Returns the policy of a list that is read anew at each check, so that a change needs no restart.
     *
     * @param list reads the list, of the form of {@link #of}, or throws a {@link WspException}. Called from any thread;
     *     may block. Its {@code toString} names it in messages, such as the path of a file
     */
    public static ProducerPolicy readFrom(Supplier<Map<String, Set<String>>> list) {
        return new ProducerPolicy(null, Objects.requireNonNull(list, "list"));
    }

    /** Returns whether there is a list to check. */
    public boolean restricts() {
        return listed != null || source != null;
    }

    /**
     * Returns the event types that a principal may emit, as listed now: none if it is not listed, {@code *} if there is no
     * list.
     *
     * @throws WspException {@code CONFIG_INVALID} if the list cannot be read or has another form
     */
    public Set<String> typesOf(String principal) {
        return restricts() ? now().getOrDefault(principal, Set.of()) : Set.of("*");
    }

    /**
     * Checks that a principal is listed, as a producer and a dry run do when they are built.
     *
     * @throws WspException {@code CONFIG_INVALID} if it is not, or the list cannot be read or has another form
     */
    public void requireListed(String principal) {
        if (typesOf(principal).isEmpty()) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    (source == null ? KEY : source) + " does not list " + LogText.quote(principal)
                            + ", the principal of this host; list it, or set policy.producer to a principal that is"
                            + " listed");
        }
    }

    /** Returns whether types as {@link #typesOf} returns them cover an event type. */
    public static boolean covers(Set<String> types, String eventType) {
        return types.stream().anyMatch(type -> new Wildcard(type).matches(eventType));
    }

    private Map<String, Set<String>> now() {
        if (source == null) {
            return listed == null ? Map.of() : listed;
        }
        try {
            return checked(source.get());
        } catch (IllegalArgumentException e) {
            throw new WspException(ReasonCode.CONFIG_INVALID, source + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Set<String>> checked(Map<String, Set<String>> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException("expected at least one principal, found an empty list");
        }
        Map<String, Set<String>> checked = new TreeMap<>();
        list.forEach((principal, types) -> {
            if (principal.isEmpty() || principal.codePointCount(0, principal.length()) > MOST_CHARS) {
                throw new IllegalArgumentException(
                        "expected a principal of 1 to 128 characters, found " + LogText.quote(principal));
            }
            if (types.isEmpty()) {
                throw new IllegalArgumentException("expected at least one event type of " + LogText.quote(principal)
                        + ", found none; * stands for all");
            }
            types.forEach(ProducerPolicy::requireType);
            checked.put(principal, Collections.unmodifiableSet(new TreeSet<>(types)));
        });
        return Collections.unmodifiableMap(checked);
    }

    private static void requireType(String type) {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException(
                    "expected an event type (1 to 128 of A-Z a-z 0-9 _ . -), the start of one"
                            + " and `*` at its end, or `*`, found " + LogText.quote(type));
        }
    }

    /** Returns the list as {@link StreamPolicy#from} takes it; the name of a source; or an empty text for no list. */
    String asSetting() {
        if (source != null) {
            return source.toString();
        }
        return listed == null ? "" : SettingType.json(listed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProducerPolicy that
                && Objects.equals(listed, that.listed)
                && Objects.equals(source, that.source);
    }

    @Override
    public int hashCode() {
        return Objects.hash(listed, source);
    }

    @Override
    public String toString() {
        return restricts() ? "ProducerPolicy[" + asSetting() + "]" : "ProducerPolicy[any]";
    }
}
