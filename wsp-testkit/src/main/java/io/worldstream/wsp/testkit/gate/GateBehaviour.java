package io.worldstream.wsp.testkit.gate;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a gate does with one request: take it or not, answer it or not (contracts 9). Immutable. */
public sealed interface GateBehaviour {
    /** Takes the envelope and answers, as a gate does that is well. */
    static GateBehaviour answer() {
        return Usual.INSTANCE;
    }

    /**
     * Answers so without taking the envelope.
     *
     * @param status the HTTP status
     * @param body the body; sent as JSON if it begins with a brace, else as HTML
     */
    static GateBehaviour answerWith(int status, String body) {
        return answerWith(status, body, Map.of());
    }

    /** Answers so without taking the envelope, with these headers, such as {@code Retry-After}. */
    static GateBehaviour answerWith(int status, String body, Map<String, String> headers) {
        return new Scripted(false, status, body, headers);
    }

    /** Takes the envelope and answers so nevertheless. */
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

    /** Waits, in real time, before it does the other thing. */
    static GateBehaviour delayed(Duration delay, GateBehaviour then) {
        return new Delayed(delay, then);
    }

    /** Closes the connection after the answer, which says so. */
    static GateBehaviour closingAfter(GateBehaviour answer) {
        return new Closing(answer, true);
    }

    /** Closes the connection after the answer, which does not say so. */
    static GateBehaviour closingSilentlyAfter(GateBehaviour answer) {
        return new Closing(answer, false);
    }

    /** Takes the envelope and answers with a receipt that is wrong. */
    static GateBehaviour wrongReceipt(ReceiptFault fault) {
        return new WrongReceipt(fault);
    }

    /** What is wrong with a receipt. */
    enum ReceiptFault {
        /** It names another event. */
        FOREIGN_EVENT,
        /** There is none. */
        NONE,
        /** It has no {@code eb_ref}. */
        NO_BUS_POSITION,
        /** Its decision is a word that the contract does not know. */
        UNKNOWN_DECISION
    }

    /** {@link #answer}. */
    enum Usual implements GateBehaviour {
        /** The only one. */
        INSTANCE
    }

    /**
     * {@link #answerWith(int, String, Map)} and {@link #takeThenAnswerWith}.
     *
     * @param take whether the envelope is taken
     * @param status the HTTP status
     * @param body the body
     * @param headers more headers
     */
    record Scripted(boolean take, int status, String body, Map<String, String> headers) implements GateBehaviour {
        public Scripted {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * {@link #quarantine}.
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
     * The connection breaks or hangs.
     *
     * @param take whether the envelope is taken before
     * @param how what the client sees
     */
    record Break(boolean take, How how) implements GateBehaviour {
        /** What the client sees. */
        public enum How {
            /** A reset. */
            RESET,
            /** Nothing. */
            HOLD,
            /** An answer that ends before its announced length. */
            CUT_SHORT
        }
    }

    /**
     * {@link #delayed}.
     *
     * @param delay how long
     * @param then what follows
     */
    record Delayed(Duration delay, GateBehaviour then) implements GateBehaviour {}

    /**
     * {@link #closingAfter} and {@link #closingSilentlyAfter}.
     *
     * @param answer what is done before
     * @param announced whether the answer says that the connection closes
     */
    record Closing(GateBehaviour answer, boolean announced) implements GateBehaviour {}

    /**
     * {@link #wrongReceipt}.
     *
     * @param fault what is wrong with it
     */
    record WrongReceipt(ReceiptFault fault) implements GateBehaviour {}
}
