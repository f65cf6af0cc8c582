package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.parquet.LocalTimestamps;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.DurationText;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.runner.log.LogFormat;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the values of options that are not text. A message about a wrong one says what is allowed in words; those of
 * picocli name Java types.
 */
final class OptionTypes {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,100}");

    private static final Duration LONGEST_LATENCY = Duration.ofDays(1);

    private OptionTypes() {}

    /** Registers all types that options of the command and of its present subcommands have. */
    static void registerOn(CommandLine wsp) {
        wsp.registerConverter(int.class, text -> (int) whole(text, Integer.MAX_VALUE))
                .registerConverter(long.class, text -> whole(text, Long.MAX_VALUE))
                .registerConverter(BigInteger.class, OptionTypes::whole)
                .registerConverter(Duration.class, OptionTypes::latency)
                .registerConverter(LogFormat.class, oneOf(LogFormat.class))
                .registerConverter(EnvelopeContract.class, oneOf(EnvelopeContract.class))
                .registerConverter(TimeFormat.class, oneOf(TimeFormat.class))
                .registerConverter(LocalTimestamps.class, oneOf(LocalTimestamps.class))
                .registerConverter(InputFormat.class, oneOf(InputFormat.class))
                .registerConverter(CompletionCommand.Target.class, oneOf(CompletionCommand.Target.class));
    }

    private static BigInteger whole(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw expected("a whole number", text);
        }
        return new BigInteger(text);
    }

    private static long whole(String text, long most) {
        BigInteger value = whole(text);
        if (value.abs().compareTo(BigInteger.valueOf(most)) > 0) {
            throw expected("a whole number from -" + most + " to " + most, text);
        }
        return value.longValueExact();
    }

    /** Reads a latency. The unit is required: a bare number says too little. */
    private static Duration latency(String text) {
        try {
            Duration value = DurationText.read(text);
            if (!value.isZero() && value.compareTo(LONGEST_LATENCY) <= 0) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            // The message below says what is allowed.
        }
        throw expected("a duration above 0 and up to 24h, with its unit, such as 200ms or 0.2s", text);
    }

    /** Creates a type of fixed words, in any case. */
    private static <E extends Enum<E>> ITypeConverter<E> oneOf(Class<E> type) {
        return text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> expected(
                        Arrays.stream(type.getEnumConstants())
                                .map(OptionTypes::word)
                                .collect(Collectors.joining(", ", "one of ", "")),
                        text));
    }

    private static String word(Enum<?> constant) {
        return constant.toString().toLowerCase(Locale.ROOT);
    }

    private static TypeConversionException expected(String allowed, String found) {
        return new TypeConversionException("expected " + allowed + ", found " + LogText.quote(found));
    }
}
