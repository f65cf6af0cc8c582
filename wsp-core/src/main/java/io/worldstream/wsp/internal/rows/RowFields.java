package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.text.EventTimeReader;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields of one output's rows: event time and primary key, with their rules (contracts 3, 4, 12), and those that a
 * reader looks for besides. Reused for each row. One thread.
 */
final class RowFields {
    /** The longest number in a key; no gate could hold a longer one as an identity. */
    private static final int MAX_KEY_NUMBER_BYTES = 400;

    private final Target target;
    private final int maxKeyBytes;
    private final FieldValues values;
    private final EventTimeReader times = new EventTimeReader();
    private final int timeField;
    private final int[] keyFields;

    /**
     * @param target the output
     * @param sought fields that are sought like time and key
     * @param others further fields, which are noticed only on the way
     */
    RowFields(Target target, Limits limits, List<String> sought, List<String> others) {
        this.target = target;
        maxKeyBytes = limits.maxKeyBytes();
        Set<String> names = new LinkedHashSet<>(target.primaryKey());
        names.add(target.timeField());
        names.addAll(sought);
        int count = names.size();
        names.addAll(others);
        values = new FieldValues(List.copyOf(names), count);
        timeField = values.indexOf(target.timeField());
        keyFields = target.primaryKey().stream().mapToInt(values::indexOf).toArray();
    }

    /** Returns the values, which a reader sets. */
    FieldValues values() {
        return values;
    }

    /** Returns the indexes of the key fields, in key order. */
    int[] keyFields() {
        return keyFields;
    }

    /**
     * Returns the position of the event time in the row's text if it has the form that an envelope needs, otherwise a
     * negative number.
     */
    int timeInText(byte[] buffer, int offset) {
        boolean asItIs = target.timeFormat() == TimeFormat.RFC3339
                && values.source() == buffer
                && EventTimeReader.inMicrosForm(buffer, values.start(timeField), values.end(timeField));
        return asItIs ? values.start(timeField) - offset : Row.SPELLED_OTHERWISE;
    }

    /** Returns the event time in microseconds since 1970. */
    long eventTime() throws RowFault {
        FieldKind kind = values.kind(timeField);
        if (kind == null || kind == FieldKind.NULL) {
            throw new RowFault(ReasonCode.EVENT_TIME_MISSING, "has no " + LogText.quote(target.timeField()));
        }
        long micros = switch (target.timeFormat()) {
            case RFC3339 ->
                kind == FieldKind.TEXT
                        ? times.micros(values.source(), values.start(timeField), values.end(timeField))
                        : EventTimeText.NONE;
            case EPOCH_S -> epoch(kind, 1_000_000, 1);
            case EPOCH_MS -> epoch(kind, 1_000, 1);
            case EPOCH_US -> epoch(kind, 1, 1);
            case EPOCH_NS -> epoch(kind, 1, 1_000);
        };
        if (micros == EventTimeText.NONE) {
            throw new RowFault(
                    ReasonCode.EVENT_TIME_INVALID,
                    target.timeField() + " is " + LogText.quote(values.text(timeField))
                            + ", which is not an instant in " + target.timeFormat()
                            + " in whole microseconds and in the years 0001 to 9999");
        }
        return micros;
    }

    private long epoch(FieldKind kind, long multiplier, long divisor) {
        if (kind != FieldKind.INTEGER) {
            return EventTimeText.NONE;
        }
        try {
            long value = exactLong(values.source(), values.start(timeField), values.end(timeField));
            long micros = Math.multiplyExact(value, multiplier) / divisor;
            boolean whole = value % divisor == 0;
            return whole && micros >= EventTimeText.MIN_MICROS && micros <= EventTimeText.MAX_MICROS
                    ? micros
                    : EventTimeText.NONE;
        } catch (ArithmeticException e) {
            return EventTimeText.NONE;
        }
    }

    /** Parses an integer as spelled in JSON; throws {@link ArithmeticException} if it does not fit into a long. */
    private static long exactLong(byte[] text, int start, int end) {
        boolean negative = text[start] == '-';
        // Accumulates a negative value: the negative range is larger by one.
        long value = 0;
        for (int i = negative ? start + 1 : start; i < end; i++) {
            value = Math.subtractExact(Math.multiplyExact(value, 10), text[i] - '0');
        }
        return negative ? value : Math.negateExact(value);
    }

    /** Checks that the row has a key that an event can be identified by. */
    void checkKey() throws RowFault {
        int bytes = 0;
        for (int i = 0; i < keyFields.length; i++) {
            int field = keyFields[i];
            FieldKind kind = values.kind(field);
            if (kind == null || kind == FieldKind.NULL) {
                throw keyFault(ReasonCode.PRIMARY_KEY_MISSING, "has no key field ", i, "");
            }
            if (kind == FieldKind.STRUCTURE) {
                throw keyFault(ReasonCode.PRIMARY_KEY_UNSUPPORTED, "key field ", i, " is an array or an object");
            }
            int length = values.end(field) - values.start(field);
            if (kind.isNumber() && length > MAX_KEY_NUMBER_BYTES) {
                throw unsupported(field, "has more than " + MAX_KEY_NUMBER_BYTES + " characters");
            }
            if (kind == FieldKind.REAL) {
                requireDouble(field);
            }
            bytes += length;
            if (bytes > maxKeyBytes) {
                throw new RowFault(
                        ReasonCode.LIMIT_EXCEEDED,
                        "has a primary key of more than " + LogText.count(maxKeyBytes, "byte")
                                + " (limits.max_key_bytes)");
            }
        }
    }

    private RowFault keyFault(ReasonCode code, String before, int keyIndex, String behind) {
        return new RowFault(code, before + LogText.quote(target.primaryKey().get(keyIndex)) + behind);
    }

    private void requireDouble(int field) throws RowFault {
        String text = values.text(field);
        if (!Double.isFinite(Double.parseDouble(text))) {
            throw unsupported(field, "is out of the range of a double");
        }
        try {
            new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw unsupported(field, "has an exponent that is out of range");
        }
    }

    private RowFault unsupported(int field, String why) {
        return new RowFault(
                ReasonCode.PRIMARY_KEY_UNSUPPORTED, "the number " + LogText.quote(values.text(field)) + " " + why);
    }
}
