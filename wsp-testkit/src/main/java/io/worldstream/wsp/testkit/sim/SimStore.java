package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The checkpoint store as seen by one process: it fails now and then, and is cut off when the process dies. */
final class SimStore implements CheckpointStore {
    private final CheckpointStore store;
    private final SimProcess process;
    private final SimRates rates;
    private final SimTrace trace;
    private final SimChecks checks;

    SimStore(CheckpointStore store, SimProcess process, SimRates rates, SimTrace trace, SimChecks checks) {
        this.store = store;
        this.process = process;
        this.rates = rates;
        this.trace = trace;
        this.checks = checks;
    }

    @Override
    public Set<RunId> runs() throws IOException {
        begin();
        return store.runs();
    }

    @Override
    public Optional<byte[]> read(RunId run) throws IOException {
        begin();
        return store.read(run);
    }

    @Override
    public void check(RunId run) throws IOException {
        begin();
        store.check(run);
    }

    @Override
    public Optional<byte[]> open(RunId run, long epoch) throws IOException {
        begin();
        if (store instanceof SimDisk disk && rates.hits(SimFault.DISK_ROT)) {
            disk.rot(run, rates.below(4) == 0);
        }
        trace.step(Step.OPEN, process.number(), epoch, 0);
        checks.onOpened(run, epoch);
        return store.open(run, epoch);
    }

    @Override
    public void save(RunId run, long epoch, byte[] record) throws IOException {
        begin();
        store.save(run, epoch, record);
        trace.step(Step.SAVE, process.number(), epoch, record.length);
        checks.onSaved(run, epoch);
        process.onSaved(run, epoch);
        process.delicateMoment();
    }

    @Override
    public void discard(RunId run, long epoch) throws IOException {
        begin();
        trace.step(Step.DISCARD, process.number(), epoch, 0);
        store.discard(run, epoch);
    }

    private void begin() throws IOException {
        process.delicateMoment();
        if (rates.hits(SimFault.DISK_ERROR)) {
            throw new IOException("the disk does not answer");
        }
    }
}
