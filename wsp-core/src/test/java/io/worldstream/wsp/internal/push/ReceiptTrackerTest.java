package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.OutcomeCounts;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
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

    private static List<Push> take(ReceiptTracker tracker, int count) {
        List<Push> pushes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pushes.add(tracker.onTaken(Events.event(i), i));
        }
        return pushes;
    }

    private static void send(ReceiptTracker tracker, Push push) {
        push.sent(0);
        tracker.onSent(push);
    }

    private static void settle(ReceiptTracker tracker, Push push, TerminalOutcome outcome) {
        push.settled(outcome);
        tracker.onSettled(outcome);
    }

    private static void admit(ReceiptTracker tracker, Push push) {
        send(tracker, push);
        settle(tracker, push, TerminalOutcome.ADMITTED);
    }

    private static StreamDigest digestOf(List<Push> pushes) {
        StreamDigest digest = new StreamDigest();
        pushes.forEach(push -> digest.add(push.event.id()));
        return digest;
    }

    @Test
    void thePrefixWaitsForItsFirstOpenEvent() {
        List<Push> pushes = take(tracker, 3);
        admit(tracker, pushes.get(1));
        admit(tracker, pushes.get(2));
        tracker.advance();
        assertThat(tracker.span()).isEqualTo(3);
        assertThat(recycled).isEmpty();
        assertThat(tracker.prefixDigest()).isEqualTo(new StreamDigest().value());

        admit(tracker, pushes.get(0));
        tracker.advance();
        assertThat(tracker.span()).isZero();
        assertThat(recycled)
                .containsExactlyElementsOf(
                        pushes.stream().map(push -> push.event).toList());
        assertThat(tracker.prefixDigest()).isEqualTo(digestOf(pushes).value());
    }

    @Test
    void anEventThatIsTriedAgainHoldsThePrefix() {
        List<Push> pushes = take(tracker, 2);
        send(tracker, pushes.get(0));
        pushes.get(0).retryAt(1);
        admit(tracker, pushes.get(1));
        tracker.advance();
        assertThat(tracker.span()).isEqualTo(2);
    }

    /** I8: the totals run ahead of the prefix, and the cursor counts the prefix alone. */
    @Test
    void cursor_settledAndRetriedBeyondThePrefix_countsThePrefixAlone() {
        List<Push> pushes = take(tracker, 4);
        admit(tracker, pushes.get(0));
        send(tracker, pushes.get(1));
        pushes.get(1).retryAt(1);
        send(tracker, pushes.get(1));
        send(tracker, pushes.get(2));
        pushes.get(2).retryAt(1);
        send(tracker, pushes.get(2));
        settle(tracker, pushes.get(2), TerminalOutcome.QUARANTINED);
        tracker.advance();
        assertThat(tracker.taken()).isEqualTo(4);
        assertThat(tracker.settled()).isEqualTo(new OutcomeCounts(1, 0, 1, 0));
        assertThat(tracker.retries()).isEqualTo(2);
        assertThat(tracker.cursor().outcomes()).isEqualTo(new OutcomeCounts(1, 0, 0, 0));
        assertThat(tracker.cursor().retries()).isZero();

        settle(tracker, pushes.get(1), TerminalOutcome.DUPLICATE);
        tracker.advance();
        assertThat(tracker.cursor().outcomes()).isEqualTo(new OutcomeCounts(1, 1, 1, 0));
        assertThat(tracker.cursor().retries()).isEqualTo(2);
        assertThat(tracker.cursor().lastEvent()).isEqualTo(pushes.get(2).eventId());
    }

    /** I8: whatever the order of the outcomes, the digest is over the longest settled prefix and nothing else. */
    @Property(tries = 200)
    void thePrefixIsTheLongestSettledOne(@ForAll @IntRange(max = 40) int count, @ForAll long seed) {
        ReceiptTracker any = new ReceiptTracker(Cursor.START, event -> {});
        List<Push> pushes = take(any, count);
        boolean[] settled = new boolean[count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < count; step++) {
            int next = random.nextInt(count);
            if (!settled[next]) {
                admit(any, pushes.get(next));
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
                    .isEqualTo(digestOf(pushes.subList(0, prefix)).value());
        }
    }
}
