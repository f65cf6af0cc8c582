package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.s3.StateFrame.Kind;
import io.worldstream.wsp.api.RunId;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** An object is what was written, or damaged; its epoch outlives damage to what it holds. */
class StateFrameProperties {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final int HEAD_BYTES = 64;

    @Property(tries = 200)
    void decode_whatWasEncoded_isTheSame(
            @ForAll @LongRange(min = 1) long epoch, @ForAll long number, @ForAll @Size(max = 300) byte[] payload)
            throws DamagedObjectException {
        byte[] object = StateFrame.of(epoch, number, payload).encode(Kind.LEASE, RUN);
        StateFrame read = StateFrame.decode(Kind.LEASE, RUN, object);
        assertThat(read.epoch()).isEqualTo(epoch);
        assertThat(read.number()).isEqualTo(number);
        assertThat(read.payload()).isEqualTo(payload);
        assertThat(object).hasSize(StateFrame.LEAST_BYTES + payload.length);
        assertThat(StateFrame.of(epoch, number, payload).encode(Kind.LEASE, RUN))
                .isNotEqualTo(object);
    }

    @Property(tries = 500)
    void decode_oneBitChanged_isDamagedAndKeepsTheEpochIfItIsNotInTheHead(
            @ForAll @Size(max = 100) byte[] payload, @ForAll @IntRange(max = 10_000) int anywhere)
            throws DamagedObjectException {
        byte[] object = StateFrame.of(7, 1, payload).encode(Kind.CHECKPOINT, RUN);
        int bit = anywhere % (8 * object.length);
        object[bit / 8] ^= (byte) (1 << bit % 8);
        if (bit / 8 < HEAD_BYTES) {
            assertThatThrownBy(() -> StateFrame.decode(Kind.CHECKPOINT, RUN, object))
                    .isInstanceOf(DamagedObjectException.class);
        } else {
            assertDamagedUnderItsEpoch(object);
        }
    }

    @Property(tries = 300)
    void decode_anotherLength_isDamaged(
            @ForAll @Size(max = 100) byte[] payload, @ForAll @IntRange(max = 10_000) int anywhere)
            throws DamagedObjectException {
        byte[] object = StateFrame.of(7, 1, payload).encode(Kind.CHECKPOINT, RUN);
        byte[] shorter = Arrays.copyOf(object, anywhere % object.length);
        if (shorter.length < HEAD_BYTES) {
            assertThatThrownBy(() -> StateFrame.decode(Kind.CHECKPOINT, RUN, shorter))
                    .isInstanceOf(DamagedObjectException.class);
        } else {
            assertDamagedUnderItsEpoch(shorter);
        }
        assertDamagedUnderItsEpoch(Arrays.copyOf(object, object.length + 1 + anywhere % 100));
    }

    private static void assertDamagedUnderItsEpoch(byte[] object) throws DamagedObjectException {
        StateFrame read = StateFrame.decode(Kind.CHECKPOINT, RUN, object);
        assertThat(read.epoch()).isEqualTo(7);
        assertThatThrownBy(read::payload).isInstanceOf(DamagedObjectException.class);
        StateFrame next =
                StateFrame.decode(Kind.CHECKPOINT, RUN, read.withEpoch(8).encode(Kind.CHECKPOINT, RUN));
        assertThat(next.epoch()).isEqualTo(8);
        assertThatThrownBy(next::payload).isInstanceOf(DamagedObjectException.class);
    }
}
