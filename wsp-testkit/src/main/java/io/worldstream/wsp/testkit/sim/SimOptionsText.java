package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.testkit.sim.SimOptions.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Formats options as one word for a command line: {@code key=value,...}, with faults by their names. */
final class SimOptionsText {
    private SimOptionsText() {}

    static String of(SimOptions options) {
        List<String> words = new ArrayList<>(List.of(
                "world=" + options.world(),
                "events=" + options.events(),
                "hosts=" + options.hosts(),
                "durable=" + options.durable(),
                "term-ms=" + options.termMillis(),
                "save-every=" + options.saveEvery(),
                "save-ms=" + options.saveMillis(),
                "patience-ms=" + options.patienceMillis(),
                "leave=" + options.leave(),
                "dead-letter=" + options.deadLettered(),
                "scope=" + options.scope().name().toLowerCase(Locale.ROOT),
                "window=" + options.window(),
                "speed=" + options.speed(),
                "late=" + options.late(),
                "cap=" + options.eventsPerSecond(),
                "read-ahead=" + options.readAhead(),
                "first-quarantined=" + options.firstQuarantined(),
                "in-a-row=" + options.quarantinedInARow(),
                "ambiguous=" + options.ambiguousRetries(),
                "budget-ms=" + options.retryBudgetMillis(),
                "latency-us=" + options.latencyMicros(),
                "kept-survey=" + options.keptSurvey(),
                "refused=" + options.refusedRun(),
                "faults-until-ms=" + options.faultsUntilMillis()));
        options.faults().forEach((fault, rate) -> words.add(fault.key() + "=" + rate));
        return String.join(",", words);
    }

    static SimOptions parse(String text) {
        Map<String, String> words = new HashMap<>();
        for (String word : text.split(",", -1)) {
            int sign = word.indexOf('=');
            if (sign < 0) {
                throw new IllegalArgumentException("not an option: " + word);
            }
            words.put(word.substring(0, sign), word.substring(sign + 1));
        }
        Map<SimFault, Integer> faults = new EnumMap<>(SimFault.class);
        for (SimFault fault : SimFault.values()) {
            String rate = words.remove(fault.key());
            if (rate != null) {
                faults.put(fault, Integer.valueOf(rate));
            }
        }
        SimOptions options = new SimOptions(
                number(words, "world"),
                number(words, "events"),
                number(words, "hosts"),
                flag(words, "durable"),
                number(words, "term-ms"),
                number(words, "save-every"),
                number(words, "save-ms"),
                number(words, "patience-ms"),
                flag(words, "leave"),
                flag(words, "dead-letter"),
                Scope.valueOf(take(words, "scope").toUpperCase(Locale.ROOT)),
                number(words, "window"),
                take(words, "speed"),
                take(words, "late"),
                number(words, "cap"),
                number(words, "read-ahead"),
                number(words, "first-quarantined"),
                number(words, "in-a-row"),
                number(words, "ambiguous"),
                number(words, "budget-ms"),
                number(words, "latency-us"),
                flag(words, "kept-survey"),
                flag(words, "refused"),
                number(words, "faults-until-ms"),
                faults);
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("unknown options: " + words);
        }
        return options;
    }

    private static int number(Map<String, String> words, String key) {
        return Integer.parseInt(take(words, key));
    }

    private static boolean flag(Map<String, String> words, String key) {
        return Boolean.parseBoolean(take(words, key));
    }

    private static String take(Map<String, String> words, String key) {
        String value = words.remove(key);
        if (value == null) {
            throw new IllegalArgumentException("options are missing: " + key);
        }
        return value;
    }
}
