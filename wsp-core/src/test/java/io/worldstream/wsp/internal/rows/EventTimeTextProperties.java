package io.worldstream.wsp.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/** Instants against {@code java.time}. */
final class EventTimeTextProperties {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

    @Property(tries = 5000)
    void whatIsWrittenIsWhatJavaTimeWrites(@ForAll("micros") long micros) {
        assertThat(EventTimeText.format(micros))
                .isEqualTo(MICROS.format(instant(micros).atOffset(ZoneOffset.UTC)));
    }

    @Property(tries = 5000)
    void whatIsWrittenIsReadBack(@ForAll("micros") long micros) {
        assertThat(EventTimeText.micros(EventTimeText.format(micros))).isEqualTo(micros);
    }

    /** {@code ChronoUnit.MICROS.between} cannot say it of the year 9999. */
    @Property
    void anInstantIsReadWhateverItsYear(@ForAll("micros") long micros) {
        assertThat(EventTimeText.micros(instant(micros))).isEqualTo(micros);
        assertThat(EventTimeText.micros(instant(micros).plusNanos(999))).isEqualTo(micros);
    }

    /** Text order is time order, so that envelopes can be compared by eye. */
    @Property
    void theOrderOfTextsIsThatOfInstants(@ForAll("micros") long left, @ForAll("micros") long right) {
        assertThat(Integer.signum(EventTimeText.format(left).compareTo(EventTimeText.format(right))))
                .isEqualTo(Long.compare(left, right));
    }

    @Property(tries = 5000)
    void anyOffsetAndAnyNumberOfDigitsAreReadAsJavaTimeReadsThem(
            @ForAll @LongRange(min = -62_135_000_000_000_000L, max = 253_402_000_000_000_000L) long micros,
            @ForAll @IntRange(min = -1079, max = 1079) int offsetMinutes,
            @ForAll @IntRange(min = 0, max = 9) int digits) {
        long kept = digits >= 6 ? micros : micros - Math.floorMod(micros, power(6 - digits));
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(offsetMinutes * 60);
        String pattern = "uuuu-MM-dd'T'HH:mm:ss" + (digits == 0 ? "" : "." + "S".repeat(digits)) + "xxx";
        String text = DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .format(instant(kept).atOffset(offset));
        assertThat(EventTimeText.micros(text)).as(text).isEqualTo(kept);
    }

    /** Texts that are nearly right: java.time says the same of them, but for hour 24, which it takes. */
    @Property(tries = 20_000)
    void whatIsTakenIsWhatJavaTimeTakes(@ForAll("nearly") String text) {
        assertThat(EventTimeText.micros(text)).as(text).isEqualTo(javaTime(text));
    }

    private static @Nullable Long javaTime(String text) {
        if (text.contains("T24")) {
            return null;
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            long micros = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
            boolean taken = instant.equals(instant.truncatedTo(ChronoUnit.MICROS))
                    && micros >= EventTimeText.MIN_MICROS
                    && micros <= EventTimeText.MAX_MICROS;
            return taken ? micros : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    @Provide
    Arbitrary<Long> micros() {
        return Arbitraries.longs().between(EventTimeText.MIN_MICROS, EventTimeText.MAX_MICROS);
    }

    @Provide
    Arbitrary<String> nearly() {
        Arbitrary<String> dates = Arbitraries.of(
                "2026-01-01",
                "2024-02-29",
                "2025-02-29",
                "2026-02-30",
                "2026-12-31",
                "2026-13-01",
                "2026-00-10",
                "0001-01-01",
                "9999-12-31",
                "0000-01-01",
                "2026-06-31");
        Arbitrary<String> times = Arbitraries.of(
                "00:00:00", "23:59:59", "24:00:00", "23:60:00", "23:59:60", "12:34:56", "12:34:5", "1:34:56");
        Arbitrary<String> fractions =
                Arbitraries.of("", ".", ".0", ".5", ".000001", ".0000010", ".0000001", ".123456789", ".1234567890");
        // Beyond 18 hours java.time goes no further than RFC 3339 does.
        Arbitrary<String> offsets =
                Arbitraries.of("Z", "+00:00", "+01:00", "-11:59", "+05:45", "+18:00", "+01:60", "", "+1:00", "+0100");
        return Combinators.combine(dates, times, fractions, offsets)
                .as((date, time, fraction, offset) -> date + "T" + time + fraction + offset)
                .filter(text ->
                        !text.contains(".Z") && !text.contains(".+") && !text.contains(".-") && !text.endsWith("."));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
