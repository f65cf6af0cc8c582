package io.worldstream.wsp.tests;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SealedReference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntPredicate;

/** Counts what is asked of another oracle, and lets some of it fail or never end. Any thread may use it. */
final class WatchedOracle implements OracleReader {
    private final OracleReader oracle;
    private final CountDownLatch endlessRead = new CountDownLatch(4);
    private IntPredicate failing = call -> false;
    private String endless = "\0";
    private int calls;
    private int open;
    private int mostOpen;

    WatchedOracle(OracleReader oracle) {
        this.oracle = oracle;
    }

    /** Lets calls fail, each by its number, from 1. */
    WatchedOracle failing(IntPredicate value) {
        failing = value;
        return this;
    }

    /** Lets parts whose paths have this in them go on for ever. */
    WatchedOracle endless(String inPath) {
        endless = inPath;
        return this;
    }

    /** Returns when some of what is endless was read. */
    void awaitEndlessRead() throws InterruptedException {
        endlessRead.await();
    }

    synchronized int calls() {
        return calls;
    }

    synchronized int stillOpen() {
        return open;
    }

    synchronized int mostOpen() {
        return mostOpen;
    }

    private synchronized void call() throws IOException {
        calls++;
        if (failing.test(calls)) {
            throw new IOException("503 SlowDown");
        }
    }

    private synchronized void opened(int change) {
        open += change;
        mostOpen = Math.max(mostOpen, open);
    }

    @Override
    public List<OraclePart> resolve(SealedReference reference) throws IOException {
        call();
        return oracle.resolve(reference);
    }

    @Override
    public PartContent open(OraclePart part) throws IOException {
        call();
        PartContent content = oracle.open(part);
        opened(1);
        boolean neverEnds = part.path().contains(endless);
        return new PartContent() {
            @Override
            public long sizeBytes() {
                return content.sizeBytes();
            }

            @Override
            public int read(long position, ByteBuffer target) throws IOException {
                call();
                if (!neverEnds) {
                    return content.read(position, target);
                }
                endlessRead.countDown();
                int count = target.remaining();
                while (target.hasRemaining()) {
                    target.put((byte) '\n');
                }
                return count;
            }

            @Override
            public void close() throws IOException {
                opened(-1);
                content.close();
            }
        };
    }
}
