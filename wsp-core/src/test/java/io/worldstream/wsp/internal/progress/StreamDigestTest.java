package io.worldstream.wsp.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamDigestTest {
    private static List<byte[]> ids(int count) {
        SplittableRandom random = new SplittableRandom(count);
        List<byte[]> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] id = new byte[32];
            random.nextBytes(id);
            ids.add(id);
        }
        return ids;
    }

    /** Contracts 10, word by word, over ids that are all at hand. */
    private static String straightforward(List<byte[]> ids) throws NoSuchAlgorithmException {
        byte[] h = sha256("wsp.stream.v1".getBytes(StandardCharsets.UTF_8));
        int full = ids.size() / 256;
        for (int k = 0; k < full; k++) {
            h = sha256(joined(h, ids.subList(256 * k, 256 * k + 256)));
        }
        if (ids.size() % 256 > 0) {
            h = sha256(joined(h, ids.subList(256 * full, ids.size())));
        }
        ByteArrayOutputStream last = new ByteArrayOutputStream();
        last.writeBytes(h);
        for (int shift = 56; shift >= 0; shift -= 8) {
            last.write((int) ((long) ids.size() >>> shift));
        }
        return HexFormat.of().formatHex(sha256(last.toByteArray()));
    }

    private static byte[] joined(byte[] head, List<byte[]> ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head);
        ids.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 255, 256, 257, 512, 1000})
    void isWhatTheContractSays(int count) throws NoSuchAlgorithmException {
        StreamDigest digest = new StreamDigest();
        List<byte[]> ids = ids(count);
        ids.forEach(digest::add);
        assertThat(digest.value().value()).isEqualTo(straightforward(ids));
        assertThat(digest.value()).as("asked again").isEqualTo(digest.value());
    }

    @Test
    void isKnownForNoEvents() {
        // sha256(sha256("wsp.stream.v1") || 00 00 00 00 00 00 00 00), computed with coreutils.
        assertThat(new StreamDigest().value().value())
                .isEqualTo("9991726ba813a44f608e0719a4f6cbd1d2882c39549363f174d0633c6a57c09d");
    }

    @Test
    void isKnownAtEachEventWithoutChangingWhatFollows() throws NoSuchAlgorithmException {
        StreamDigest digest = new StreamDigest();
        List<byte[]> ids = ids(300);
        for (int i = 0; i < ids.size(); i++) {
            digest.add(ids.get(i));
            assertThat(digest.value().value()).as("after %d", i + 1).isEqualTo(straightforward(ids.subList(0, i + 1)));
        }
    }

    @Test
    void dependsOnTheOrder() {
        List<byte[]> ids = ids(2);
        StreamDigest one = new StreamDigest();
        one.add(ids.get(0));
        one.add(ids.get(1));
        StreamDigest other = new StreamDigest();
        other.add(ids.get(1));
        other.add(ids.get(0));
        assertThat(one.value()).isNotEqualTo(other.value());
    }

    @Test
    void keepsNoReferenceToAnId() {
        byte[] id = ids(1).get(0);
        StreamDigest digest = new StreamDigest();
        digest.add(id);
        String before = digest.value().value();
        id[0]++;
        assertThat(digest.value().value()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 511, 512, 700})
    void goesOnFromAStateAsIfItHadNeverStopped(int stop) throws NoSuchAlgorithmException {
        List<byte[]> ids = ids(700);
        StreamDigest first = new StreamDigest();
        ids.subList(0, stop).forEach(first::add);
        StreamDigest.State state = first.state();
        ids.subList(stop, 700).forEach(first::add);
        StreamDigest second = new StreamDigest(StreamDigest.State.of(state.events(), state.toBytes()));
        assertThat(second.state()).isEqualTo(state);
        ids.subList(stop, 700).forEach(second::add);
        assertThat(second.value()).isEqualTo(first.value());
        assertThat(second.value().value()).isEqualTo(straightforward(ids));
    }

    @Test
    void aStateThatCannotBeIsNone() {
        assertThatThrownBy(() -> StreamDigest.State.of(1, new byte[63])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StreamDigest.State.of(255, new byte[32])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StreamDigest.State.of(-256, new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] mine = new byte[64];
        StreamDigest.State state = StreamDigest.State.of(1, mine);
        mine[0]++;
        state.toBytes()[1]++;
        assertThat(state.toBytes()).isEqualTo(new byte[64]);
    }
}
