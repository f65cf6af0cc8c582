package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.CheckpointStore;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a simulation that its user brings, each made anew for each schedule. They are called on one thread, and must not
 * read the machine's clock: the same seed would not give the same steps. Immutable.
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

    /** All is simulated. */
    public static SimAdapters simulated() {
        return SIMULATED;
    }

    /** The gate; the network before it stays simulated, with its faults. */
    public SimAdapters withGate(Supplier<? extends GateModel> value) {
        return new SimAdapters(Objects.requireNonNull(value), checkpoints);
    }

    /** Where checkpoints are kept; it does not answer now and then, as the simulated one, but nothing in it is damaged. */
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
