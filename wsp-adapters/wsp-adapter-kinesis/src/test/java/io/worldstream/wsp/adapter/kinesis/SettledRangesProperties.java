package io.worldstream.wsp.adapter.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.adapter.kinesis.SettledRanges.Range;
import java.math.BigInteger;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Ranges against a set of numbers. */
class SettledRangesProperties {
    private static final int MOST = 40;

    @Provide
    Arbitrary<List<Range>> ranges() {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, MOST);
        return Combinators.combine(numbers, numbers)
                .as((one, other) -> new int[] {Math.min(one, other), Math.max(one, other)})
                .filter(each -> each[0] < each[1])
                .map(each -> new Range(BigInteger.valueOf(each[0]), BigInteger.valueOf(each[1])))
                .list()
                .ofMaxSize(12);
    }

    @Property
    void add_anyRanges_isTheirUnion(@ForAll("ranges") List<Range> ranges) {
        assertIs(model(ranges), of(ranges));
    }

    @Property
    void addAll_isTheUnion_inEitherOrder(@ForAll("ranges") List<Range> ours, @ForAll("ranges") List<Range> theirs) {
        BitSet both = model(ours);
        both.or(model(theirs));
        SettledRanges one = of(ours);
        one.addAll(of(theirs));
        SettledRanges other = of(theirs);
        other.addAll(of(ours));
        assertIs(both, one);
        assertThat(one.ranges()).isEqualTo(other.ranges());
        one.addAll(other);
        assertIs(both, one);
    }

    /** As a source does: each record in the order in which it settles, with the one before it as it was read. */
    @Property
    void settling_eachRecordAfterThePrevious_leavesOneRangePerGap(
            @ForAll("permutations") List<Integer> order, @ForAll("counts") int settled) {
        SettledRanges ranges = new SettledRanges();
        BitSet done = new BitSet();
        for (int record : order.subList(0, Math.min(settled, order.size()))) {
            ranges.add(new Range(BigInteger.valueOf(record - 1L), BigInteger.valueOf(record)));
            done.set(record);
        }
        assertIs(done, ranges);
        assertThat(ranges.prefix().intValue()).isEqualTo(done.nextClearBit(1) - 1);
        assertThat(ranges.unsettled())
                .allSatisfy(record -> assertThat(done.get(record.intValue()))
                        .as("%s is not settled", record)
                        .isFalse());
    }

    @Provide
    Arbitrary<List<Integer>> permutations() {
        return Arbitraries.shuffle(IntStream.rangeClosed(1, MOST).boxed().toList());
    }

    @Provide
    Arbitrary<Integer> counts() {
        return Arbitraries.integers().between(0, MOST);
    }

    private static SettledRanges of(List<Range> ranges) {
        SettledRanges settled = new SettledRanges();
        ranges.forEach(settled::add);
        return settled;
    }

    private static BitSet model(List<Range> ranges) {
        BitSet model = new BitSet();
        ranges.forEach(
                range -> model.set(range.from().intValue() + 1, range.to().intValue() + 1));
        return model;
    }

    private static void assertIs(BitSet model, SettledRanges ranges) {
        for (int i = 0; i <= MOST + 1; i++) {
            assertThat(ranges.contains(BigInteger.valueOf(i)))
                    .as("%s contains %s", ranges, i)
                    .isEqualTo(model.get(i));
        }
        assertThat(ranges.last().intValue()).isEqualTo(Math.max(0, model.length() - 1));
        List<Range> all = ranges.ranges();
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i - 1).to())
                    .as("apart: %s", ranges)
                    .isLessThan(all.get(i).from());
        }
    }
}
