package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Positions of a source that only reads: none are known, and none are kept. */
final class NoPositions implements PositionStore {
    @Override
    public Optional<Position> load(PositionName name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> save(PositionName name, byte[] record, @Nullable String version) {
        return Optional.of("not kept");
    }
}
