package io.worldstream.wsp.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Faults of one kind, so that all are reported at once: the first hundred, and how many more there are. Not
 * thread-safe.
 */
final class InputFaults {
    private static final int MOST = 100;

    private final List<String> messages = new ArrayList<>();
    private long more;

    void add(String message) {
        if (messages.size() < MOST) {
            messages.add(message);
        } else {
            more++;
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Returns the faults on lines of their own, or a single one alone. */
    String text() {
        if (messages.size() == 1) {
            return messages.get(0);
        }
        Stream<String> last = more == 0 ? Stream.of() : Stream.of("and " + more + " more");
        return messages.size() + more + " faults\n  "
                + String.join("\n  ", Stream.concat(messages.stream(), last).toList());
    }
}
