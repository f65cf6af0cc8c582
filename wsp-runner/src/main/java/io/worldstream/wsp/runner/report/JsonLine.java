package io.worldstream.wsp.runner.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object on one line. A lone surrogate in a text, which no encoding can carry, becomes U+FFFD. Not
 * thread-safe.
 */
public final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory().setCharacterEscapes(new LineEscapes());
    private static final int REPLACEMENT_CHARACTER = 0xFFFD;
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Escapes also what readers of lines take for a line break, and terminals for a command. */
    private static final class LineEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final char DELETE = 0x7F;
        private static final char LAST_CONTROL = 0x9F;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DELETE] = ESCAPE_CUSTOM;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int unit) {
            boolean escaped = (unit >= DELETE && unit <= LAST_CONTROL) || unit == 0x2028 || unit == 0x2029;
            return escaped ? new SerializedString(String.format("\\u%04x", unit)) : null;
        }
    }

    private final StringWriter text = new StringWriter();
    private final JsonGenerator json;

    private JsonLine() throws IOException {
        json = JSON.createGenerator(text);
        json.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN.mappedFeature());
    }

    /** The fields of an object, in order. */
    @FunctionalInterface
    public interface Fields {
        /** Writes the fields. */
        void writeTo(JsonLine line) throws IOException;
    }

    /** Returns the text of an object, without a line break. */
    public static String of(Fields fields) {
        try {
            JsonLine line = new JsonLine();
            line.object(fields);
            line.json.close();
            return line.text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer does not fail", e);
        }
    }

    /** Adds text, as {@code toString} gives it, or null. */
    public JsonLine put(String name, @Nullable Object value) throws IOException {
        json.writeStringField(wellFormed(name), value == null ? null : wellFormed(value.toString()));
        return this;
    }

    /** Adds a number. */
    public JsonLine put(String name, long value) throws IOException {
        json.writeNumberField(name, value);
        return this;
    }

    /** Adds a boolean. */
    public JsonLine put(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
        return this;
    }

    /** Adds an instant in the form of the contracts, with six fraction digits; or null. */
    public JsonLine put(String name, @Nullable Instant value) throws IOException {
        return put(name, value == null ? null : (Object) micros(value));
    }

    /** Adds a number with exactly these digits. */
    public JsonLine putNumber(String name, String digits) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(digits);
        return this;
    }

    /** Adds a measured number, rounded to six significant digits; null if nothing was measured. */
    public JsonLine putMeasured(String name, @Nullable Double value) throws IOException {
        json.writeFieldName(name);
        if (value == null || !Double.isFinite(value)) {
            json.writeNull();
        } else {
            json.writeNumber(BigDecimal.valueOf(value).round(new MathContext(6)));
        }
        return this;
    }

    /** Adds an exact number in plain digits, or null. */
    public JsonLine put(String name, @Nullable BigDecimal value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
        return this;
    }

    /** Adds a list of numbers. */
    public JsonLine putNumbers(String name, Collection<Long> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (long value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
        return this;
    }

    /** Adds null. */
    public JsonLine putNull(String name) throws IOException {
        json.writeNullField(name);
        return this;
    }

    /** Adds an object. */
    public JsonLine put(String name, Fields fields) throws IOException {
        json.writeFieldName(name);
        object(fields);
        return this;
    }

    /** Adds a list of texts. */
    public JsonLine putTexts(String name, Collection<?> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (Object value : values) {
            json.writeString(wellFormed(value.toString()));
        }
        json.writeEndArray();
        return this;
    }

    /** Adds a list of objects. */
    public JsonLine putObjects(String name, Collection<Fields> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (Fields value : values) {
            object(value);
        }
        json.writeEndArray();
        return this;
    }

    private static String wellFormed(String text) {
        if (text.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
            return text;
        }
        StringBuilder fixed = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> fixed.appendCodePoint(
                        Character.getType(point) == Character.SURROGATE ? REPLACEMENT_CHARACTER : point));
        return fixed.toString();
    }

    /** Formats an instant as the contracts require. */
    public static String micros(Instant instant) {
        return MICROS.format(instant);
    }

    private void object(Fields fields) throws IOException {
        json.writeStartObject();
        fields.writeTo(this);
        json.writeEndObject();
    }
}
