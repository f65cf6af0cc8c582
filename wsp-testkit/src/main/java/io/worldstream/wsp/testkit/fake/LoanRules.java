package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.EnvelopeView;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks that the caller of a {@link RecordingSink} obeys the rules of the loan. Guarded by the sink's lock. */
final class LoanRules {
    /** The only field in which a retry may differ from the previous attempt (I5). */
    private static final Pattern EMITTED_AT = Pattern.compile("\"emitted_at_utc\":\"[^\"]*\"");

    private final int window;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, RecordedPush> lastTries = new HashMap<>();
    private int mostOutstanding;

    LoanRules(int window) {
        this.window = window;
    }

    void pushStarts(boolean pushing, boolean closed) {
        if (pushing) {
            violations.add("SNK-01: a push began before the previous one returned");
        }
        if (closed) {
            violations.add("a push began after the sink was closed");
        }
    }

    RecordedPush record(long number, EnvelopeView envelope, Collection<RecordingSink.Loan> outstanding) {
        String text = text(number, envelope);
        RecordedPush push =
                new RecordedPush(number, envelope.eventId(), envelope.eventType(), envelope.attempt(), text);
        mostOutstanding = Math.max(mostOutstanding, outstanding.size() + 1);
        if (outstanding.size() >= window) {
            violations.add("SNK-01: push " + number + " exceeds the window of " + window);
        }
        if (outstanding.stream().anyMatch(loan -> loan.push.eventId().equals(push.eventId()))) {
            violations.add("push " + number + " is of an event that is still in flight: " + push.eventId());
        }
        checkTry(push);
        return push;
    }

    void loanEnds(RecordedPush push, EnvelopeView envelope) {
        // A sink may move position and limit, so the whole view is compared.
        ByteBuffer view = envelope.bytes().duplicate();
        byte[] sent = push.envelope().getBytes(StandardCharsets.UTF_8);
        view.clear();
        boolean kept =
                view.remaining() >= sent.length && view.limit(sent.length).equals(ByteBuffer.wrap(sent));
        if (!kept) {
            violations.add("SNK-03: the bytes of push " + push.number() + " changed before its callback");
        }
    }

    int mostOutstanding() {
        return mostOutstanding;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    private String text(long number, EnvelopeView envelope) {
        ByteBuffer bytes = envelope.bytes();
        if (!bytes.isReadOnly()) {
            violations.add("SNK-03: the bytes of push " + number + " are writable");
        }
        if (bytes.position() != 0) {
            violations.add("SNK-03: the bytes of push " + number + " start at " + bytes.position());
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            violations.add("the bytes of push " + number + " are not UTF-8");
            return "";
        }
    }

    private void checkTry(RecordedPush push) {
        String key = push.eventType() + "|" + push.eventId();
        RecordedPush last = lastTries.put(key, push);
        if (push.attempt() == 1) {
            // A first attempt of a known event is legal: a resend after a restart, or a second run of the world.
            return;
        }
        if (last == null || last.attempt() + 1 != push.attempt()) {
            violations.add("try " + push.attempt() + " of " + push.eventId() + " follows "
                    + (last == null ? "none" : "try " + last.attempt()));
        } else if (!stable(last).equals(stable(push))) {
            violations.add("I5: attempt " + push.attempt() + " of " + push.eventId() + " carries different bytes");
        }
    }

    private static String stable(RecordedPush push) {
        return EMITTED_AT.matcher(push.envelope()).replaceFirst("\"emitted_at_utc\":\"\"");
    }
}
