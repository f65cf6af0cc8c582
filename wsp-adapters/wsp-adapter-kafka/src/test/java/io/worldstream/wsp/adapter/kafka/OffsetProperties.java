package io.worldstream.wsp.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Settled offsets, their text, and what is read again after a start, against sets of offsets. */
class OffsetProperties {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final int OFFSETS = 60;

    private static OffsetRanges ranges(List<Integer> starts, int length) {
        OffsetRanges ranges = new OffsetRanges();
        starts.forEach(start -> ranges.add(start, start + length));
        return ranges;
    }

    @Property
    void ranges_hold_whatWasAdded(
            @ForAll @Size(max = 20) List<@IntRange(max = OFFSETS) Integer> starts,
            @ForAll @IntRange(max = 7) int length,
            @ForAll @IntRange(max = OFFSETS) int prefix) {
        Set<Long> model = new TreeSet<>();
        for (int start : starts) {
            for (long offset = start; offset < start + length; offset++) {
                model.add(offset);
            }
        }
        OffsetRanges ranges = ranges(starts, length);
        long before = -1;
        for (Map.Entry<Long, Long> range : ranges.asMap().entrySet()) {
            assertThat(range.getKey()).as("ranges do not touch").isGreaterThan(before);
            before = range.getValue();
        }
        for (long offset = 0; offset < OFFSETS + 10; offset++) {
            assertThat(ranges.contains(offset)).as("%s", offset).isEqualTo(model.contains(offset));
        }
        long first = ranges.absorb(prefix);
        assertThat(first).isGreaterThanOrEqualTo(prefix);
        assertThat(model).doesNotContain(first);
        for (long offset = prefix; offset < first; offset++) {
            assertThat(model).contains(offset);
        }
        assertThat(ranges.asMap().keySet()).allMatch(start -> start > first);
    }

    @Property
    void metadata_text_isReadAsItWasWritten(
            @ForAll @LongRange(max = Long.MAX_VALUE / 2) long prefix,
            @ForAll @Size(max = 30) List<@LongRange(min = 1, max = 1L << 50) Long> lengths) {
        OffsetRanges ranges = new OffsetRanges();
        long position = prefix;
        for (int i = 0; i + 1 < lengths.size(); i += 2) {
            long from = position + lengths.get(i);
            position = from + lengths.get(i + 1);
            ranges.add(from, position);
        }
        CommitMetadata metadata = CommitMetadata.of(prefix, ranges, CommitMetadata.MAX_CHARS);
        assertThat(metadata.end()).isEqualTo(Long.MAX_VALUE);
        assertThat(CommitMetadata.parse(prefix, metadata.text()).orElseThrow().asMap())
                .isEqualTo(ranges.asMap());
    }

    @Property
    void metadata_limit_keepsTheNearest(
            @ForAll @IntRange(max = 200) int maxChars,
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 1000) Integer> gaps) {
        OffsetRanges ranges = new OffsetRanges();
        long position = 10;
        for (int gap : gaps) {
            ranges.add(position + gap, position + gap + 1);
            position += gap + 1;
        }
        CommitMetadata metadata = CommitMetadata.of(10, ranges, maxChars);
        assertThat(metadata.text().length()).isLessThanOrEqualTo(maxChars);
        assertThat(CommitMetadata.parse(10, metadata.text()).orElseThrow().asMap())
                .isEqualTo(ranges.asMap().headMap(metadata.end()));
    }

    @Property
    void metadata_foreignText_isRefusedOrRead(@ForAll @StringLength(max = 40) String text, @ForAll boolean prefixed) {
        CommitMetadata.parse(5, prefixed ? "wsp1:" + text : text)
                .ifPresent(ranges -> assertThat(ranges.asMap().keySet()).allMatch(start -> start > 5));
    }

    @Example
    void metadata_damaged_isRefused() {
        for (String text : List.of("wsp", "wsp2:AQE", "wsp1:", "wsp1:AA", "wsp1:AQA", "wsp1:gA", "wsp1:AQ", "x")) {
            assertThat(CommitMetadata.parse(0, text).filter(ranges -> !ranges.isEmpty()))
                    .as(text)
                    .isEmpty();
        }
        assertThat(CommitMetadata.parse(Long.MAX_VALUE, "wsp1:AQE"))
                .as("overflow")
                .isEmpty();
        assertThat(CommitMetadata.parse(0, "wsp1:" + "_".repeat(16)))
                .as("no end of a number")
                .isEmpty();
        assertThat(CommitMetadata.parse(0, "wsp1:AQE").orElseThrow().asMap()).isEqualTo(Map.of(1L, 2L));
    }

    /** Some offsets have no record; some messages are settled before the restart, with or without a commit after it. */
    @Property
    void restart_fromAnyCommit_deliversExactlyWhatItDoesNotHold(
            @ForAll @Size(min = OFFSETS, max = OFFSETS) List<@IntRange(max = 3) Integer> kinds,
            @ForAll @Size(max = 40) List<@IntRange(max = OFFSETS - 1) Integer> order,
            @ForAll @IntRange(max = 40) int commitAfter,
            @ForAll @IntRange(min = 5, max = 60) int maxChars) {
        PartitionProgress first = new PartitionProgress(PARTITION);
        first.begin(null, 0);
        Set<Long> records = read(first, kinds);
        OffsetAndMetadata committed = null;
        Set<Long> atCommit = new HashSet<>();
        long end = 0;
        Set<Long> settled = new HashSet<>();
        for (int i = 0; i <= order.size(); i++) {
            if (i == commitAfter) {
                PartitionProgress.Position position = first.position(maxChars);
                first.committed();
                assertThat(first.isChanged()).isFalse();
                committed = position.offset();
                end = position.end();
                atCommit.addAll(settled);
            }
            if (i < order.size() && records.contains((long) order.get(i))) {
                long offset = order.get(i);
                first.settle(message(offset));
                settled.add(offset);
            }
        }
        PartitionProgress second = new PartitionProgress(PARTITION);
        second.begin(committed, committed == null ? 0 : committed.offset());
        Set<Long> again = read(second, kinds, committed);
        Set<Long> expected = new HashSet<>(records);
        for (long offset : atCommit) {
            if (offset < end) {
                expected.remove(offset);
            }
        }
        assertThat(again).isEqualTo(expected);
    }

    private static Set<Long> read(PartitionProgress progress, List<Integer> kinds) {
        return read(progress, kinds, null);
    }

    /** Reads from the committed offset on; kind 0 has no record. */
    private static Set<Long> read(
            PartitionProgress progress, List<Integer> kinds, @Nullable OffsetAndMetadata committed) {
        Set<Long> delivered = new HashSet<>();
        for (int offset = committed == null ? 0 : (int) committed.offset(); offset < kinds.size(); offset++) {
            if (kinds.get(offset) != 0 && progress.read(offset)) {
                delivered.add((long) offset);
            }
        }
        progress.reach(kinds.size());
        return delivered;
    }

    private static Message message(long offset) {
        return new Message(PARTITION, offset, 0, Payload.of(new byte[0]));
    }

    @Example
    void progress_prefix_passesSettledMessagesAndGaps() {
        PartitionProgress progress = new PartitionProgress(PARTITION);
        progress.begin(null, 7);
        assertThat(progress.isChanged()).isFalse();
        assertThat(progress.read(7)).isTrue();
        assertThat(progress.read(9)).isTrue();
        progress.reach(12);
        progress.settle(message(9));
        assertThat(progress.position(4096).offset().offset()).isEqualTo(7);
        progress.settle(message(7));
        assertThat(progress.position(4096).offset()).isEqualTo(new OffsetAndMetadata(12, ""));
    }

    @Example
    void progress_assignedAgain_keepsWhatItHoldsAndTakesWhatOthersSettled() {
        PartitionProgress progress = new PartitionProgress(PARTITION);
        progress.begin(null, 0);
        for (int offset = 0; offset < 4; offset++) {
            progress.read(offset);
        }
        progress.settle(message(1));
        progress.giveBack(message(3));
        progress.begin(new OffsetAndMetadata(1), 1);
        assertThat(progress.isChanged()).as("1 is settled here only").isTrue();
        assertThat(progress.read(1)).as("settled").isFalse();
        assertThat(progress.read(2)).as("delivered").isFalse();
        assertThat(progress.read(3)).as("given back").isTrue();
        assertThat(progress.position(4096).offset().offset()).isEqualTo(2);
    }

    @Example
    void progress_offsetsStartAgain_countsNothingOfTheOldLog() {
        PartitionProgress progress = new PartitionProgress(PARTITION);
        progress.begin(null, 0);
        progress.read(0);
        progress.read(1);
        progress.settle(message(0));
        assertThat(progress.read(0)).as("of the new log").isTrue();
        progress.settle(message(1));
        assertThat(progress.read(1)).isTrue();
        assertThat(progress.position(4096).offset().offset()).isZero();
        assertThat(progress.incarnation()).isEqualTo(1);
    }
}
