package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.IdleGap;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.PacingProfile;
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.Speedup;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats options as one word for a command line: {@code key=value,...}, with faults by their names. */
final class SimOptionsText {
    /** The second look that the store's promise calls for. */
    private static final String AS_PROMISED = "as-promised";

    private final Map<String, String> values = new HashMap<>();

    private SimOptionsText(String text) {
        for (String word : text.split(",", -1)) {
            int sign = word.indexOf('=');
            if (sign < 0) {
                throw new IllegalArgumentException("not an option: " + word);
            }
            values.put(word.substring(0, sign), word.substring(sign + 1));
        }
    }

    static String of(SimOptions options) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("world", options.input().world());
        words.put("events", options.input().events());
        words.put("hosts", options.hosts().count());
        words.put("durable", options.hosts().durable());
        words.put("term-ms", options.hosts().termMillis());
        words.put("save-every", options.saves().everyEvents());
        words.put("save-ms", options.saves().everyMillis());
        words.put("patience-ms", options.saves().patienceMillis());
        words.put("leave", options.hosts().leave());
        words.put("dead-letter", options.outcomes().deadLettered());
        words.put("scope", options.push().ordering().name().toLowerCase(Locale.ROOT));
        words.put("window", options.push().window());
        words.put("speed", options.pacing().speed());
        words.put("pacing", options.pacing().profile());
        words.put("idle-gap", options.pacing().idleGap());
        words.put("late", options.pacing().late());
        words.put("cap", options.pacing().eventsPerSecond());
        words.put("read-ahead", options.pacing().readAhead());
        words.put("first-quarantined", options.outcomes().firstQuarantined());
        words.put("in-a-row", options.outcomes().quarantinedInARow());
        words.put("ambiguous", options.push().ambiguousRetries());
        words.put("budget-ms", options.push().retryBudgetMillis());
        words.put("latency-us", options.push().latencyMicros());
        words.put("kept-survey", options.input().keptSurvey());
        words.put("refused", options.input().refusedRun());
        SecondLook look = options.input().secondLook();
        words.put("second-look", look == null ? AS_PROMISED : look.name().toLowerCase(Locale.ROOT));
        words.put("faults-until-ms", options.faults().untilMillis());
        options.faults().rates().forEach((fault, rate) -> words.put(fault.key(), rate));
        return words.entrySet().stream()
                .map(word -> word.getKey() + "=" + word.getValue())
                .collect(Collectors.joining(","));
    }

    /** Parses a text with all options; of an option that is given twice, the last value holds. */
    static SimOptions parse(String text) {
        SimOptionsText words = new SimOptionsText(text);
        SimOptions options = new SimOptions(
                new SimOptions.Input(
                        words.number("world"),
                        words.number("events"),
                        words.flag("kept-survey"),
                        words.flag("refused"),
                        words.secondLook()),
                new SimOptions.Hosts(
                        words.number("hosts"), words.flag("durable"), words.number("term-ms"), words.flag("leave")),
                new SimOptions.Saves(words.number("save-every"), words.number("save-ms"), words.number("patience-ms")),
                new SimOptions.Pacing(
                        Speedup.of(words.take("speed")),
                        PacingProfile.of(words.take("pacing")),
                        IdleGap.of(words.take("idle-gap")),
                        LatePolicy.of(words.take("late")),
                        words.number("cap"),
                        words.number("read-ahead")),
                new SimOptions.Push(
                        Ordering.valueOf(words.take("scope").toUpperCase(Locale.ROOT)),
                        words.number("window"),
                        words.number("latency-us"),
                        words.number("ambiguous"),
                        words.number("budget-ms")),
                new SimOptions.Outcomes(
                        words.flag("dead-letter"), words.number("first-quarantined"), words.number("in-a-row")),
                new SimOptions.Faults(words.faults(), words.number("faults-until-ms")));
        if (!words.values.isEmpty()) {
            throw new IllegalArgumentException("unknown options: " + words.values);
        }
        return options;
    }

    private @Nullable SecondLook secondLook() {
        String word = take("second-look");
        return word.equals(AS_PROMISED) ? null : SecondLook.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private Map<SimFault, Integer> faults() {
        Map<SimFault, Integer> faults = new EnumMap<>(SimFault.class);
        for (SimFault fault : SimFault.values()) {
            String rate = values.remove(fault.key());
            if (rate != null) {
                faults.put(fault, Integer.valueOf(rate));
            }
        }
        return faults;
    }

    private int number(String key) {
        return Integer.parseInt(take(key));
    }

    private boolean flag(String key) {
        return Boolean.parseBoolean(take(key));
    }

    private String take(String key) {
        String value = values.remove(key);
        if (value == null) {
            throw new IllegalArgumentException("options are missing: " + key);
        }
        return value;
    }
}
