package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.adapter.parquet.Annotation.Kind;
import io.worldstream.wsp.adapter.parquet.Annotation.TimeUnit;
import io.worldstream.wsp.api.support.LogText;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the JSON form of a column according to the table in {@code docs/parquet.md}. Stateless; the returned objects
 * are not.
 */
final class ValueTexts {
    private static final int UUID_BYTES = 16;
    /** 76 digits: the widest decimals of any common writer. */
    private static final int MAX_DECIMAL_BYTES = 32;

    private static final int MAX_DECIMAL_DIGITS = 76;
    private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;

    private ValueTexts() {}

    static ValueText of(Column column, Annotation annotation, LocalTimestamps localTimestamps) {
        String path = column.path();
        boolean isText = column.physical() == Physical.BYTE_ARRAY;
        boolean isInt = column.physical() == Physical.INT32;
        boolean isWhole = isInt || column.physical() == Physical.INT64;
        boolean isFixed = column.physical() == Physical.FIXED_LEN_BYTE_ARRAY;
        ValueText text = switch (annotation.kind()) {
            case NONE -> plain(column);
            case STRING, ENUM, JSON -> isText ? string(path) : null;
            case INTEGER -> isWhole ? integer(isInt, annotation.flag()) : null;
            case DECIMAL -> decimal(column, annotation);
            case DATE -> isInt ? date(path) : null;
            case TIME -> isInt == (annotation.unit() == TimeUnit.MILLIS) && isWhole ? time(path, annotation) : null;
            case TIMESTAMP -> column.physical() == Physical.INT64 ? timestamp(path, annotation, localTimestamps) : null;
            case UUID -> isFixed && column.width() == UUID_BYTES ? ValueTexts::writeUuid : null;
            case FLOAT16 -> isFixed && column.width() == Short.BYTES ? float16(path) : null;
            case ALWAYS_NULL ->
                (value, out) -> {
                    throw Refusal.damaged("column " + LogText.quote(path) + " is always null and has a value");
                };
            case MAP, LIST, OTHER -> null;
        };
        if (text == null) {
            String hint =
                    annotation.kind() == Kind.NONE ? "without an annotation that says what it is" : annotation.name();
            throw Refusal.unsupported("column " + LogText.quote(path) + " is " + column.physical() + " " + hint);
        }
        return text;
    }

    private static @Nullable ValueText plain(Column column) {
        String path = column.path();
        return switch (column.physical()) {
            case BOOLEAN -> (value, out) -> out.putBoolean(value.number != 0);
            case INT32, INT64 -> (value, out) -> out.putLong(value.number);
            case FLOAT -> (value, out) -> writeDouble(Float.intBitsToFloat((int) value.number), path, out);
            case DOUBLE -> (value, out) -> writeDouble(Double.longBitsToDouble(value.number), path, out);
            case INT96 -> int96(path);
            // Bytes without an annotation as text.
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> null;
        };
    }

    private static ValueText string(String path) {
        return (value, out) -> {
            if (!out.putString(value.bytes, value.offset, value.length)) {
                throw Refusal.invalidValue(path, "a text that is not valid UTF-8");
            }
        };
    }

    private static ValueText integer(boolean narrow, boolean signed) {
        if (signed) {
            return (value, out) -> out.putLong(value.number);
        }
        return narrow
                ? (value, out) -> out.putUnsigned(value.number & 0xffff_ffffL)
                : (value, out) -> out.putUnsigned(value.number);
    }

    private static void writeDouble(double value, String path, RowText out) {
        if (!Double.isFinite(value)) {
            throw Refusal.invalidValue(path, value + ", which JSON has no number for");
        }
        DoubleText.write(value, out);
    }

    private static ValueText float16(String path) {
        return (value, out) -> {
            int bits = (value.bytes[value.offset] & 0xff) | (value.bytes[value.offset + 1] & 0xff) << Byte.SIZE;
            int exponent = bits >>> 10 & 0x1f;
            double fraction = bits & 0x3ff;
            double magnitude = exponent == 0
                    ? fraction * 0x1p-24
                    : exponent == 0x1f
                            ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                            : (1024 + fraction) * Math.scalb(1.0, exponent - 25);
            writeDouble(bits >>> 15 == 0 ? magnitude : -magnitude, path, out);
        };
    }

    private static void writeUuid(ValueDecoder value, RowText out) {
        out.put('"');
        int at = value.offset;
        for (int bytes : new int[] {4, 2, 2, 2, 6}) {
            if (at > value.offset) {
                out.put('-');
            }
            out.putHex(value.bytes, at, bytes);
            at += bytes;
        }
        out.put('"');
    }

    private static @Nullable ValueText decimal(Column column, Annotation annotation) {
        int scale = annotation.scale();
        int precision = annotation.precision();
        if (precision < 1 || scale < 0 || scale > precision) {
            throw Refusal.damaged("column " + LogText.quote(column.path()) + " is a decimal of " + precision
                    + " digits, " + scale + " after the decimal point");
        }
        if (precision > MAX_DECIMAL_DIGITS || column.width() > MAX_DECIMAL_BYTES) {
            throw Refusal.unsupported("column " + LogText.quote(column.path()) + " is a decimal of " + precision
                    + " digits in " + column.width() + " bytes");
        }
        String path = column.path();
        return switch (column.physical()) {
            case INT32, INT64 -> (value, out) -> writeDecimal(value.number, scale, out);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> (value, out) -> writeBigDecimal(value, scale, path, out);
            default -> null;
        };
    }

    private static void writeDecimal(long unscaled, int scale, RowText out) {
        if (scale == 0) {
            out.putLong(unscaled);
        } else if (scale > 18 || unscaled == Long.MIN_VALUE) {
            writeBigDecimal(BigInteger.valueOf(unscaled), scale, out);
        } else {
            long power = 1;
            for (int i = 0; i < scale; i++) {
                power *= 10;
            }
            long magnitude = Math.abs(unscaled);
            if (unscaled < 0) {
                out.put('-');
            }
            out.putUnsigned(magnitude / power);
            out.put('.');
            out.putDigits(magnitude % power, scale);
        }
    }

    private static void writeBigDecimal(ValueDecoder value, int scale, String path, RowText out) {
        if (value.length == 0 || value.length > MAX_DECIMAL_BYTES) {
            throw Refusal.invalidValue(path, "a decimal of " + value.length + " bytes");
        }
        if (value.length <= Long.BYTES) {
            long unscaled = value.bytes[value.offset];
            for (int i = 1; i < value.length; i++) {
                unscaled = (unscaled << Byte.SIZE) | (value.bytes[value.offset + i] & 0xff);
            }
            writeDecimal(unscaled, scale, out);
        } else {
            writeBigDecimal(new BigInteger(value.bytes, value.offset, value.length), scale, out);
        }
    }

    private static void writeBigDecimal(BigInteger unscaled, int scale, RowText out) {
        byte[] digits = RowText.ascii(unscaled.abs().toString());
        if (unscaled.signum() < 0) {
            out.put('-');
        }
        int whole = Math.max(digits.length - scale, 0);
        if (whole == 0) {
            out.put('0');
        }
        out.put(digits, 0, whole);
        if (scale > 0) {
            out.put('.');
            out.putDigits(0, scale - (digits.length - whole));
            out.put(digits, whole, digits.length - whole);
        }
    }

    private static ValueText date(String path) {
        TimeText text = new TimeText();
        return (value, out) -> {
            requireDate(value.number, value.number, path);
            out.put('"');
            text.writeDate(value.number, out);
            out.put('"');
        };
    }

    private static ValueText time(String path, Annotation annotation) {
        TimeUnit unit = annotation.unit();
        return (value, out) -> {
            if (value.number < 0 || value.number >= TimeText.perDay(unit)) {
                throw Refusal.invalidValue(path, "a time of day of " + value.number + " " + unit);
            }
            out.put('"');
            TimeText.writeTime(value.number, unit, out);
            end(annotation.flag(), out);
        };
    }

    private static ValueText timestamp(String path, Annotation annotation, LocalTimestamps local) {
        TimeUnit unit = annotation.unit();
        boolean utc = annotation.flag() || local == LocalTimestamps.UTC;
        long perDay = TimeText.perDay(unit);
        TimeText text = new TimeText();
        return (value, out) -> {
            long day = Math.floorDiv(value.number, perDay);
            requireDate(day, value.number, path);
            out.put('"');
            text.writeDate(day, out);
            out.put('T');
            TimeText.writeTime(value.number - day * perDay, unit, out);
            end(utc, out);
        };
    }

    /** Writes the timestamps of Hive and Impala: nanoseconds of the day, then the Julian day. */
    private static ValueText int96(String path) {
        TimeText text = new TimeText();
        return (value, out) -> {
            long nanos = LittleEndian.int64(value.bytes, value.offset);
            long julian = LittleEndian.int32(value.bytes, value.offset + Long.BYTES);
            if (nanos < 0 || nanos >= TimeText.perDay(TimeUnit.NANOS)) {
                throw Refusal.invalidValue(path, "a time of day of " + nanos + " nanoseconds");
            }
            requireDate(julian - JULIAN_DAY_OF_EPOCH, julian, path);
            out.put('"');
            text.writeDate(julian - JULIAN_DAY_OF_EPOCH, out);
            out.put('T');
            TimeText.writeTime(nanos, TimeUnit.NANOS, out);
            end(true, out);
        };
    }

    private static void end(boolean utc, RowText out) {
        if (utc) {
            out.put('Z');
        }
        out.put('"');
    }

    private static void requireDate(long epochDay, long value, String path) {
        if (!TimeText.isDate(epochDay)) {
            throw Refusal.invalidValue(path, value + ", which lies outside the years 0001 to 9999");
        }
    }
}
