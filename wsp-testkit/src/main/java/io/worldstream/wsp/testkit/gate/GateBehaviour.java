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
     * Takes the envelope and answers as a healthy gate does, except for the status.
     *
     * @param status the HTTP status: gates send 200 or 202
     */
    static GateBehaviour answer(int status) {
        return new Answered(status);
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

    /**
     * Answers without a decision, with a receipt that names the event and these codes, without taking the envelope.
     *
     * @param status the HTTP status
     */
    static GateBehaviour codesInReceipt(int status, String... codes) {
        return new ReceiptCodes(status, List.of(codes));
    }

    /**
     * Answers 503 {@code retry_required}, without taking the envelope.
     *
     * @param reason {@code PUBLISH_IN_FLIGHT_RETRY}, {@code PUBLISH_AMBIGUOUS_RETRY}, or a code with details as {@code
     *     CODE:detail}
     */
    static GateBehaviour retryRequired(String reason) {
        return answerWith(503, GateReceipts.error("retry_required", reason));
    }

    /**
     * Answers 503 {@code ingress_publish_failed}, without taking the envelope: the managed gate's answer to a malformed
     * envelope too.
     *
     * @param reason free text, or {@code CODE:detail}, such as {@code IG_UNHEALTHY:bus}
     */
    static GateBehaviour publishFailed(String reason) {
        return answerWith(503, GateReceipts.error("ingress_publish_failed", reason));
    }

    /** Answers 413 {@code payload_too_large}, without taking the envelope. */
    static GateBehaviour payloadTooLarge() {
        return answerWith(413, GateReceipts.error("payload_too_large", null));
    }

    /** Answers 401 {@code unauthorized} with a reason, without taking the envelope. */
    static GateBehaviour unauthorized(String reason) {
        return answerWith(401, GateReceipts.error("unauthorized", reason));
    }

    /** Answers 503 {@code auth_backend_unavailable}, without taking the envelope. */
    static GateBehaviour authBackendUnavailable() {
        return answerWith(503, GateReceipts.error("auth_backend_unavailable", null));
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

    /** The behaviour of {@link #answer()}. */
    enum Usual implements GateBehaviour {
        /** The only instance. */
        INSTANCE
    }

    /**
     * The behaviour of {@link #answer(int)}.
     *
     * @param status the HTTP status
     */
    record Answered(int status) implements GateBehaviour {}

    /**
     * The behaviour of {@link #codesInReceipt}.
     *
     * @param status the HTTP status
     * @param codes the reason codes of the receipt
     */
    record ReceiptCodes(int status, List<String> codes) implements GateBehaviour {
        public ReceiptCodes {
            codes = List.copyOf(codes);
        }
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
