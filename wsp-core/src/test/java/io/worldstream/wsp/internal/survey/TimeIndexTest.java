package io.worldstream.wsp.internal.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimeIndexTest {
    /** Entries of three rows each. */
    private static TimeIndex index(List<Integer> times) {
        TimeIndex index = new TimeIndex();
        for (int i = 0; i < times.size(); i++) {
            if (i % 3 == 0) {
                index.add(10L * i, i + 1L, i, times.get(i));
            } else {
                index.extend(times.get(i));
            }
        }
        return index;
    }

    @Property
    void allRowsOfAnInstantOrLaterAreFromTheEntryOn(
            @ForAll @Size(max = 40) List<@IntRange(max = 20) Integer> times, @ForAll @IntRange(max = 22) int from) {
        TimeIndex index = index(times);
        int entry = index.entryBefore(from);
        assertThat(index.size()).isEqualTo((times.size() + 2) / 3);
        if (times.isEmpty()) {
            assertThat(entry).isEqualTo(-1);
            return;
        }
        int first = (int) index.rowsBefore(entry);
        assertThat(index.mark(entry)).isEqualTo(10L * first);
        assertThat(index.rowNumber(entry)).isEqualTo(first + 1L);
        assertThat(times.subList(0, first))
                .allSatisfy(micros -> assertThat(micros).isLessThan(from));
        // No later entry would do, unless there is none.
        if (entry < index.size() - 1) {
            List<Integer> ofEntry = times.subList(first, Math.min(first + 3, times.size()));
            assertThat(ofEntry).anySatisfy(micros -> assertThat(micros).isGreaterThanOrEqualTo(from));
        }
    }

    @Test
    void whatIsKeptIsTheSameIndex() {
        List<Integer> times = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            times.add(i / 2);
        }
        TimeIndex index = index(times);
        TimeIndex read = TimeIndex.of(index.toLongs());
        assertThat(read.size()).isEqualTo(index.size());
        assertThat(read.toLongs()).as("32 bytes an entry").hasSize(4 * read.size());
        assertThat(read.toLongs()).isEqualTo(index.toLongs());
        for (int from : new int[] {0, 1, 250, 499, 500}) {
            assertThat(read.entryBefore(from)).isEqualTo(index.entryBefore(from));
        }
    }
}
