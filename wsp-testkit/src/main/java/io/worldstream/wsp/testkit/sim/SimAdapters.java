package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.CheckpointStore;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a simulation that its user supplies; each is created separately for each schedule. They are called on one
 * thread and must not read the machine's clock, because the same seed would then no longer produce the same steps.
 * Immutable.
 */
public final class SimAdapters {
    private static final SimAdapters SIMULATED = new SimAdapters(null, null);

    private final @Nullable Supplier<? extends GateModel> gate;
    private final @Nullable Supplier<? extends CheckpointStore> checkpoints;

    private SimAdapters(
            @Nullable Supplier<? extends GateModel> gate, @Nullable Supplier<? extends CheckpointStore> checkpoints) {
        this.gate = gate;
        this.checkpoints = checkpoints;
    }

    /** Returns adapters that are all simulated. */
    public static SimAdapters simulated() {
        return SIMULATED;
    }

    /** Returns these adapters with another gate; the network before it stays simulated, with its faults. */
    public SimAdapters withGate(Supplier<? extends GateModel> value) {
        return new SimAdapters(Objects.requireNonNull(value), checkpoints);
    }

    /**
     * Returns these adapters with another checkpoint store. Like the simulated one, it fails now and then, but its
     * records are never damaged.
     */
    public SimAdapters withCheckpoints(Supplier<? extends CheckpointStore> value) {
        return new SimAdapters(gate, Objects.requireNonNull(value));
    }

    @Nullable GateModel gate() {
        return gate == null ? null : gate.get();
    }

    @Nullable CheckpointStore checkpoints() {
        return checkpoints == null ? null : checkpoints.get();
    }
}
