package io.worldstream.wsp.internal.samples;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.SpillSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Room for a sort that does not fit in the heap of a test: a file per run of rows. One thread. */
public final class TempFileSpill implements SpillSpace {
    private final Path folder;

    /** @param folder where the files are made */
    public TempFileSpill(Path folder) {
        this.folder = folder;
    }

    @Override
    public SpillArea open(RunId run) {
        return new Area();
    }

    private final class Area implements SpillArea {
        private final List<File> files = new ArrayList<>();

        @Override
        public SpillFile create() throws IOException {
            File file = new File(FileChannel.open(
                    Files.createTempFile(folder, "run", ""),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE));
            files.add(file);
            return file;
        }

        @Override
        public void close() throws IOException {
            for (File file : files) {
                file.close();
            }
        }
    }

    private record File(FileChannel channel) implements SpillFile {
        @Override
        public void append(ByteBuffer bytes) throws IOException {
            long end = channel.size();
            while (bytes.hasRemaining()) {
                end += channel.write(bytes, end);
            }
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public long sizeBytes() {
            try {
                return channel.size();
            } catch (IOException e) {
                throw new IllegalStateException("the file is removed", e);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
