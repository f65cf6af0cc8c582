package io.worldstream.wsp.testkit.jqwik;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.jqwik.WorldSpec.OutputSpec;
import io.worldstream.wsp.testkit.jqwik.WorldSpec.RowSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Rows as JSON texts, with keys and times in the many spellings that contracts 3 and 11 allow. */
final class RowArbitraries {
    /** The key fields of the rows: one of any kind, and one that makes the row unique. */
    static final List<String> KEY = List.of("k", "n");

    private static final long BASE_MICROS = 1_767_225_600_000_000L;
    private static final int MAX_PARTS = 4;

    private RowArbitraries() {}

    /** Returns values of a key field, as JSON text. Equal values occur in several spellings. */
    static Arbitrary<String> keyTexts() {
        return Arbitraries.oneOf(
                Arbitraries.of("true", "false"),
                Arbitraries.integers().between(-3, 3).map(String::valueOf),
                Arbitraries.of("18446744073709551615", "9007199254740993", "-9223372036854775808"),
                Arbitraries.of("0.5", "1.0", "1.00", "1e0", "-0.25", "1e16", "123456.789", "1e-05"),
                texts());
    }

    /** Returns strings as JSON text: plain, escaped in several spellings, beyond ASCII, beyond U+FFFF. */
    static Arbitrary<String> texts() {
        return Arbitraries.of(
                "\"\"",
                "\"a\"",
                "\"b|c\"",
                "\"\\u0061\"",
                "\"\\/\\\"\\\\\"",
                "\"é\"",
                "\"\uFF5E\"",
                "\"\uD83C\uDFE7\"",
                "\"\\ud83c\\udfe7\"");
    }

    /** Returns an output's rows in their parts, with few instants, so that many rows share theirs. */
    static Arbitrary<OutputSpec> outputs(Catalogue.Output entry, Pins pins) {
        Arbitrary<Draft> draft = Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.longs().between(0, 5),
                                Arbitraries.longs().between(0, 2_678_399_999_999L)),
                        keyTexts(),
                        Arbitraries.integers().between(0, 5),
                        extras(pins),
                        Arbitraries.integers().between(0, MAX_PARTS - 1))
                .as(Draft::new);
        return Combinators.combine(
                        draft.list().ofMaxSize(25), Arbitraries.integers().between(1, MAX_PARTS))
                .as((drafts, parts) -> new OutputSpec(entry, dealt(drafts, parts, entry)));
    }

    private static Arbitrary<String> extras(Pins pins) {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "",
                        ",\"amount\":10.50",
                        ",\"nested\":{\"a\":[1,{\"b\":null}]}",
                        ", \"spaced\" : 12345678901234567890 "),
                Arbitraries.just(",\"seed\":" + pins.seed() + ",\"manifest_fingerprint\":\""
                        + pins.manifestFingerprint() + "\",\"run_id\":\"another\""),
                texts().map(text -> ",\"note\":" + text));
    }

    private static List<List<RowSpec>> dealt(List<Draft> drafts, int parts, Catalogue.Output entry) {
        List<List<RowSpec>> dealt = new ArrayList<>();
        IntStream.range(0, parts).forEach(part -> dealt.add(new ArrayList<>()));
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            dealt.get(draft.part % parts).add(draft.row(i, entry));
        }
        // By time only: rows of one instant keep their drawn order, since a part may hold them in any order.
        dealt.forEach(rows -> rows.sort((a, b) -> Long.compare(a.tsMicros(), b.tsMicros())));
        return dealt;
    }

    private record Draft(long offsetMicros, String key, int timeStyle, String extra, int part) {
        RowSpec row(int number, Catalogue.Output entry) {
            long micros = BASE_MICROS + offsetMicros;
            return new RowSpec(
                    micros,
                    "{\"k\":" + key + ",\"n\":" + number + ",\"" + entry.timeField() + "\":"
                            + time(micros, entry.timeFormat()) + extra + "}");
        }

        private String time(long micros, TimeFormat format) {
            return switch (format) {
                case EPOCH_US -> Long.toString(micros);
                case EPOCH_NS -> Long.toString(micros * 1000);
                default -> "\"" + rfc3339(micros) + "\"";
            };
        }

        private String rfc3339(long micros) {
            Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            return switch (timeStyle) {
                case 0 -> at(instant, "+01:00", 6);
                case 1 -> at(instant, "-09:30", 9);
                case 2 -> at(instant, "Z", 9);
                // As short as the instant allows, possibly without a fraction.
                case 3 -> instant.toString();
                default -> at(instant, "Z", 6);
            };
        }

        private static String at(Instant instant, String offset, int digits) {
            String pattern = "uuuu-MM-dd'T'HH:mm:ss." + "S".repeat(digits);
            return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(instant.atOffset(ZoneOffset.of(offset)))
                    + offset;
        }
    }
}
