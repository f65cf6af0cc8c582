package io.worldstream.wsp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The extra methods that the fake offers to tests; its contract test covers the rules of the SPI. */
class InMemorySpillSpaceTest {
    private static final RunId RUN = new RunId("0".repeat(32));

    private final InMemorySpillSpace space = new InMemorySpillSpace();

    @Test
    void saysWhatIsOpenAndHeld() throws IOException {
        SpillArea area = space.open(RUN);
        SpillFile first = area.create();
        SpillFile second = area.create();
        first.append(ByteBuffer.allocate(100));
        second.append(ByteBuffer.allocate(10));
        assertThat(space.openAreas()).isEqualTo(1);
        assertThat(space.openFiles()).isEqualTo(2);
        assertThat(space.bytesHeld()).isEqualTo(110);
        first.close();
        first.close();
        assertThat(space.openFiles()).isEqualTo(1);
        assertThat(space.bytesHeld()).isEqualTo(10);
        area.close();
        assertThat(space.openAreas()).isZero();
        assertThat(space.openFiles()).isZero();
        assertThat(space.bytesHeld()).isZero();
    }

    @Test
    void roomIsWhatIsNotHeldByAnyFile() throws IOException {
        space.outOfSpaceAfter(100);
        SpillArea area = space.open(RUN);
        SpillFile first = area.create();
        first.append(ByteBuffer.allocate(60));
        SpillFile second = space.open(RUN).create();
        second.append(ByteBuffer.allocate(40));
        assertThatIOException().isThrownBy(() -> second.append(ByteBuffer.allocate(1)));
        first.close();
        second.append(ByteBuffer.allocate(60));
        assertThatIllegalArgumentException().isThrownBy(() -> space.outOfSpaceAfter(-1));
    }

    @Test
    void theChosenReadFailsAndNoOther() throws IOException {
        SpillFile file = fileOf(1, 2, 3);
        space.failRead(2);
        assertThat(read(file, 0, 3)).containsExactly(1, 2, 3);
        assertThat(file.read(3, ByteBuffer.allocate(1)))
                .as("gives nothing, and so is not counted")
                .isEqualTo(-1);
        assertThatIOException().isThrownBy(() -> read(file, 0, 3)).withMessageContaining("read 2");
        assertThat(read(file, 0, 3)).containsExactly(1, 2, 3);
        assertThatIllegalArgumentException().isThrownBy(() -> space.failRead(0));
    }

    @Test
    void theChosenReadGivesOneOtherBit() throws IOException {
        SpillFile file = fileOf(1, 2, 3);
        space.changeRead(1);
        space.changeRead(3);
        assertThat(read(file, 0, 3)).containsExactly(1, 3, 3);
        assertThat(read(file, 0, 3)).containsExactly(1, 2, 3);
        assertThat(read(file, 2, 1)).containsExactly(2);
        assertThat(read(file, 0, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void readsCanBeShort() throws IOException {
        SpillFile file = fileOf(1, 2, 3);
        space.shortReads(2);
        assertThat(file.read(0, ByteBuffer.allocate(3))).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> space.shortReads(0));
    }

    @Test
    void whatWasLeftBehindIsHeldUntilAnAreaIsOpened() {
        space.leaveBehind(7);
        assertThat(space.bytesHeld()).isEqualTo(7);
        space.open(RUN);
        assertThat(space.bytesHeld()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> space.leaveBehind(0));
    }

    @Test
    void twoThreadsInOneFileAreCaught() throws Exception {
        SpillFile file = fileOf(1, 2, 3);
        Thread other = new Thread(() -> append(file));
        synchronized (space) { // holds the other thread up within its call
            other.start();
            while (other.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            assertThatIllegalStateException().isThrownBy(() -> read(file, 0, 1)).withMessageContaining("SPL-05");
            assertThatIllegalStateException().isThrownBy(() -> append(file)).withMessageContaining("SPL-05");
        }
        other.join();
        append(file);
        assertThat(file.sizeBytes()).as("one after the other is fine").isEqualTo(5);
    }

    private static void append(SpillFile file) {
        try {
            file.append(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SpillFile fileOf(int... bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int each : bytes) {
            buffer.put((byte) each);
        }
        SpillFile file = space.open(RUN).create();
        file.append(buffer.flip());
        return file;
    }

    private static byte[] read(SpillFile file, long position, int count) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(count);
        assertThat(file.read(position, target)).isEqualTo(count);
        return target.array();
    }
}
