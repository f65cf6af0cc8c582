package io.worldstream.wsp.runner.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.RunControl;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Requests and answers as lines of JSON. Stateless. */
final class ControlWire {
    /** The longest line, in bytes: more than a command with the longest texts, each character escaped. */
    static final int MOST_LINE_BYTES = 32 * 1024;

    /** The longest answer, in bytes: enough for each of the 10,000 runs that a host may have. */
    static final int MOST_ANSWER_BYTES = 4 * 1024 * 1024;

    /** Asks what the host does with its runs now. */
    static final String QUERY = "{\"query\":\"runs\"}";

    private static final Set<String> FIELDS =
            new TreeSet<>(Set.of("key", "run_id", "action", "value", "actor", "reason"));
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ControlWire() {}

    /** Writes a command, without its authority. */
    static String request(ControlCommand command) {
        String[] words = command.action().toString().split(" ", 2);
        ObjectNode line = JSON.createObjectNode()
                .put("key", command.key())
                .put("run_id", command.runId().value())
                .put("action", words[0])
                .put("actor", command.actor())
                .put("reason", command.reason());
        if (words.length > 1) {
            line.put("value", words[1]);
        }
        return line.toString();
    }

    /**
     * Reads a command.
     *
     * @param authority how the source knows the sender
     * @throws IllegalArgumentException if the line is not a command; the message says what is wrong
     */
    static ControlCommand command(String line, String authority) {
        JsonNode request = object(line);
        Set<String> unknown = new TreeSet<>();
        request.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("a command has the fields " + FIELDS + ", not "
                    + LogText.quote(unknown.iterator().next()));
        }
        return new ControlCommand(
                text(request, "key"),
                new RunId(text(request, "run_id")),
                action(text(request, "action"), request),
                text(request, "actor"),
                authority,
                text(request, "reason"));
    }

    /**
     * Reads an action as the command line spells it.
     *
     * @param value a step's number or {@code --instant}, a speed, a cap or {@code none}; or empty
     * @throws IllegalArgumentException if it is not an action
     */
    static ControlAction action(String name, String value) {
        if (Set.of("pause", "resume", "drain", "stop").contains(name) && !value.isEmpty()) {
            throw new IllegalArgumentException(name + " takes no value, not " + LogText.quote(value));
        }
        return switch (name) {
            case "pause" -> new ControlAction.Pause();
            case "resume" -> new ControlAction.Resume();
            case "drain" -> new ControlAction.Drain();
            case "stop" -> new ControlAction.Stop();
            case "speed" -> new ControlAction.Speed(Speedup.of(value).toString());
            case "cap" -> new ControlAction.Cap(value.equals("none") ? null : decimal(value));
            case "step" -> value.equals("--instant") ? new ControlAction.StepInstant() : step(value);
            default -> throw new IllegalArgumentException("not an action: " + LogText.quote(name));
        };
    }

    static String runs(List<RunControl> runs) {
        ObjectNode line = JSON.createObjectNode();
        ObjectNode live = line.putObject("runs");
        for (RunControl run : runs) {
            LiveRun now = LiveRun.of(run.progress());
            live.putObject(run.runId().value())
                    .put("phase", now.phase())
                    .put("speed", now.speed())
                    .put("cap", now.cap())
                    .put("in_flight", now.inFlight());
        }
        return line.toString();
    }

    /** @throws IllegalArgumentException if the line is not the answer to a query */
    static Map<RunId, LiveRun> runsIn(String line) {
        Map<RunId, LiveRun> runs = new LinkedHashMap<>();
        object(line)
                .path("runs")
                .properties()
                .forEach(run -> runs.put(
                        new RunId(run.getKey()),
                        new LiveRun(
                                text(run.getValue(), "phase"),
                                text(run.getValue(), "speed"),
                                text(run.getValue(), "cap"),
                                run.getValue().path("in_flight").asInt())));
        return runs;
    }

    static String answer(ControlAnswer answer) {
        ObjectNode line = JSON.createObjectNode().put("in_effect", answer instanceof ControlAnswer.InEffect);
        if (answer instanceof ControlAnswer.Refused refused) {
            line.put("code", refused.code().name()).put("why", refused.why());
        }
        return line.toString();
    }

    /** @throws IllegalArgumentException if the line is not an answer */
    static ControlAnswer answerIn(String line) {
        JsonNode answer = object(line);
        return answer.path("in_effect").asBoolean(false)
                ? new ControlAnswer.InEffect()
                : new ControlAnswer.Refused(ReasonCode.valueOf(text(answer, "code")), text(answer, "why"));
    }

    private static ControlAction action(String name, JsonNode request) {
        return action(name, request.has("value") ? text(request, "value") : "");
    }

    private static ControlAction step(String value) {
        boolean whole = WHOLE.matcher(value).matches();
        if (!whole || Long.parseLong(value) < 1 || Long.parseLong(value) > ControlAction.MOST_STEP_EVENTS) {
            throw new IllegalArgumentException("a step is 1 to " + ControlAction.MOST_STEP_EVENTS
                    + " events, or --instant, not " + LogText.quote(value));
        }
        return new ControlAction.Step(Long.parseLong(value));
    }

    private static BigDecimal decimal(String value) {
        if (!DECIMAL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a cap is a decimal above 0 and at most 1e9 with at most 9 places, or none, not "
                            + LogText.quote(value));
        }
        return RateSchedule.constant(new BigDecimal(value)).segments().get(0).eventsPerSecond();
    }

    private static JsonNode object(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a command is one line of JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("a command is one JSON object on a line");
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("the field " + field + " must be text");
        }
        return value.textValue();
    }
}
