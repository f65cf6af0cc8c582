package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An open area of an {@link InMemorySpillSpace}, whose monitor guards it. */
final class InMemorySpillArea implements SpillArea {
    private final InMemorySpillSpace space;
    private final RunId run;
    private final Set<InMemorySpillFile> files = new LinkedHashSet<>();
    private boolean closed;

    InMemorySpillArea(InMemorySpillSpace space, RunId run) {
        this.space = space;
        this.run = run;
    }

    @Override
    public SpillFile create() throws IOException {
        synchronized (space) {
            if (closed) {
                throw new IOException("the spill area of run " + run + " is closed");
            }
            InMemorySpillFile file = new InMemorySpillFile(space, this);
            files.add(file);
            return file;
        }
    }

    @Override
    public void close() {
        synchronized (space) {
            closed = true;
            List.copyOf(files).forEach(InMemorySpillFile::close);
            space.closed(this);
        }
    }

    int openFiles() {
        return files.size();
    }

    void closed(InMemorySpillFile file) {
        files.remove(file);
    }
}
