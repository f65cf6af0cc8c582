package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
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

    private static List<Push> pushes(int count) {
        List<Push> pushes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pushes.add(new Push(Events.event(i), i));
        }
        return pushes;
    }

    private static void admit(Push push) {
        push.nextAttempt(0);
        push.state = Push.State.SETTLED;
        push.outcome = TerminalOutcome.ADMITTED;
    }

    private static StreamDigest digestOf(List<Push> pushes) {
        StreamDigest digest = new StreamDigest();
        pushes.forEach(push -> digest.add(push.event.id()));
        return digest;
    }

    @Test
    void thePrefixWaitsForItsFirstOpenEvent() {
        List<Push> pushes = pushes(3);
        pushes.forEach(tracker::onPush);
        admit(pushes.get(1));
        admit(pushes.get(2));
        tracker.advance();
        assertThat(tracker.span()).isEqualTo(3);
        assertThat(recycled).isEmpty();
        assertThat(tracker.prefixDigest()).isEqualTo(new StreamDigest().value());

        admit(pushes.get(0));
        tracker.advance();
        assertThat(tracker.span()).isZero();
        assertThat(recycled)
                .containsExactlyElementsOf(
                        pushes.stream().map(push -> push.event).toList());
        assertThat(tracker.prefixDigest()).isEqualTo(digestOf(pushes).value());
    }

    @Test
    void anEventThatIsTriedAgainHoldsThePrefix() {
        List<Push> pushes = pushes(2);
        pushes.forEach(tracker::onPush);
        pushes.get(0).state = Push.State.WAITING;
        admit(pushes.get(1));
        tracker.advance();
        assertThat(tracker.span()).isEqualTo(2);
    }

    /** I8: whatever the order of the outcomes, the digest is over the longest settled prefix and nothing else. */
    @Property(tries = 200)
    void thePrefixIsTheLongestSettledOne(@ForAll @IntRange(max = 40) int count, @ForAll long seed) {
        ReceiptTracker any = new ReceiptTracker(Cursor.START, event -> {});
        List<Push> pushes = pushes(count);
        pushes.forEach(any::onPush);
        boolean[] settled = new boolean[count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < count; step++) {
            int next = random.nextInt(count);
            if (!settled[next]) {
                admit(pushes.get(next));
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
