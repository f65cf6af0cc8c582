package io.worldstream.wsp.adapter.jdbc;

import java.time.Duration;

/** The rules for those who hold a row for a term: a run, or an audit trail. Stateless. */
final class Holding {
    private static final int MOST_OWNER_CHARS = 200;
    private static final Duration LONGEST_TERM = Duration.ofDays(365);

    /** For a clock that the server slews, and for rates of two clocks that differ. */
    private static final int MARGIN_DIVISOR = 10;

    private Holding() {}

    static Duration requireTerm(Duration term) {
        if (term.isZero() || term.isNegative() || term.compareTo(LONGEST_TERM) > 0) {
            throw new IllegalArgumentException("expected a positive term of at most 365 days, found " + term);
        }
        return term;
    }

    static String requireOwner(String owner) {
        boolean odd = owner.codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        if (owner.isBlank() || owner.length() > MOST_OWNER_CHARS || odd) {
            throw new IllegalArgumentException(
                    "expected an owner of 1 to " + MOST_OWNER_CHARS + " characters, none of them a control character");
        }
        return owner;
    }

    /** Returns a term and a tenth of it, rounded up: a microsecond is the smallest unit of the server. */
    static long micros(Duration term) {
        return (term.plus(term.dividedBy(MARGIN_DIVISOR)).toNanos() + 999) / 1000;
    }
}
