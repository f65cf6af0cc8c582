package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;

/** SPL-02 and SPL-03 on a disk that takes and gives little at once and runs full. */
class FileSpillFileProperties {
    private static final RunId RUN = new RunId("0".repeat(32));

    private final Path root;
    private final FileSpillArea area;

    FileSpillFileProperties() throws IOException {
        root = Files.createTempDirectory("wsp-spill-test");
        area = (FileSpillArea) new FileSpillSpace(root).open(RUN);
    }

    @AfterProperty
    void close() throws IOException {
        area.close();
        Files.delete(root);
    }

    @Property(tries = 300)
    void aFileHoldsWhatWasAppendedWholeAndNothingElse(
            @ForAll @Size(max = 12) List<@IntRange(max = 40) Integer> appends,
            @ForAll @IntRange(max = 200) int room,
            @ForAll @IntRange(min = 1, max = 16) int mostAtOnce)
            throws IOException {
        Path path = Files.createTempFile(root, "property", ".bytes");
        SmallDisk disk = new SmallDisk(
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), room, mostAtOnce);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (SpillFile file = new FileSpillFile(area, root, path, disk)) {
            for (int count : appends) {
                byte[] bytes = new byte[count];
                Arrays.fill(bytes, (byte) (expected.size() + 1));
                ByteBuffer buffer = ByteBuffer.allocate(count + 2).position(1).put(bytes);
                buffer.flip().position(1);
                if (expected.size() + count <= room) {
                    file.append(buffer);
                    expected.write(bytes);
                } else {
                    assertThatIOException()
                            .isThrownBy(() -> file.append(buffer))
                            .withMessageContaining("spill space " + root)
                            .withMessageContaining("No space left")
                            .withMessageContaining("Make room there");
                    assertThat(Files.size(path)).as("room is given back").isEqualTo(expected.size());
                }
                assertThat(buffer.limit()).isEqualTo(count + 1);
                assertThat(file.sizeBytes()).isEqualTo(expected.size());
                assertThat(whole(file)).isEqualTo(expected.toByteArray());
            }
            disk.room = Long.MAX_VALUE;
            file.append(ByteBuffer.wrap(new byte[] {7, 8, 9}));
            expected.write(new byte[] {7, 8, 9});
            assertThat(whole(file)).isEqualTo(expected.toByteArray());
        }
        assertThat(path).doesNotExist();
    }

    @Property(tries = 300)
    void aReadGivesWhatIsThereAndNoMoreThanItsTargetHolds(
            @ForAll @IntRange(max = 50) int size,
            @ForAll @IntRange(max = 60) int position,
            @ForAll @IntRange(max = 60) int wanted,
            @ForAll @IntRange(min = 1, max = 16) int mostAtOnce)
            throws IOException {
        Path path = Files.createTempFile(root, "property", ".bytes");
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i + 1);
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (SpillFile file = new FileSpillFile(area, root, path, new SmallDisk(channel, Long.MAX_VALUE, mostAtOnce))) {
            file.append(ByteBuffer.wrap(bytes));
            ByteBuffer target = ByteBuffer.allocate(wanted + 5).position(2).limit(wanted + 2);
            int count = file.read(position, target);
            if (wanted == 0) {
                assertThat(count).isZero();
            } else if (position >= size) {
                assertThat(count).isEqualTo(-1);
            } else {
                assertThat(count).isBetween(1, Math.min(wanted, size - position));
            }
            assertThat(target.limit()).isEqualTo(wanted + 2);
            assertThat(target.position()).isEqualTo(2 + Math.max(0, count));
            for (int i = 0; i < target.capacity(); i++) {
                boolean given = i >= 2 && i < 2 + count;
                assertThat(target.array()[i]).isEqualTo(given ? bytes[position + i - 2] : 0);
            }
        }
    }

    private static byte[] whole(SpillFile file) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate((int) file.sizeBytes() + 8);
        while (file.read(whole.position(), whole) > 0) {
            assertThat(whole.position()).isLessThanOrEqualTo((int) file.sizeBytes());
        }
        return Arrays.copyOf(whole.array(), whole.position());
    }
}
