package io.worldstream.wsp;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.internal.run.Preparation;
import io.worldstream.wsp.internal.run.RehearsedRun;
import java.io.IOException;
import java.util.List;

/**
 * A run without gate and without waiting: everything is checked and read as {@link WorldStreamProducer} would, nothing is
 * pushed and nothing is remembered. Blocks on the oracle. Immutable; any thread may use it.
 */
public final class Rehearsal {
    private final RehearsedRun run;

    /** A rehearsal of worlds in JSON Lines. */
    public Rehearsal(OracleReader oracle, Catalogue catalogue, StreamPolicy policy) {
        this(oracle, catalogue, policy, List.of());
    }

    /**
     * @param oracle where sealed objects are read
     * @param catalogue what outputs there are
     * @param policy what the host decides; the plan's digest and the envelopes follow from it
     * @param rowFormats more ways in which rows may be stored
     */
    public Rehearsal(OracleReader oracle, Catalogue catalogue, StreamPolicy policy, List<RowFormat> rowFormats) {
        run = new RehearsedRun(new Preparation(oracle, catalogue, policy, rowFormats));
    }

    /** Says what a READY would lead to; reads the whole world to know. */
    public Explanation explain(ReadySignal ready) {
        return run.explain(ready);
    }

    /**
     * Hands out the whole stream, in order, {@code emitted_at_utc} left out.
     *
     * @param ready the run
     * @param out takes the envelopes
     * @return how it would end; {@code stream_digest} is over all events
     * @throws IOException what the consumer throws
     */
    public RunSummary preview(ReadySignal ready, EnvelopeConsumer out) throws IOException {
        return run.preview(ready, out);
    }

    /** How a READY that is not valid would end. */
    public RunSummary refuse(ControlMessage.Invalid invalid) {
        return run.refuse(invalid);
    }
}
