package io.worldstream.wsp.internal.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ViewTurnsTest {
    private static final Hex64 VIEW = new Hex64("a".repeat(64));
    private static final Hex64 OTHER = new Hex64("b".repeat(64));

    private final ViewTurns turns = new ViewTurns();
    private final AtomicInteger waits = new AtomicInteger();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final AtomicBoolean cancelled = new AtomicBoolean();

    private void take(Hex64 view) {
        Cancellation polled = () -> {
            waiting.countDown();
            return cancelled.get();
        };
        turns.take(view, polled, waits::incrementAndGet);
    }

    /** Starts a thread that asks for the same view, and returns once it waits. */
    private FutureTask<Boolean> waiter() throws InterruptedException {
        FutureTask<Boolean> waiter = new FutureTask<>(() -> take(VIEW), true);
        new Thread(waiter, "waiter").start();
        assertThat(waiting.await(1, TimeUnit.MINUTES))
                .as("the other thread waits")
                .isTrue();
        return waiter;
    }

    @Test
    void take_viewIsTaken_waitsForItsEnd() throws Exception {
        take(VIEW);
        FutureTask<Boolean> second = waiter();
        assertThat(second.isDone()).isFalse();
        turns.release(VIEW);
        second.get();
        turns.release(VIEW);
        assertThat(waits).hasValue(1);
        take(VIEW);
        assertThat(waits).as("nobody to wait for").hasValue(1);
    }

    @Test
    void take_anotherView_doesNotWait() {
        take(VIEW);
        take(OTHER);
        assertThat(waits).hasValue(0);
    }

    @Test
    void take_cancelledWhileWaiting_leavesTheTurnToOthers() throws Exception {
        take(VIEW);
        FutureTask<Boolean> second = waiter();
        cancelled.set(true);
        assertThatThrownBy(second::get).hasCauseInstanceOf(CancellationException.class);
        turns.release(VIEW);
        take(VIEW);
    }

    @Test
    void take_interruptedWhileWaiting_isCancelledAndStaysInterrupted() {
        take(VIEW);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> take(VIEW)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        turns.release(VIEW);
    }
}
