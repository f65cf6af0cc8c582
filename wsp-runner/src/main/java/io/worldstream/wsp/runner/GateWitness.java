package io.worldstream.wsp.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateRequest;
import io.worldstream.wsp.testkit.gate.GateScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records at the gate whether event time ever runs backwards. Keeps no envelope. Thread-safe. */
final class GateWitness implements GateScript {
    private static final JsonFactory JSON = new JsonFactory();

    private @Nullable String firstTime;
    private String lastTime = "";
    private long backwards;

    @Override
    public synchronized GateBehaviour behaviour(GateRequest request) {
        // The text has a fixed width and is in UTC, so it compares like the instant (contracts 5).
        String time = timeOf(request.body());
        if (firstTime == null) {
            firstTime = time;
        }
        if (time.compareTo(lastTime) < 0) {
            backwards++;
        }
        lastTime = time;
        return GateBehaviour.answer();
    }

    /** Returns the event time of the first event; null if none was received. */
    synchronized @Nullable String firstTime() {
        return firstTime;
    }

    /** Describes in words what the gate received. */
    synchronized List<String> describe(EmbeddedGate gate) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%,d %s received; %,d %s admitted, each event id once; %,d %s; %,d quarantined.",
                        gate.requests(),
                        LogText.noun(gate.requests(), "envelope"),
                        gate.count(Decision.ADMIT),
                        gate.count(Decision.ADMIT) == 1 ? "was" : "were",
                        gate.count(Decision.DUPLICATE),
                        LogText.noun(gate.count(Decision.DUPLICATE), "duplicate"),
                        gate.count(Decision.QUARANTINE)),
                firstTime == null
                        ? "No event time was received."
                        : firstTime.equals(lastTime) && backwards == 0
                                ? "Event time was " + firstTime + "."
                                : "Event time ran from " + firstTime + " to " + lastTime + backwards());
    }

    private String backwards() {
        if (backwards == 0) {
            return ", never backwards.";
        }
        return backwards == 1 ? ", once backwards." : ", " + backwards + " times backwards.";
    }

    private static String timeOf(String envelope) {
        try (JsonParser parser = JSON.createParser(envelope)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean time = "ts_utc".equals(parser.currentName());
                parser.nextToken();
                if (time) {
                    return parser.getText();
                }
                parser.skipChildren();
            }
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
