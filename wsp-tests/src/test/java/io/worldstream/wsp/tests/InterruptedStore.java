package io.worldstream.wsp.tests;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.function.Consumer;

/** A store in the nth call of which the calling thread is interrupted, before or after the call took effect. */
final class InterruptedStore implements DeadLetterStore {
    private final DeadLetterStore store;
    private final String interrupted;
    private int left;

    InterruptedStore(DeadLetterStore store, String interrupted, int nth) {
        this.store = store;
        this.interrupted = interrupted;
        left = nth;
    }

    private void call(String name) throws IOException {
        if (name.equals(interrupted) && --left == 0) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
    }

    @Override
    public void open(RunId run, long epoch) throws IOException {
        store.open(run, epoch);
    }

    @Override
    public void record(long epoch, DeadLetter evidence) throws IOException {
        store.record(epoch, evidence);
    }

    @Override
    public void forEach(RunId run, Consumer<Entry> each) throws IOException {
        store.forEach(run, each);
    }

    @Override
    public Optional<Entry> find(RunId run, String position) throws IOException {
        call("find");
        return store.find(run, position);
    }

    @Override
    public void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException {
        call("redriven");
        store.redriven(epoch, run, position, attempt);
        call("redriven, stored");
    }

    @Override
    public String describe(RunId run) {
        return store.describe(run);
    }
}
