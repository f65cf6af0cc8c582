package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first pass over one output's rows: reads each whole and strictly, and checks event time, primary key, and that
 * pins equal the run's (contracts 3, 4, 12). Makes no {@link Row}; that needs a {@link VerifiedRowReader}. One thread.
 */
public final class RowValidator {
    private final FieldValues values;
    private final RowFields fields;
    private final RowScanner scanner;
    private final StrictRowReader strictReader;
    private final Pin[] pins;

    /**
     * @param target the output
     * @param runPins the pins that the rows' pins must equal
     * @param limits the budgets
     */
    public RowValidator(Target target, Pins runPins, Limits limits) {
        // A row's own run_id is not compared: sealed rows may come from an earlier execution (contracts 4).
        List<String> pinNames = List.of("manifest_fingerprint", "parameter_hash", "seed", "scenario_id");
        fields = new RowFields(target, limits, List.of(), pinNames);
        values = fields.values();
        scanner = new RowScanner(values, limits.maxRowDepth());
        strictReader = new StrictRowReader(values, limits.maxRowDepth());
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
     * Validates a row.
     *
     * @param buffer holds the row's text
     * @param offset the start of the text
     * @param length the length of the text, without white space around it
     * @return the row's event time, microseconds since 1970
     * @throws RowFault if it is not a valid row of this run
     */
    public long validate(byte[] buffer, int offset, int length) throws RowFault {
        if (!scanner.scan(buffer, offset, length)) {
            strictReader.read(buffer, offset, length);
        }
        long tsMicros = fields.eventTime();
        fields.checkKey();
        for (Pin pin : pins) {
            checkPin(pin);
        }
        return tsMicros;
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
