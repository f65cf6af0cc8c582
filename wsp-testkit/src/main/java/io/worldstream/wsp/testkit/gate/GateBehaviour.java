package io.worldstream.wsp.testkit.gate;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The gate's behaviour for one request: whether to take it and how to answer (contracts 9). Immutable. */
public sealed interface GateBehaviour {
    /** Takes the envelope and answers, as a healthy gate does. */
    static GateBehaviour answer() {
        return Usual.INSTANCE;
    }

    /**
     * Gives this answer without taking the envelope.
     *
     * @param status the HTTP status
     * @param body the body; sent as JSON if it begins with a brace, otherwise as HTML
     */
    static GateBehaviour answerWith(int status, String body) {
        return answerWith(status, body, Map.of());
    }

    /** Gives this answer without taking the envelope, with additional headers such as {@code Retry-After}. */
    static GateBehaviour answerWith(int status, String body, Map<String, String> headers) {
        return new Scripted(false, status, body, headers);
    }

    /** Takes the envelope but gives this answer. */
    static GateBehaviour takeThenAnswerWith(int status, String body) {
        return new Scripted(true, status, body, Map.of());
    }

    /** Answers QUARANTINE for these reasons, without taking the envelope. */
    static GateBehaviour quarantine(int status, String... reasons) {
        return new Quarantine(status, List.of(reasons));
    }

    /** Takes the envelope, then resets the connection. */
    static GateBehaviour takeThenReset() {
        return new Break(true, Break.How.RESET);
    }

    /** Takes the envelope and never answers; the connection stays open until the gate ends. */
    static GateBehaviour takeThenHold() {
        return new Break(true, Break.How.HOLD);
    }

    /** Takes the envelope, sends half of the answer and closes the connection. */
    static GateBehaviour takeThenCutShort() {
        return new Break(true, Break.How.CUT_SHORT);
    }

    /** Resets the connection without taking the envelope. */
    static GateBehaviour resetBeforeTaking() {
        return new Break(false, Break.How.RESET);
    }

    /** Neither takes the envelope nor answers; the connection stays open until the gate ends. */
    static GateBehaviour holdBeforeTaking() {
        return new Break(false, Break.How.HOLD);
    }

    /** Waits in real time, then applies another behaviour. */
    static GateBehaviour delayed(Duration delay, GateBehaviour then) {
        return new Delayed(delay, then);
    }

    /** Closes the connection after the answer, which announces it. */
    static GateBehaviour closingAfter(GateBehaviour answer) {
        return new Closing(answer, true);
    }

    /** Closes the connection after the answer, without announcing it. */
    static GateBehaviour closingSilentlyAfter(GateBehaviour answer) {
        return new Closing(answer, false);
    }

    /** Takes the envelope and answers with a faulty receipt. */
    static GateBehaviour wrongReceipt(ReceiptFault fault) {
        return new WrongReceipt(fault);
    }

    /** The fault of a receipt. */
    enum ReceiptFault {
        /** The receipt names another event. */
        FOREIGN_EVENT,
        /** The answer has no receipt. */
        NONE,
        /** The receipt has no {@code eb_ref}. */
        NO_BUS_POSITION,
        /** The receipt's decision is unknown to the contract. */
        UNKNOWN_DECISION
    }

    /** The behaviour of {@link #answer}. */
    enum Usual implements GateBehaviour {
        /** The only instance. */
        INSTANCE
    }

    /**
     * The behaviour of {@link #answerWith(int, String, Map)} and {@link #takeThenAnswerWith}.
     *
     * @param take whether to take the envelope
     * @param status the HTTP status
     * @param body the body
     * @param headers additional headers
     */
    record Scripted(boolean take, int status, String body, Map<String, String> headers) implements GateBehaviour {
        public Scripted {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * The behaviour of {@link #quarantine}.
     *
     * @param status the HTTP status: gates send 200 or 400
     * @param reasons the reason codes
     */
    record Quarantine(int status, List<String> reasons) implements GateBehaviour {
        public Quarantine {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * A connection that breaks or hangs.
     *
     * @param take whether to take the envelope first
     * @param how the failure that the client sees
     */
    record Break(boolean take, How how) implements GateBehaviour {
        /** The failure that the client sees. */
        public enum How {
            /** A connection reset. */
            RESET,
            /** No answer. */
            HOLD,
            /** An answer that ends before its announced length. */
            CUT_SHORT
        }
    }

    /**
     * The behaviour of {@link #delayed}.
     *
     * @param delay the delay
     * @param then the behaviour after the delay
     */
    record Delayed(Duration delay, GateBehaviour then) implements GateBehaviour {}

    /**
     * The behaviour of {@link #closingAfter} and {@link #closingSilentlyAfter}.
     *
     * @param answer the behaviour before closing
     * @param announced whether the answer announces that the connection closes
     */
    record Closing(GateBehaviour answer, boolean announced) implements GateBehaviour {}

    /**
     * The behaviour of {@link #wrongReceipt}.
     *
     * @param fault the fault of the receipt
     */
    record WrongReceipt(ReceiptFault fault) implements GateBehaviour {}
}
