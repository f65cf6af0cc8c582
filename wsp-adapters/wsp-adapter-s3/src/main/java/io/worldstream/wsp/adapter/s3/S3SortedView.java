package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open view: the bytes of one version of its object, under a marker that keeps a budget from removing it. One thread. */
final class S3SortedView implements PartContent {
    private final PartContent content;
    private final OpenViews.Use use;

    S3SortedView(PartContent content, OpenViews.Use use) {
        this.content = content;
        this.use = use;
    }

    @Override
    public long sizeBytes() {
        return content.sizeBytes();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position is negative: " + position);
        }
        return IoFailures.of(() -> content.read(position, target));
    }

    @Override
    public void close() throws IOException {
        try {
            content.close();
        } finally {
            use.end();
        }
    }
}
