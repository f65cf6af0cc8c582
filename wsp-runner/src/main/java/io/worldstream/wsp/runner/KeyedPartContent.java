package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.runner.config.ConfigKey;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes of a store whose failures name the configuration key of its root. */
final class KeyedPartContent implements PartContent {
    private final ConfigKey<?> key;
    private final PartContent content;

    KeyedPartContent(ConfigKey<?> key, PartContent content) {
        this.key = key;
        this.content = content;
    }

    @Override
    public long sizeBytes() {
        return content.sizeBytes();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        return KeyedFailures.of(key, () -> content.read(position, target));
    }

    @Override
    public void close() throws IOException {
        KeyedFailures.run(key, content::close);
    }
}
