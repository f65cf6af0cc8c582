package io.worldstream.wsp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The extra methods of the fakes whose state outlasts a process; contract tests cover the rules of the SPI. */
class InMemoryStateTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final DeadLetter EVIDENCE = DeadLetter.builder(
                    RUN,
                    new OutputId("trades"),
                    new Violation(ReasonCode.ROW_INVALID, "stream#event=1", "no key"),
                    new Hex64("0f".repeat(32)))
            .build();

    private final ManualClock clock = new ManualClock();
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final InMemoryDeadLetterSink deadLetters = new InMemoryDeadLetterSink();

    @Test
    void theStoreFailsAsOftenAsItWasAskedTo() throws IOException {
        store.open(RUN, 1);
        store.failNextReads(2);
        store.failNextOpens(1);
        store.failNextSaves(1);
        store.failNextDiscards(1);
        assertThatIOException().isThrownBy(() -> store.read(RUN));
        assertThatIOException().isThrownBy(store::runs);
        assertThatIOException().isThrownBy(() -> store.open(RUN, 2));
        assertThat(store.epoch(RUN)).isEqualTo(1);
        assertThatIOException().isThrownBy(() -> store.save(RUN, 1, new byte[1]));
        assertThatIOException().isThrownBy(() -> store.discard(RUN, 1));
        assertThat(store.read(RUN)).isEmpty();
        store.open(RUN, 2);
        store.save(RUN, 2, new byte[] {2});
        assertThat(store.newest(RUN)).hasValue(new byte[] {2});
        assertThat(store.saves(RUN)).isEqualTo(1);
        assertThat(store.epoch(RUN)).isEqualTo(2);
    }

    @Test
    void theStoreDamagesWhatIsThere() throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> store.damageNewest(RUN));
        assertThatIllegalArgumentException().isThrownBy(() -> store.damageAll(RUN));
        store.open(RUN, 1);
        store.save(RUN, 1, new byte[] {1});
        store.damageNewest(RUN);
        assertThatExceptionOfType(WspException.class).isThrownBy(() -> store.read(RUN));
        assertThat(store.newest(RUN)).isEmpty();
        store.save(RUN, 1, new byte[] {2});
        store.save(RUN, 1, new byte[] {3});
        store.damageNewest(RUN);
        assertThat(store.read(RUN)).hasValue(new byte[] {2});
    }

    @Test
    void whatIsAwayCanStillBeLookedAt() throws IOException {
        store.open(RUN, 1);
        store.save(RUN, 1, new byte[] {1});
        store.setUnavailable(true);
        assertThatIOException().isThrownBy(() -> store.read(RUN));
        assertThat(store.newest(RUN)).hasValue(new byte[] {1});
        store.setUnavailable(false);
        assertThat(store.read(RUN)).isPresent();
    }

    @Test
    void theLeaseNamesWhoHoldsARun() throws IOException {
        RunLease.Grant grant = lease.as("one").acquire(RUN).orElseThrow();
        assertThat(lease.as("other").holder(RUN)).hasValue("one");
        assertThat(grant.term()).isEqualTo(InMemoryRunLease.DEFAULT_TERM);
        clock.advance(grant.term());
        assertThat(lease.holder(RUN)).as("after the term").isEmpty();
        assertThat(grant.renew()).as("nobody took it").isTrue();
        assertThat(lease.holder(RUN)).hasValue("one");
    }

    @Test
    void theLeaseFailsAsOftenAsItWasAskedTo() throws IOException {
        lease.failNextAcquires(1);
        assertThatIOException().isThrownBy(() -> lease.acquire(RUN));
        assertThat(lease.epoch(RUN)).isZero();
        RunLease.Grant grant = lease.acquire(RUN).orElseThrow();
        lease.failNextRenewals(1);
        assertThatIOException().isThrownBy(grant::renew);
        assertThat(grant.renew()).isTrue();
        lease.failNextReleases(1);
        assertThatIOException().isThrownBy(grant::release);
        assertThat(lease.acquire(RUN)).isEmpty();
        clock.advance(grant.term());
        assertThat(lease.acquire(RUN)).isPresent();
    }

    @Test
    void theLeaseIsTakenAway() throws IOException {
        RunLease.Grant grant = lease.acquire(RUN).orElseThrow();
        lease.takeAway(RUN);
        assertThat(grant.renew()).isFalse();
        assertThat(lease.epoch(RUN)).isEqualTo(2);
        assertThat(lease.acquire(RUN)).map(RunLease.Grant::epoch).hasValue(3L);
        assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryRunLease(clock, Duration.ZERO));
    }

    @Test
    void theQuarantineFailsAsOftenAsItWasAskedTo() throws IOException {
        deadLetters.failNextOpens(1);
        assertThatIOException().isThrownBy(() -> deadLetters.open(RUN, 1));
        assertThat(deadLetters.epoch(RUN)).isZero();
        deadLetters.open(RUN, 1);
        deadLetters.failNextRecords(1);
        assertThatIOException().isThrownBy(() -> deadLetters.record(1, EVIDENCE));
        assertThat(deadLetters.records(RUN)).isEmpty();
        deadLetters.record(1, EVIDENCE);
        deadLetters.record(1, EVIDENCE);
        assertThat(deadLetters.records(RUN)).containsExactly(EVIDENCE);
        assertThat(deadLetters.calls()).isEqualTo(3);
        assertThat(deadLetters.epoch(RUN)).isEqualTo(1);
    }
}
