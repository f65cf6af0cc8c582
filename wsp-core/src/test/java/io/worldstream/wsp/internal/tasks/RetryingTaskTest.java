package io.worldstream.wsp.internal.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.lease.RunStore;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A store that fails is tried again, for as long as patience lasts. */
class RetryingTaskTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = HandTurned.justBeforeTheClockWraps();

    private final HandTurned offload = new HandTurned();
    private final List<Optional<ReasonCode>> heard = new ArrayList<>();
    private int tries;

    private RetryingTask task(long patienceNanos) {
        return new RetryingTask(offload, "it could not be saved", ReasonCode.CHECKPOINT_UNAVAILABLE, patienceNanos);
    }

    private void hear(@Nullable WspException failure) {
        heard.add(Optional.ofNullable(failure).map(WspException::code));
    }

    private void failUntil(int successfulTry) throws IOException {
        tries++;
        if (tries < successfulTry) {
            throw new IOException("no space");
        }
    }

    /** Passes time from one instant that matters to the next. */
    private long turnUntilHeard(RetryingTask task) {
        long now = START;
        offload.turnAll(now);
        while (heard.isEmpty()) {
            long wait = task.nanosToNextWork(now);
            assertThat(wait).isBetween(1L, 10 * SECOND);
            assertThat(task.doWork(now + wait - 1)).isZero();
            now += wait;
            assertThat(task.doWork(now)).isEqualTo(1);
            offload.turnAll(now);
        }
        return now - START;
    }

    @Test
    void whatSucceedsIsToldOnce() {
        RetryingTask task = task(SECOND);
        task.begin(() -> failUntil(1), this::hear);
        assertThat(task.idle()).isFalse();
        assertThat(task.nanosToNextWork(START)).isEqualTo(Long.MAX_VALUE);
        offload.turn(START);
        assertThat(heard).containsExactly(Optional.empty());
        assertThat(task.idle()).isTrue();
        assertThat(task.doWork(START + 100 * SECOND)).isZero();
        assertThat(tries).isEqualTo(1);
    }

    @Test
    void whatFailsIsTriedAgainUntilItSucceeds() {
        RetryingTask task = task(60 * SECOND);
        task.begin(() -> failUntil(5), this::hear);
        turnUntilHeard(task);
        assertThat(heard).containsExactly(Optional.empty());
        assertThat(tries).isEqualTo(5);
    }

    @Test
    void whatFailsForLongerThanPatienceIsGivenUp() {
        RetryingTask task = task(60 * SECOND);
        task.begin(() -> failUntil(Integer.MAX_VALUE), this::hear);
        assertThat(turnUntilHeard(task)).isEqualTo(60 * SECOND);
        assertThat(heard).containsExactly(Optional.of(ReasonCode.CHECKPOINT_UNAVAILABLE));
        assertThat(task.idle()).isTrue();
    }

    @Test
    void withoutPatienceItIsTriedOnce() {
        RetryingTask task = task(0);
        task.begin(() -> failUntil(2), this::hear);
        offload.turn(START);
        assertThat(heard).containsExactly(Optional.of(ReasonCode.CHECKPOINT_UNAVAILABLE));
    }

    private static <T> T fake(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    @Test
    void begin_quarantineCannotBeOpened_saysThatItIsTheQuarantine() {
        DeadLetterSink away = fake(DeadLetterSink.class, (proxy, method, args) -> {
            throw new IOException("permission denied");
        });
        RunStore store = RunStore.in(
                fake(CheckpointStore.class, (proxy, method, args) -> null),
                fake(RunLease.class, (proxy, method, args) -> null),
                away);
        RetryingTask task = task(SECOND);
        task.begin(() -> store.open(new RunId("0123456789abcdef0123456789abcdef"), 1), this::hear);
        turnUntilHeard(task);
        assertThat(heard).containsExactly(Optional.of(ReasonCode.QUARANTINE_UNAVAILABLE));
    }

    @Test
    void whatIsRefusedIsNotTriedAgain() {
        RetryingTask task = task(60 * SECOND);
        task.begin(
                () -> {
                    throw new WspException(ReasonCode.LEASE_LOST, "a higher epoch");
                },
                this::hear);
        offload.turn(START);
        assertThat(heard).containsExactly(Optional.of(ReasonCode.LEASE_LOST));
        assertThat(task.idle()).isTrue();
    }

    @Test
    void theNextMayBeginWhenThisOneIsTold() {
        RetryingTask task = task(SECOND);
        task.begin(() -> failUntil(1), failure -> task.begin(() -> failUntil(1), this::hear));
        offload.turnAll(START);
        assertThat(heard).containsExactly(Optional.empty());
        assertThat(tries).isEqualTo(2);
    }

    @Test
    void oneAtATime() {
        RetryingTask task = task(SECOND);
        task.begin(() -> failUntil(1), this::hear);
        assertThatThrownBy(() -> task.begin(() -> failUntil(1), this::hear)).isInstanceOf(IllegalStateException.class);
    }
}
