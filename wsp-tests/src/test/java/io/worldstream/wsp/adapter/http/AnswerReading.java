package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.PushOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The way to a reader that the module keeps to itself, for inputs that nobody would send. */
public final class AnswerReading {
    private static final int[] STATUSES = {200, 202, 204, 302, 400, 401, 413, 429, 500, 503};

    private static final String EVENT = "a".repeat(64);

    private AnswerReading() {}

    /** Reads an answer of each status; its first line is what it asks to wait, too. Gives the kind of the first outcome. */
    public static String read(byte[] body) {
        String header = new String(body, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        String first = "";
        for (int status : STATUSES) {
            PushOutcome outcome = GateAnswer.classify(EVENT, status, header, body, Instant.EPOCH);
            first = first.isEmpty() ? outcome.getClass().getSimpleName() : first;
        }
        return first.equals("Decided") ? "taken" : first;
    }
}
