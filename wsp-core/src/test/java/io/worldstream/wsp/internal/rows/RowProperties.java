package io.worldstream.wsp.internal.rows;

import static io.worldstream.wsp.internal.samples.ParsedRows.idTexts;
import static io.worldstream.wsp.internal.samples.ParsedRows.keyJson;
import static io.worldstream.wsp.internal.samples.ParsedRows.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.Size;

/** The one order against one that was written another way (contracts 11; I6), and rows that went through bytes. */
final class RowProperties {
    /** A few times more than a long holds. */
    private static final BigInteger MOST = BigInteger.TEN.pow(19).multiply(BigInteger.TWO);

    private final KeyedRows rows = new KeyedRows("a", "b");

    @Property(tries = 20_000)
    void theOrderIsThatOfTheContracts(@ForAll("keyed") Keyed one, @ForAll("keyed") Keyed other) {
        assertThat(Integer.signum(row(one).compareTo(row(other)))).isEqualTo(one.order(other));
        assertThat(Integer.signum(row(other).compareTo(row(one)))).isEqualTo(-one.order(other));
    }

    /** The two rows differ in the spelling of one value at most, so most of them compare as equal. */
    @Property(tries = 5000)
    void theSpellingOfAValueIsNotInTheOrder(@ForAll("value") Value value, @ForAll("value") Value same) {
        Keyed one = new Keyed(0, value, same);
        Keyed other = new Keyed(0, new Value(value.meaning, escaped(value)), same);
        assertThat(row(one)).isEqualByComparingTo(row(other));
        assertThat(idTexts(row(one))).isEqualTo(idTexts(row(other)));
    }

    @Property
    void whatIsWrittenIsReadBack(@ForAll @Size(min = 1, max = 5) List<@From("keyed") Keyed> samples) {
        ByteBuilder bytes = new ByteBuilder(1);
        bytes.append(new byte[] {1, 2, 3});
        List<Row> written = new ArrayList<>();
        for (Keyed sample : samples) {
            Row row = row(sample);
            row.locate(written.size() + 70_000, Long.MAX_VALUE - written.size());
            row.writeTo(bytes);
            written.add(row);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes.array(), 3, bytes.length() - 3);
        Row read = new Row();
        for (Row row : written) {
            read.readFrom(in);
            assertSame(read, row);
        }
        assertThat(in.hasRemaining()).isFalse();
    }

    private static void assertSame(Row read, Row row) {
        assertThat(read.tsMicros()).isEqualTo(row.tsMicros());
        assertThat(read.outputIndex()).isEqualTo(row.outputIndex());
        assertThat(read.part()).isEqualTo(row.part());
        assertThat(read.number()).isEqualTo(row.number());
        assertThat(read.heldBytes()).isEqualTo(row.heldBytes());
        assertThat(text(read)).isEqualTo(text(row));
        assertThat(read.sameText(row)).isTrue();
        assertThat(idTexts(read)).isEqualTo(idTexts(row));
        assertThat(keyJson(read)).isEqualTo(keyJson(row));
        assertThat(read).isEqualByComparingTo(row);
        for (int field = 0; field < row.keySize(); field++) {
            assertThat(read.keyKind(field)).isEqualTo(row.keyKind(field));
        }
    }

    @Property
    void rowsHaveTheSameTextIfItIsTheSame(@ForAll("keyed") Keyed one, @ForAll("keyed") Keyed other) {
        assertThat(row(one).sameText(row(other))).isEqualTo(text(row(one)).equals(text(row(other))));
        assertThat(row(one).sameText(row(one))).isTrue();
    }

    private Row row(Keyed keyed) {
        return rows.row(keyed.tsMicros, keyed.a.json, keyed.b.json);
    }

    /** Another spelling of the same value. */
    private static String escaped(Value value) {
        if (value.meaning instanceof String text) {
            StringBuilder json = new StringBuilder("\"");
            text.chars().forEach(unit -> json.append(String.format(Locale.ROOT, "\\u%04X", unit)));
            return json.append('"').toString();
        }
        return value.json;
    }

    /** Values that are often equal or nearly so. */
    @Provide
    Arbitrary<Value> value() {
        Arbitrary<Value> booleans = Arbitraries.of(true, false).map(value -> new Value(value, value.toString()));
        Arbitrary<String> integers = Arbitraries.oneOf(
                Arbitraries.integers().between(-12, 12).map(String::valueOf),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.bigIntegers()
                        .between(MOST.negate(), MOST)
                        .withDistribution(RandomDistribution.uniform())
                        .map(String::valueOf),
                Arbitraries.of("-0", "999999999999999999", "1000000000000000000", "-999999999999999999"));
        Arbitrary<String> reals = Combinators.combine(
                        Arbitraries.of("-", ""),
                        Arbitraries.of("0", "1", "10", "9007199254740993"),
                        Arbitraries.of("", ".0", ".5", ".50", ".000000000000000000001"),
                        Arbitraries.of("e0", "E+1", "e-1", "e-0", "e17", "e-300"))
                .as((sign, whole, fraction, exponent) -> sign + whole + fraction + exponent);
        Arbitrary<Value> numbers =
                Arbitraries.oneOf(integers, reals).map(spelling -> new Value(new BigDecimal(spelling), spelling));
        Arbitrary<Value> texts = Arbitraries.of("a", "b", "\u007f", "\u00fc", "\uffff", "\ud83d\ude80", "0", "\u0800")
                .list()
                .ofMaxSize(3)
                .map(pieces -> String.join("", pieces))
                .map(text -> new Value(text, '"' + text + '"'));
        return Arbitraries.oneOf(booleans, numbers, texts);
    }

    @Provide
    Arbitrary<Keyed> keyed() {
        Arbitrary<Long> times =
                Arbitraries.of(0L, 1L, -1L, EventTimeText.MIN_MICROS, EventTimeText.MAX_MICROS, 1L << 32);
        Arbitrary<Value> spelled = Combinators.combine(value(), Arbitraries.of(true, false))
                .as((value, escape) -> {
                    return escape ? new Value(value.meaning, escaped(value)) : value;
                });
        return Combinators.combine(times, spelled, spelled).as(Keyed::new);
    }

    /** The event time and key values given to a row. */
    record Keyed(long tsMicros, Value a, Value b) {
        int order(Keyed other) {
            int byTime = Long.compare(tsMicros, other.tsMicros);
            int byA = byTime != 0 ? byTime : a.order(other.a);
            return byA != 0 ? byA : b.order(other.b);
        }
    }

    /**
     * A key's value.
     *
     * @param meaning a Boolean, a BigDecimal or a String
     * @param json how it is spelled
     */
    record Value(Object meaning, String json) {
        int order(Value other) {
            if (meaning instanceof Boolean one && other.meaning instanceof Boolean two) {
                return Boolean.compare(one, two);
            }
            if (meaning instanceof BigDecimal one && other.meaning instanceof BigDecimal two) {
                return one.compareTo(two);
            }
            if (meaning instanceof String one && other.meaning instanceof String two) {
                int order = Arrays.compare(
                        one.codePoints().toArray(), two.codePoints().toArray());
                return Integer.signum(order);
            }
            return Integer.compare(rank(meaning), rank(other.meaning));
        }

        private static int rank(Object meaning) {
            return meaning instanceof Boolean ? 0 : meaning instanceof BigDecimal ? 1 : 2;
        }
    }
}
