package io.worldstream.wsp.runner.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
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

/** Writes one JSON object on one line. For one thread. */
public final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final StringWriter text = new StringWriter();
    private final JsonGenerator json;

    private JsonLine() throws IOException {
        json = JSON.createGenerator(text);
        json.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN.mappedFeature());
    }

    /** What an object has, field after field. */
    @FunctionalInterface
    public interface Fields {
        /** Writes the fields. */
        void writeTo(JsonLine line) throws IOException;
    }

    /** The text of an object, without a line break. */
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

    /** Text, as {@code toString} gives it, or null. */
    public JsonLine put(String name, @Nullable Object value) throws IOException {
        json.writeStringField(name, value == null ? null : value.toString());
        return this;
    }

    /** A number. */
    public JsonLine put(String name, long value) throws IOException {
        json.writeNumberField(name, value);
        return this;
    }

    /** A truth value. */
    public JsonLine put(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
        return this;
    }

    /** An instant, as the contracts write it, with six fraction digits; or null. */
    public JsonLine put(String name, @Nullable Instant value) throws IOException {
        return put(name, value == null ? null : (Object) micros(value));
    }

    /** A number, digit for digit as it is written. */
    public JsonLine putNumber(String name, String digits) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(digits);
        return this;
    }

    /** A measured number to six digits; null where nothing was measured. */
    public JsonLine putMeasured(String name, @Nullable Double value) throws IOException {
        json.writeFieldName(name);
        if (value == null || !Double.isFinite(value)) {
            json.writeNull();
        } else {
            json.writeNumber(BigDecimal.valueOf(value).round(new MathContext(6)));
        }
        return this;
    }

    /** An exact number in plain digits, or null. */
    public JsonLine put(String name, @Nullable BigDecimal value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
        return this;
    }

    /** A list of numbers. */
    public JsonLine putNumbers(String name, Collection<Long> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (long value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
        return this;
    }

    /** Null. */
    public JsonLine putNull(String name) throws IOException {
        json.writeNullField(name);
        return this;
    }

    /** An object. */
    public JsonLine put(String name, Fields fields) throws IOException {
        json.writeFieldName(name);
        object(fields);
        return this;
    }

    /** A list of texts. */
    public JsonLine putTexts(String name, Collection<?> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (Object value : values) {
            json.writeString(value.toString());
        }
        json.writeEndArray();
        return this;
    }

    /** A list of objects. */
    public JsonLine putObjects(String name, Collection<Fields> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (Fields value : values) {
            object(value);
        }
        json.writeEndArray();
        return this;
    }

    /** An instant as the contracts write it. */
    public static String micros(Instant instant) {
        return MICROS.format(instant);
    }

    private void object(Fields fields) throws IOException {
        json.writeStartObject();
        fields.writeTo(this);
        json.writeEndObject();
    }
}
