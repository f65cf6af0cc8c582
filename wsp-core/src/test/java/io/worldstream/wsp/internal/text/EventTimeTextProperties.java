package io.worldstream.wsp.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
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
import org.junit.jupiter.api.Test;

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

    /** The text stands amid other digits, as in a row. */
    @Property(tries = 5000)
    void anInstantIsReadWhereItStands(@ForAll("nearly") String text, @ForAll @IntRange(max = 9) int before) {
        byte[] utf8 = ("9".repeat(before) + text + "0Z").getBytes(StandardCharsets.UTF_8);
        assertThat(EventTimeText.micros(utf8, before, utf8.length - 2)).as(text).isEqualTo(javaTime(text));
    }

    /** Each day that there is, and a second of it, there and back. */
    @Test
    void everyDayIsWrittenAndReadAsJavaTimeSaysIt() {
        byte[] text = new byte[EventTimeText.MICROS_LENGTH + 2];
        LocalDate end = LocalDate.of(10_000, 1, 1);
        for (LocalDate day = LocalDate.of(1, 1, 1); day.isBefore(end); day = day.plusDays(1)) {
            int second = (int) Math.floorMod(day.toEpochDay() * 7919, 86_400L);
            long micros = (day.toEpochDay() * 86_400 + second) * 1_000_000 + second;
            EventTimeText.write(micros, text, 1);
            boolean same = number(text, 1, 4) == day.getYear()
                    && number(text, 6, 2) == day.getMonthValue()
                    && number(text, 9, 2) == day.getDayOfMonth()
                    && EventTimeText.micros(text, 1, text.length - 1) == micros;
            if (!same) {
                assertThat(new String(text, 1, EventTimeText.MICROS_LENGTH, StandardCharsets.US_ASCII))
                        .isEqualTo(MICROS.format(instant(micros).atOffset(ZoneOffset.UTC)));
                assertThat(EventTimeText.micros(text, 1, text.length - 1)).isEqualTo(micros);
            }
        }
        assertThat(text[0]).as("what is before").isZero();
        assertThat(text[text.length - 1]).as("what is behind").isZero();
    }

    @Test
    void everySecondOfADayIsWrittenAndReadAsJavaTimeSaysIt() {
        byte[] text = new byte[EventTimeText.MICROS_LENGTH];
        for (int second = 0; second < 86_400; second++) {
            LocalTime time = LocalTime.ofSecondOfDay(second);
            EventTimeText.write(second * 1_000_000L, text, 0);
            boolean same = number(text, 11, 2) == time.getHour()
                    && number(text, 14, 2) == time.getMinute()
                    && number(text, 17, 2) == time.getSecond()
                    && EventTimeText.micros(text, 0, text.length) == second * 1_000_000L;
            assertThat(same).as(time.toString()).isTrue();
        }
    }

    private static int number(byte[] text, int from, int digits) {
        return Integer.parseInt(new String(text, from, digits, StandardCharsets.US_ASCII));
    }

    private static long javaTime(String text) {
        if (text.contains("T24")) {
            return EventTimeText.NONE;
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            long micros = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
            boolean taken = instant.equals(instant.truncatedTo(ChronoUnit.MICROS))
                    && micros >= EventTimeText.MIN_MICROS
                    && micros <= EventTimeText.MAX_MICROS;
            return taken ? micros : EventTimeText.NONE;
        } catch (DateTimeParseException e) {
            return EventTimeText.NONE;
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
