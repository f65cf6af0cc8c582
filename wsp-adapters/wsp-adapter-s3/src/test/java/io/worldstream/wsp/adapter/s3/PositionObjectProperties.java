package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.PositionName;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** An object is what was written, or damaged. */
class PositionObjectProperties {
    private static final PositionName NAME = new PositionName("file/control/settled");

    @Property(tries = 200)
    void decode_whatWasEncoded_isTheSame(@ForAll @Size(max = 300) byte[] record) throws DamagedObjectException {
        byte[] object = PositionObject.encode(NAME, record);
        assertThat(PositionObject.decode(NAME, object)).isEqualTo(record);
        assertThat(PositionObject.encode(NAME, record)).isNotEqualTo(object);
        assertDamaged(new PositionName("file/control/settle"), object);
    }

    @Property(tries = 500)
    void decode_oneBitChanged_isDamaged(
            @ForAll @Size(max = 100) byte[] record, @ForAll @IntRange(max = 10_000) int anywhere) {
        byte[] object = PositionObject.encode(NAME, record);
        int bit = anywhere % (8 * object.length);
        object[bit / 8] ^= (byte) (1 << bit % 8);
        assertDamaged(NAME, object);
    }

    @Property(tries = 300)
    void decode_anotherLength_isDamaged(
            @ForAll @Size(max = 100) byte[] record, @ForAll @IntRange(max = 10_000) int anywhere) {
        byte[] object = PositionObject.encode(NAME, record);
        assertDamaged(NAME, Arrays.copyOf(object, anywhere % object.length));
        assertDamaged(NAME, Arrays.copyOf(object, object.length + 1 + anywhere % 100));
    }

    private static void assertDamaged(PositionName name, byte[] object) {
        assertThatThrownBy(() -> PositionObject.decode(name, object)).isInstanceOf(DamagedObjectException.class);
    }
}
