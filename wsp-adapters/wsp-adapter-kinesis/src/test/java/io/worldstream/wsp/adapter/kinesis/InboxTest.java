package io.worldstream.wsp.adapter.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.fake.InMemoryPositionStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;

/** The hand-over between the reader's thread and the one that polls. */
@Timeout(300)
class InboxTest {
    private static final long LONG = Duration.ofMinutes(5).toNanos();

    private final Inbox inbox = new Inbox();
    private final Positions positions = new Positions(new InMemoryPositionStore(), "kinesis/control", null);

    @Test
    void hasRoom_upToTheBoundOfMessages_orOfBytes() {
        for (int i = 0; i < Inbox.MOST_DELIVERIES; i++) {
            assertThat(inbox.hasRoom()).isTrue();
            inbox.put(delivery(i, 1));
        }
        assertThat(inbox.hasRoom()).isFalse();
        inbox.take(LONG);
        assertThat(inbox.hasRoom()).isTrue();
        inbox.put(delivery(100, Inbox.MOST_BYTES));
        inbox.take(LONG);
        assertThat(inbox.hasRoom()).as("4 MiB wait").isFalse();
    }

    @Test
    void take_beforeTheStreamIsRead_waitsForItsEnd() throws Exception {
        CompletableFuture<Boolean> taken = CompletableFuture.supplyAsync(() -> inbox.take(LONG) == null);
        attempt(null, false);
        attempt(null, true);
        assertThat(taken.get(5, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void take_beforeTheEndInTime_saysThatNothingIsLost() {
        attempt(null, false);
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> inbox.take(0))
                .withMessageContaining("still being read");
    }

    /** An attempt that began before the call may have failed for a reason that is gone. */
    @Test
    void take_afterAFailure_waitsForAnAttemptThatBeginsAfterIt() throws Exception {
        WspException failure = new WspException(ReasonCode.OBJECT_UNREADABLE, "away");
        attempt(failure, false);
        inbox.start();
        CompletableFuture<Boolean> taken = CompletableFuture.supplyAsync(() -> inbox.take(LONG) == null);
        inbox.finish(failure, false);
        attempt(null, true);
        assertThat(taken.get(5, TimeUnit.MINUTES)).isTrue();
        attempt(failure, false);
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> inbox.take(0))
                .withMessage("away");
    }

    @Test
    void messages_comeBeforeAFailure() {
        inbox.put(delivery(1, 1));
        attempt(new WspException(ReasonCode.OBJECT_UNREADABLE, "away"), false);
        assertThat(inbox.take(0)).isNotNull();
    }

    @Test
    void defect_isThrownOnce_andAnotherThreadMayReadThen() {
        assertThat(inbox.claimReading()).isTrue();
        assertThat(inbox.claimReading()).as("one thread reads").isFalse();
        inbox.end(new NullPointerException("planted"));
        assertThat(inbox.claimReading()).as("before anyone was told").isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> inbox.take(LONG))
                .havingCause()
                .withMessage("planted");
        assertThat(inbox.claimReading()).isTrue();
    }

    @Test
    void close_endsEachWait() throws Exception {
        CompletableFuture<Void> attempt = CompletableFuture.runAsync(() -> {
            try {
                inbox.awaitAttempt(LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        CompletableFuture<Throwable> taken =
                CompletableFuture.supplyAsync(() -> inbox.take(LONG)).handle((delivery, thrown) -> thrown);
        inbox.close();
        attempt.get(5, TimeUnit.MINUTES);
        assertThat(taken.get(5, TimeUnit.MINUTES)).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(inbox.claimReading()).isFalse();
    }

    private void attempt(@Nullable WspException failure, boolean complete) {
        inbox.start();
        inbox.finish(failure, complete);
    }

    private KinesisDelivery delivery(int sequence, int size) {
        Record record = Record.builder()
                .sequenceNumber(Integer.toString(sequence))
                .data(SdkBytes.fromByteArray(new byte[size]))
                .build();
        return new KinesisDelivery("control", StreamRecord.of("shard", record, Integer.MAX_VALUE), positions);
    }
}
