package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.frame.StreamDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReceiptTrackerTest {
    private final List<FramedEvent> recycled = new ArrayList<>();
    private final ReceiptTracker tracker = new ReceiptTracker(Cursor.START, recycled::add);

    private static List<PushSlot> slots(int count) {
        List<PushSlot> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slots.add(new PushSlot(Events.event(i), i));
        }
        return slots;
    }

    private static void admit(PushSlot slot) {
        slot.nextAttempt(0);
        slot.state = PushSlot.State.SETTLED;
        slot.settlement = Verdict.Settlement.ADMITTED;
    }

    private static StreamDigest digestOf(List<PushSlot> slots) {
        StreamDigest digest = new StreamDigest();
        slots.forEach(slot -> digest.add(slot.event.id()));
        return digest;
    }

    @Test
    void thePrefixWaitsForItsFirstOpenEvent() {
        List<PushSlot> slots = slots(3);
        slots.forEach(tracker::onPush);
        admit(slots.get(1));
        admit(slots.get(2));
        tracker.advance();
        assertThat(tracker.span()).isEqualTo(3);
        assertThat(recycled).isEmpty();
        assertThat(tracker.prefixDigest()).isEqualTo(new StreamDigest().value());

        admit(slots.get(0));
        tracker.advance();
        assertThat(tracker.span()).isZero();
        assertThat(recycled)
                .containsExactlyElementsOf(
                        slots.stream().map(slot -> slot.event).toList());
        assertThat(tracker.prefixDigest()).isEqualTo(digestOf(slots).value());
    }

    @Test
    void anEventThatIsTriedAgainHoldsThePrefix() {
        List<PushSlot> slots = slots(2);
        slots.forEach(tracker::onPush);
        slots.get(0).state = PushSlot.State.WAITING;
        admit(slots.get(1));
        tracker.advance();
        assertThat(tracker.span()).isEqualTo(2);
    }

    /** I8: whatever the order of the outcomes, the digest is over the longest settled prefix and nothing else. */
    @Property(tries = 200)
    void thePrefixIsTheLongestSettledOne(@ForAll @IntRange(max = 40) int count, @ForAll long seed) {
        ReceiptTracker any = new ReceiptTracker(Cursor.START, event -> {});
        List<PushSlot> slots = slots(count);
        slots.forEach(any::onPush);
        boolean[] settled = new boolean[count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < count; step++) {
            int next = random.nextInt(count);
            if (!settled[next]) {
                admit(slots.get(next));
            }
            settled[next] = true;
            any.advance();
            int prefix = 0;
            while (prefix < count && settled[prefix]) {
                prefix++;
            }
            assertThat(any.span())
                    .as("seed %d: %s", seed, Arrays.toString(settled))
                    .isEqualTo(count - prefix);
            assertThat(any.prefixDigest())
                    .isEqualTo(digestOf(slots.subList(0, prefix)).value());
        }
    }
}
