package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.internal.rows.RowValidator;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Sends batches of an output's rows to the threads that check them, and takes them back in the order in which they were
 * read. The number of batches in flight is bounded. One thread, which reads the output.
 */
final class RowChecks {
    private final SurveyThreads threads;
    private final Supplier<RowValidator> newValidator;
    private final Cancellation cancellation;
    private final Queue<RowValidator> idle = new ConcurrentLinkedQueue<>();
    private final Deque<OnTheWay> onTheWay = new ArrayDeque<>();
    private final Deque<RowBatch> spare = new ArrayDeque<>();

    /**
     * @param newValidator creates a validator of the output's rows for each thread that checks
     * @param cancellation checked for each batch
     */
    RowChecks(SurveyThreads threads, Supplier<RowValidator> newValidator, Cancellation cancellation) {
        this.threads = threads;
        this.newValidator = newValidator;
        this.cancellation = cancellation;
    }

    /** Returns an empty batch. */
    RowBatch batch() {
        return spare.isEmpty() ? new RowBatch() : spare.pop();
    }

    /** Submits a batch for checking; its part takes it in, now or later, in the order of submission. */
    void submit(RowBatch batch, PartSurvey part) {
        cancellation.throwIfCancelled();
        onTheWay.addLast(new OnTheWay(threads.check(() -> check(batch)), part));
        while (onTheWay.size() > threads.batchesAhead()) {
            takeIn();
        }
    }

    /** Blocks until every submitted batch has been taken in. */
    void finish() {
        while (!onTheWay.isEmpty()) {
            takeIn();
        }
    }

    private RowBatch check(RowBatch batch) {
        RowValidator known = idle.poll();
        RowValidator validator = known == null ? newValidator.get() : known;
        batch.check(validator);
        idle.add(validator);
        return batch;
    }

    private void takeIn() {
        OnTheWay first = onTheWay.removeFirst();
        RowBatch batch = SurveyThreads.await(first.batch);
        first.part.takeIn(batch);
        spare.push(batch.cleared());
    }

    private record OnTheWay(Future<RowBatch> batch, PartSurvey part) {}
}
