package io.worldstream.wsp.internal.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.worldstream.wsp.Pins;
import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.api.Printable;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.json.Surrogates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one output's rows strictly and checks what every row must have: event time, primary key, and pins that equal the
 * run's (contracts 3, 4, 12). One thread.
 */
public final class RowParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final int outputIndex;
    private final Target target;
    private final Map<String, String> pins;
    private final Map<String, @Nullable Scalar> wanted = new HashMap<>();
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private CharBuffer chars = CharBuffer.allocate(1024);

    /**
     * @param outputIndex the output's place in the plan
     * @param target the output
     * @param runPins what its pins must equal
     */
    public RowParser(int outputIndex, Target target, Pins runPins) {
        this.outputIndex = outputIndex;
        this.target = target;
        // A row's own run_id is not compared: sealed rows may come from an earlier execution (contracts 4).
        this.pins = Map.of(
                "manifest_fingerprint", runPins.manifestFingerprint().value(),
                "parameter_hash", runPins.parameterHash().value(),
                "seed", runPins.seed().toString(),
                "scenario_id", runPins.scenarioId());
    }

    /**
     * Reads a row.
     *
     * @param buffer holds the row's text; copied
     * @param offset where it starts
     * @param length its length, without white space around it
     * @throws RowFault if it is no row of this run
     */
    public Row parse(byte[] buffer, int offset, int length) throws RowFault {
        collect(decode(buffer, offset, length));
        List<KeyField> key = new ArrayList<>(target.primaryKey().size());
        long tsMicros = eventTime();
        for (String field : target.primaryKey()) {
            key.add(keyField(field));
        }
        for (Map.Entry<String, String> pin : pins.entrySet()) {
            checkPin(pin.getKey(), pin.getValue());
        }
        return new Row(tsMicros, outputIndex, key, Arrays.copyOfRange(buffer, offset, offset + length));
    }

    private CharBuffer decode(byte[] buffer, int offset, int length) throws RowFault {
        if (chars.capacity() < length) {
            chars = CharBuffer.allocate(Math.max(length, 2 * chars.capacity()));
        }
        chars.clear();
        try {
            utf8.reset();
            var result = utf8.decode(ByteBuffer.wrap(buffer, offset, length), chars, true);
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            throw new RowFault(ReasonCode.ROW_INVALID, "is not valid UTF-8");
        }
        return chars.flip();
    }

    /** Walks the whole row, so that all of it is known to be JSON, and keeps the fields that matter. */
    private void collect(CharBuffer text) throws RowFault {
        wanted.clear();
        try (JsonParser parser = JSON.createParser(text.array(), 0, text.limit())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RowFault(ReasonCode.ROW_INVALID, "is not a JSON object");
            }
            int depth = 1;
            String topField = "";
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw new RowFault(ReasonCode.ROW_INVALID, "ends within the object");
                }
                if (token == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    requireNoLoneSurrogate(name);
                    if (depth == 1) {
                        topField = name;
                    }
                    continue;
                }
                if (token == JsonToken.VALUE_STRING) {
                    requireNoLoneSurrogate(CharBuffer.wrap(
                            parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength()));
                }
                if (depth == 1 && !token.isStructEnd() && matters(topField)) {
                    wanted.put(topField, new Scalar(token, token.isStructStart() ? "" : parser.getText()));
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
            if (parser.nextToken() != null) {
                throw new RowFault(ReasonCode.ROW_INVALID, "has something after the object");
            }
        } catch (JsonProcessingException e) {
            throw new RowFault(
                    ReasonCode.ROW_INVALID, "is not valid JSON: " + Printable.bounded(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private boolean matters(String field) {
        return field.equals(target.timeField())
                || pins.containsKey(field)
                || target.primaryKey().contains(field);
    }

    private static void requireNoLoneSurrogate(CharSequence text) throws RowFault {
        if (Surrogates.firstLone(text) >= 0) {
            throw new RowFault(ReasonCode.ROW_INVALID, "holds a lone surrogate");
        }
    }

    private long eventTime() throws RowFault {
        String field = target.timeField();
        Scalar time = wanted.get(field);
        if (time == null || time.token == JsonToken.VALUE_NULL) {
            throw new RowFault(ReasonCode.EVENT_TIME_MISSING, "has no " + Printable.bounded(field));
        }
        Long micros = switch (target.timeFormat()) {
            case RFC3339 -> time.token == JsonToken.VALUE_STRING ? EventTimeText.micros(time.text) : null;
            case EPOCH_S -> epoch(time, 1_000_000, 1);
            case EPOCH_MS -> epoch(time, 1_000, 1);
            case EPOCH_US -> epoch(time, 1, 1);
            case EPOCH_NS -> epoch(time, 1, 1_000);
        };
        if (micros == null) {
            throw new RowFault(
                    ReasonCode.EVENT_TIME_INVALID,
                    field + " is " + Printable.bounded(time.text) + ", which is no instant in " + target.timeFormat()
                            + " that whole microseconds of the years 0001 to 9999 can hold");
        }
        return micros;
    }

    private static @Nullable Long epoch(Scalar time, long multiplier, long divisor) {
        if (time.token != JsonToken.VALUE_NUMBER_INT) {
            return null;
        }
        try {
            long value = Long.parseLong(time.text);
            long micros = Math.multiplyExact(value, multiplier) / divisor;
            boolean whole = value % divisor == 0;
            return whole && micros >= EventTimeText.MIN_MICROS && micros <= EventTimeText.MAX_MICROS ? micros : null;
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private KeyField keyField(String field) throws RowFault {
        Scalar value = wanted.get(field);
        if (value == null || value.token == JsonToken.VALUE_NULL) {
            throw new RowFault(ReasonCode.PRIMARY_KEY_MISSING, "has no key field " + Printable.bounded(field));
        }
        return switch (value.token) {
            case VALUE_STRING -> new KeyField.Text(value.text);
            case VALUE_NUMBER_INT -> KeyField.Int.of(value.text);
            case VALUE_NUMBER_FLOAT -> KeyField.Real.of(value.text);
            case VALUE_TRUE -> new KeyField.Bool(true);
            case VALUE_FALSE -> new KeyField.Bool(false);
            default ->
                throw new RowFault(
                        ReasonCode.PRIMARY_KEY_UNSUPPORTED,
                        "key field " + Printable.bounded(field) + " is an array or an object");
        };
    }

    private void checkPin(String field, String expected) throws RowFault {
        Scalar value = wanted.get(field);
        if (value == null) {
            return;
        }
        boolean equal;
        if (field.equals("seed")) {
            // "-0" is the one integer text, of those that JSON allows, that is not its value's only spelling.
            equal = value.token == JsonToken.VALUE_NUMBER_INT
                    && (value.text.equals("-0") ? "0" : value.text).equals(expected);
        } else {
            equal = value.token == JsonToken.VALUE_STRING && value.text.equals(expected);
        }
        if (!equal) {
            throw new RowFault(
                    ReasonCode.ROW_PIN_MISMATCH,
                    field + " is " + Printable.bounded(value.text) + ", but the run's pin is "
                            + Printable.bounded(expected));
        }
    }

    private record Scalar(JsonToken token, String text) {}
}
