package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.CodePointOrder;
import io.worldstream.wsp.api.Printable;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.json.CanonicalJson;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * One field of a primary key, in the one order: booleans before numbers before strings, {@code false} before {@code true},
 * numbers by exact value, strings by their UTF-8 bytes (contracts 11).
 */
public sealed interface KeyField extends Comparable<KeyField> {
    /** Longer numbers identify nothing that a gate could hold. */
    int MAX_NUMBER_CHARS = 400;

    /** The field's text in an event id (contracts 6). */
    String idText();

    /** The field as a JSON value. */
    String json();

    /** The rank of the kind in the one order. */
    private int rank() {
        return this instanceof Bool ? 0 : this instanceof Text ? 2 : 1;
    }

    @Override
    default int compareTo(KeyField other) {
        if (this instanceof Bool left && other instanceof Bool right) {
            return Boolean.compare(left.value, right.value);
        }
        if (this instanceof Int left && other instanceof Int right) {
            return left.value.compareTo(right.value);
        }
        if (this instanceof Text left && other instanceof Text right) {
            return CodePointOrder.INSTANCE.compare(left.value, right.value);
        }
        int byRank = Integer.compare(rank(), other.rank());
        return byRank != 0 ? byRank : exactValue(this).compareTo(exactValue(other));
    }

    private static BigDecimal exactValue(KeyField number) {
        return number instanceof Int integer ? new BigDecimal(integer.value) : ((Real) number).exact;
    }

    /** A JSON boolean. */
    record Bool(boolean value) implements KeyField {
        @Override
        public String idText() {
            return value ? "True" : "False";
        }

        @Override
        public String json() {
            return Boolean.toString(value);
        }
    }

    /** A JSON number without fraction and exponent. */
    record Int(BigInteger value, String json) implements KeyField {
        static Int of(String text) throws RowFault {
            requireBounded(text);
            return new Int(new BigInteger(text), text);
        }

        @Override
        public String idText() {
            return value.toString();
        }
    }

    /** A JSON number with fraction or exponent. */
    record Real(double value, BigDecimal exact, String json) implements KeyField {
        static Real of(String text) throws RowFault {
            requireBounded(text);
            double value = Double.parseDouble(text);
            if (!Double.isFinite(value)) {
                throw unsupported(text, "is out of the range of a double");
            }
            try {
                return new Real(value, new BigDecimal(text), text);
            } catch (NumberFormatException e) {
                throw unsupported(text, "has an exponent that is out of range");
            }
        }

        @Override
        public String idText() {
            return ShortestDouble.text(value);
        }
    }

    /** A JSON string. */
    record Text(String value) implements KeyField {
        @Override
        public String idText() {
            return value;
        }

        @Override
        public String json() {
            StringBuilder out = new StringBuilder(value.length() + 2);
            CanonicalJson.appendString(out, value);
            return out.toString();
        }
    }

    private static void requireBounded(String text) throws RowFault {
        if (text.length() > MAX_NUMBER_CHARS) {
            throw unsupported(text, "has more than " + MAX_NUMBER_CHARS + " characters");
        }
    }

    private static RowFault unsupported(String text, String why) {
        return new RowFault(ReasonCode.PRIMARY_KEY_UNSUPPORTED, "the number " + Printable.bounded(text) + " " + why);
    }
}
