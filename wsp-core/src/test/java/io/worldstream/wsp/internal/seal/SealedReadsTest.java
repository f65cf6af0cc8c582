package io.worldstream.wsp.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rule ORC-07: the engine retries, from the position at which a read failed. */
final class SealedReadsTest {
    private static final OraclePart PART = new OraclePart("p", 10);
    private static final SealedReference REFERENCE = new SealedReference(RootKind.ORACLE, "p");

    private final FlakyStore store = new FlakyStore(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    private final HandClock clock = new HandClock();
    private final List<Long> parked = new ArrayList<>();
    private boolean mayBlock = true;

    private OracleReader reader(Duration budget, Cancellation cancellation) {
        return new SealedReads(budget, 4, clock, () -> mayBlock, nanos -> {
                    parked.add(nanos);
                    clock.nanos += nanos;
                })
                .over(store, cancellation);
    }

    private OracleReader reader(Duration budget) {
        return reader(budget, Cancellation.NEVER);
    }

    private static byte[] rest(PartContent content, int from) throws IOException {
        ByteBuffer target = ByteBuffer.allocate((int) content.sizeBytes() - from);
        while (target.hasRemaining()) {
            content.read(from + target.position(), target);
        }
        return target.array();
    }

    @Test
    void read_failsTwice_goesOnAtThePositionThroughAnotherContent() throws IOException {
        try (PartContent content = reader(Duration.ofMinutes(1)).open(PART)) {
            store.fail(2);
            assertThat(rest(content, 3)).containsExactly(3, 4, 5, 6, 7, 8, 9);
        }
        assertThat(store.opened())
                .as("once, and after each failure of a read or of opening")
                .isEqualTo(2);
        assertThat(store.stillOpen()).isZero();
    }

    @Test
    void open_fails_isTriedAgain() throws IOException {
        store.fail(3);
        try (PartContent content = reader(Duration.ofMinutes(1)).open(PART)) {
            assertThat(rest(content, 0)).isEqualTo(store.bytes);
        }
    }

    @Test
    void resolve_fails_isTriedAgain() throws IOException {
        store.fail(3);
        assertThat(reader(Duration.ofMinutes(1)).resolve(REFERENCE)).hasSize(1);
        assertThat(store.calls()).isEqualTo(4);
    }

    @Test
    void wspException_isFinal() {
        OracleReader gone = new OracleReader() {
            @Override
            public List<OraclePart> resolve(SealedReference reference) {
                throw new WspException(ReasonCode.OBJECT_MISSING, "gone");
            }

            @Override
            public PartContent open(OraclePart part) {
                throw new WspException(ReasonCode.OBJECT_MISSING, "gone");
            }
        };
        OracleReader reader = new SealedReads(Duration.ofMinutes(1), 1, clock, () -> true, parked::add)
                .over(gone, Cancellation.NEVER);
        // More than the bound: no place of a content is lost.
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> reader.open(PART)).isInstanceOf(WspException.class);
        }
        assertThatThrownBy(() -> reader.resolve(REFERENCE)).isInstanceOf(WspException.class);
        assertThat(parked).isEmpty();
    }

    @Nested
    final class Budget {
        @Test
        void spent_saysHowOftenAndForHowLongAndNamesTheKey() {
            store.fail(Integer.MAX_VALUE);
            assertThatThrownBy(() -> reader(Duration.ofSeconds(60)).resolve(REFERENCE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("503 SlowDown (13 attempts in 60000 ms; policy.read_retry_budget_ms is 60000)");
            assertThat(store.calls()).isEqualTo(13);
            assertThat(clock.nanos)
                    .as("0.1 s, twice as long each time, up to 10 s")
                    .isEqualTo(60_000_000_000L);
        }

        @Test
        void none_isOneTry() {
            store.fail(Integer.MAX_VALUE);
            assertThatThrownBy(() -> reader(Duration.ZERO).resolve(REFERENCE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("503 SlowDown");
            assertThat(store.calls()).isEqualTo(1);
            assertThat(parked).isEmpty();
        }

        @Test
        void isOfOneRead_theNextHasItsOwn() throws IOException {
            OracleReader reader = reader(Duration.ofSeconds(60));
            for (int i = 0; i < 5; i++) {
                store.fail(12);
                assertThat(reader.resolve(REFERENCE)).hasSize(1);
            }
        }

        @Test
        void spent_whereNothingMovesTheClock() {
            store.fail(Integer.MAX_VALUE);
            OracleReader reader = new SealedReads(Duration.ofSeconds(60), 1, clock, () -> true, nanos -> {})
                    .over(store, Cancellation.NEVER);
            assertThatThrownBy(() -> reader.resolve(REFERENCE)).isInstanceOf(IOException.class);
            assertThat(store.calls()).isEqualTo(13);
        }
    }

    @Nested
    final class Waiting {
        @Test
        void onTheDriversThread_isLeftOut_andTheTriesAreAsMany() {
            mayBlock = false;
            store.fail(Integer.MAX_VALUE);
            assertThatThrownBy(() -> reader(Duration.ofSeconds(60)).resolve(REFERENCE))
                    .isInstanceOf(IOException.class);
            assertThat(store.calls()).isEqualTo(13);
            assertThat(parked).isEmpty();
        }

        @Test
        void isInSlicesOfMilliseconds() throws IOException {
            store.fail(5);
            reader(Duration.ofSeconds(60)).resolve(REFERENCE);
            assertThat(parked).allMatch(nanos -> nanos <= 5_000_000);
        }

        @Test
        void cancelled_endsAtOnce() {
            store.fail(Integer.MAX_VALUE);
            assertThatThrownBy(() -> reader(Duration.ofSeconds(60), () -> parked.size() == 30)
                            .resolve(REFERENCE))
                    .isInstanceOf(CancellationException.class);
            assertThat(parked).hasSize(30);
            assertThat(store.calls()).isEqualTo(2);
        }

        @Test
        void interrupted_endsAndKeepsTheInterrupt() {
            store.fail(Integer.MAX_VALUE);
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> reader(Duration.ofSeconds(60)).resolve(REFERENCE))
                        .isInstanceOf(CancellationException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(store.calls()).isEqualTo(1);
        }
    }

    @Test
    void read_cancelled_readsNoMore() throws IOException {
        AtomicBoolean cancelled = new AtomicBoolean();
        try (PartContent content = reader(Duration.ofMinutes(1), cancelled::get).open(PART)) {
            cancelled.set(true);
            int calls = store.calls();
            assertThatThrownBy(() -> rest(content, 0)).isInstanceOf(CancellationException.class);
            assertThat(store.calls()).isEqualTo(calls);
        }
        assertThat(store.stillOpen()).isZero();
    }

    private static final class HandClock implements Clock {
        private long nanos;

        @Override
        public long monotonicNanos() {
            return nanos;
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH;
        }
    }
}
