package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/**
 * An in-memory gate. It copies each envelope, answers as its {@link SinkScript} says, and calls back at once or on
 * request, in any order. It recognises duplicates by event type and event id (contracts 9).
 *
 * <p>It reports its caller's mistakes in {@link #violations}: overlapping pushes and pushes that exceed the window
 * ({@code SNK-01}); lent bytes that change before the callback or are not a read-only view from 0 ({@code SNK-03});
 * retries that overtake their first attempt, skip a number or carry different bytes (I5); and pushes after closing.
 * Callbacks run on the thread that pushes or completes, never under a lock. Any thread may complete and read.
 */
public final class RecordingSink implements IngressSink {
    private static final String TOPIC = "fp.bus.traffic.v1";

    private final SinkScript script;
    private final Predicate<RecordedPush> held;
    private final boolean dedupe;

    private final List<RecordedPush> pushes = new ArrayList<>();
    private final List<RecordedPush> admitted = new ArrayList<>();
    private final Map<Long, Loan> outstanding = new LinkedHashMap<>();
    private final Map<Long, Loan> answered = new HashMap<>();
    private final Map<String, Receipt.BusPosition> taken = new HashMap<>();
    private final LoanRules rules;
    private boolean pushing;
    private boolean closed;
    private long offsets;

    private RecordingSink(Builder from) {
        script = from.script;
        held = from.held;
        dedupe = from.dedupe;
        rules = new LoanRules(from.window);
    }

    /** Creates a sink that admits everything at once, dedupes, and does not check a window. */
    public static RecordingSink create() {
        return builder().build();
    }

    /** Returns a builder with the settings of {@link #create}. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void push(EnvelopeView envelope, PushCallback callback) {
        Loan loan;
        boolean hold;
        synchronized (this) {
            rules.pushStarts(pushing, closed);
            pushing = true;
            RecordedPush push = rules.record(pushes.size() + 1, envelope, outstanding.values());
            pushes.add(push);
            loan = new Loan(push, envelope, callback);
            outstanding.put(push.number(), loan);
            loan.outcome = script.answer(push, () -> take(push));
            hold = held.test(push) && !closed;
            loan.held = hold;
        }
        try {
            if (!hold) {
                answer(loan, loan.outcome);
            }
        } finally {
            synchronized (this) {
                pushing = false;
            }
        }
    }

    /**
     * Completes a push whose answer is held, with the script's answer.
     *
     * @throws NoSuchElementException if the push is not held
     */
    public void complete(RecordedPush push) {
        Loan loan = heldLoan(push);
        answer(loan, loan.outcome);
    }

    /**
     * Completes a push whose answer is held, with another outcome.
     *
     * @throws NoSuchElementException if the push is not held
     */
    public void complete(RecordedPush push, PushOutcome outcome) {
        answer(heldLoan(push), outcome);
    }

    /** Completes all pushes held now, oldest first, and returns their number. */
    public int completeAll() {
        List<RecordedPush> now = held();
        now.forEach(this::complete);
        return now.size();
    }

    /**
     * Calls back again for a push whose answer was held and then given. A sink must never do this, but an engine must
     * tolerate it ({@code SNK-05}).
     *
     * @throws NoSuchElementException if the push was never held or is still held
     */
    public void completeAgain(RecordedPush push, PushOutcome outcome) {
        Loan loan;
        synchronized (this) {
            loan = answered.get(push.number());
        }
        if (loan == null) {
            throw new NoSuchElementException("no held answer was given before: push " + push.number());
        }
        loan.callback.onOutcome(outcome);
    }

    /** Answers all held pushes with {@link PushOutcome.Unknown}. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        held().forEach(push -> complete(push, new PushOutcome.Unknown("the sink was closed")));
    }

    /** Returns all pushes in order. */
    public synchronized List<RecordedPush> pushes() {
        return List.copyOf(pushes);
    }

    /** Returns the pushes that were taken for the first time, in order: the content of the bus. */
    public synchronized List<RecordedPush> admitted() {
        return List.copyOf(admitted);
    }

    /** Returns the pushes that wait for their answer, oldest first. */
    public synchronized List<RecordedPush> held() {
        return outstanding.values().stream().map(loan -> loan.push).toList();
    }

    /** Returns the highest number of pushes that were in flight at once. */
    public synchronized int mostOutstanding() {
        return rules.mostOutstanding();
    }

    /** Returns the caller's rule violations; empty if there are none. */
    public synchronized List<String> violations() {
        return rules.violations();
    }

    private synchronized PushOutcome take(RecordedPush push) {
        String key = push.eventType() + "|" + push.eventId();
        Receipt.BusPosition known = taken.get(key);
        if (dedupe && known != null) {
            return decided(push, Decision.DUPLICATE, List.of("DUPLICATE"), List.of("receipt_ref"), known);
        }
        Receipt.BusPosition position = new Receipt.BusPosition(TOPIC, "0", Long.toString(offsets++));
        taken.put(key, position);
        admitted.add(push);
        return decided(push, Decision.ADMIT, List.of(), List.of(), position);
    }

    private static Decided decided(
            RecordedPush push,
            Decision decision,
            List<String> reasons,
            List<String> evidence,
            Receipt.BusPosition position) {
        return new Decided(
                decision, new Receipt(push.eventId().value(), push.eventType().value(), reasons, evidence, position));
    }

    private synchronized Loan heldLoan(RecordedPush push) {
        Loan loan = outstanding.get(push.number());
        if (loan == null) {
            throw new NoSuchElementException("no answer is held: push " + push.number());
        }
        return loan;
    }

    private void answer(Loan loan, PushOutcome outcome) {
        synchronized (this) {
            if (outstanding.remove(loan.push.number()) == null) {
                return;
            }
            rules.loanEnds(loan.push, loan.envelope);
            if (loan.held) {
                answered.put(loan.push.number(), loan);
            }
        }
        loan.callback.onOutcome(outcome);
    }

    /** An envelope that the sink has on loan, and its callback. */
    static final class Loan {
        final RecordedPush push;
        final EnvelopeView envelope;
        final PushCallback callback;
        boolean held;
        PushOutcome outcome = new PushOutcome.Unknown("the script has not answered yet");

        Loan(RecordedPush push, EnvelopeView envelope, PushCallback callback) {
            this.push = push;
            this.envelope = envelope;
            this.callback = callback;
        }
    }

    /** Collects the settings of a sink. Not thread-safe. */
    public static final class Builder {
        private SinkScript script = SinkScript.USUAL;
        private Predicate<RecordedPush> held = push -> false;
        private boolean dedupe = true;
        private int window = Integer.MAX_VALUE;

        private Builder() {}

        /** Sets the script. Default: {@link SinkScript#USUAL}. */
        public Builder script(SinkScript value) {
            script = value;
            return this;
        }

        /** Sets which answers are held until {@link RecordingSink#complete}. Default: none. */
        public Builder holdWhen(Predicate<RecordedPush> value) {
            held = value;
            return this;
        }

        /** Holds all answers until {@link RecordingSink#complete}. */
        public Builder holdAll() {
            return holdWhen(push -> true);
        }

        /**
         * Sets whether an event that was taken before is answered with DUPLICATE; if false, it is admitted again.
         * Default: true.
         */
        public Builder dedupe(boolean value) {
            dedupe = value;
            return this;
        }

        /**
         * Sets the most pushes that the caller may have in flight; exceeding it is a violation. Default: not checked.
         */
        public Builder window(int value) {
            window = value;
            return this;
        }

        /** Builds the sink. */
        public RecordingSink build() {
            return new RecordingSink(this);
        }
    }
}
