package io.worldstream.wsp.internal.rows;

/** The kinds of JSON values. Those that a key may have come first, in the one order (contracts 11). */
public enum FieldKind {
    /** {@code false}. */
    FALSE(0),
    /** {@code true}. */
    TRUE(1),
    /** A number without fraction and exponent. */
    INTEGER(2),
    /** A number with fraction or exponent. */
    REAL(3),
    /** A string. */
    TEXT(4),
    /** {@code null}. */
    NULL(5),
    /** An array or an object. */
    STRUCTURE(6);

    private static final FieldKind[] BY_CODE = values();

    private final int code;

    FieldKind(int code) {
        this.code = code;
    }

    /** Returns the kind with a code. */
    static FieldKind of(int code) {
        return BY_CODE[code];
    }

    /** Returns the number that represents the kind in stored form. */
    int code() {
        return code;
    }

    boolean isNumber() {
        return this == INTEGER || this == REAL;
    }
}
