package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.text.EventTimeReader;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Parses one output's rows strictly, and checks event time, primary key, and that pins equal the run's (contracts 3, 4,
 * 12). One thread.
 */
public final class RowParser {
    /** The longest number in a key; no gate could hold a longer one as an identity. */
    private static final int MAX_KEY_NUMBER_BYTES = 400;

    private final int outputIndex;
    private final Target target;
    private final int maxKeyBytes;
    private final FieldValues values;
    private final RowScanner scanner;
    private final RowFinder finder;
    private final StrictRowReader strictReader;
    private final Pin[] pins;
    private final EventTimeReader times = new EventTimeReader();
    private final int timeField;
    private final int[] keyFields;

    /**
     * @param outputIndex the output's index in the plan
     * @param target the output
     * @param runPins the pins that the rows' pins must equal
     * @param limits the budgets
     */
    public RowParser(int outputIndex, Target target, Pins runPins, Limits limits) {
        this.outputIndex = outputIndex;
        this.target = target;
        maxKeyBytes = limits.maxKeyBytes();
        Set<String> names = new LinkedHashSet<>(target.primaryKey());
        names.add(target.timeField());
        int required = names.size();
        // A row's own run_id is not compared: sealed rows may come from an earlier execution (contracts 4).
        List<String> pinNames = List.of("manifest_fingerprint", "parameter_hash", "seed", "scenario_id");
        names.addAll(pinNames);
        values = new FieldValues(List.copyOf(names), required);
        scanner = new RowScanner(values, limits.maxRowDepth());
        finder = new RowFinder(values, limits.maxRowDepth());
        strictReader = new StrictRowReader(values, limits.maxRowDepth());
        timeField = values.indexOf(target.timeField());
        keyFields = target.primaryKey().stream().mapToInt(values::indexOf).toArray();
        pins = new Pin[] {
            pin(
                    "manifest_fingerprint",
                    FieldKind.TEXT,
                    runPins.manifestFingerprint().value()),
            pin("parameter_hash", FieldKind.TEXT, runPins.parameterHash().value()),
            pin("seed", FieldKind.INTEGER, runPins.seed().toString()),
            pin("scenario_id", FieldKind.TEXT, runPins.scenarioId())
        };
    }

    private Pin pin(String name, FieldKind kind, String value) {
        return new Pin(name, values.indexOf(name), kind, value);
    }

    /**
     * Checks a row without storing any of it.
     *
     * @param buffer holds the row's text
     * @param offset the start of the text
     * @param length the length of the text, without white space around it
     * @return the row's event time, microseconds since 1970
     * @throws RowFault if it is not a valid row of this run
     */
    public long check(byte[] buffer, int offset, int length) throws RowFault {
        if (!scanner.scan(buffer, offset, length)) {
            strictReader.read(buffer, offset, length);
        }
        long tsMicros = eventTime();
        checkKey();
        for (Pin pin : pins) {
            checkPin(pin);
        }
        return tsMicros;
    }

    /**
     * Parses a row that was {@linkplain #check checked} before, and copies its text. Scans only as far as needed to
     * find time and key, and does not repeat checks that cannot fail any more.
     *
     * @param row receives the row
     * @throws RowFault if the row is not the one that was checked
     */
    public void parse(byte[] buffer, int offset, int length, Row row) throws RowFault {
        if (!finder.find(buffer, offset, length)) {
            strictReader.read(buffer, offset, length);
        }
        long tsMicros = eventTime();
        checkKey();
        row.reset(tsMicros, outputIndex, buffer, offset, length, timeInText(buffer, offset));
        row.takeKey(values, keyFields, values.source() == buffer ? offset : -1);
    }

    /**
     * Returns the position of the event time in the row's text if it has the form that an envelope needs, otherwise a
     * negative number.
     */
    private int timeInText(byte[] buffer, int offset) {
        boolean asItIs = target.timeFormat() == TimeFormat.RFC3339
                && values.source() == buffer
                && EventTimeReader.inMicrosForm(buffer, values.start(timeField), values.end(timeField));
        return asItIs ? values.start(timeField) - offset : Row.SPELLED_OTHERWISE;
    }

    private long eventTime() throws RowFault {
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

    private void checkKey() throws RowFault {
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
                        "has a primary key of more than " + maxKeyBytes + " bytes (limits.max_key_bytes)");
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

    private void checkPin(Pin pin) throws RowFault {
        FieldKind kind = values.kind(pin.field);
        if (kind == null || values.is(pin.field, pin.kind, pin.utf8)) {
            return;
        }
        String text = kind == FieldKind.STRUCTURE ? "" : values.text(pin.field);
        // "-0" is the only JSON integer that is a second spelling of its value.
        if (pin.kind == FieldKind.INTEGER && kind == FieldKind.INTEGER && text.equals("-0") && pin.value.equals("0")) {
            return;
        }
        throw new RowFault(
                ReasonCode.ROW_PIN_MISMATCH,
                pin.name + " is " + LogText.quote(text) + ", but the run's pin is " + LogText.quote(pin.value));
    }

    /** The expected value of a field, if the row has that field. */
    private static final class Pin {
        private final String name;
        private final int field;
        private final FieldKind kind;
        private final String value;
        private final byte[] utf8;

        Pin(String name, int field, FieldKind kind, String value) {
            this.name = name;
            this.field = field;
            this.kind = kind;
            this.value = value;
            utf8 = value.getBytes(StandardCharsets.UTF_8);
        }
    }
}
