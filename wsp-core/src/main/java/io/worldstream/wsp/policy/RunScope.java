package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runs that a host may stream, as allowlists. A READY outside one of them is refused with {@code RUN_NOT_ALLOWED}
 * before any output is opened, and stays on the bus. A list that is null allows all; an empty one is not allowed, since it
 * could be meant either way. Start from {@link #ALL}: components may be added, and with them constructor parameters.
 *
 * @param worlds the fingerprints of the manifests of worlds, or null for all
 * @param scenarios the ids of scenarios, or null for all
 * @param runs the ids of runs, or null for all
 */
public record RunScope(
        @Nullable Set<Hex64> worlds,
        @Nullable Set<String> scenarios,
        @Nullable Set<RunId> runs) {
    /** Every run. */
    public static final RunScope ALL = new RunScope(null, null, null);

    /**
     * Copies and validates the lists.
     *
     * @throws IllegalArgumentException if a list is empty, or holds an empty scenario
     */
    public RunScope {
        worlds = copy(worlds);
        scenarios = copy(scenarios);
        runs = copy(runs);
        if (scenarios != null && scenarios.contains("")) {
            throw new IllegalArgumentException("expected the id of a scenario, found an empty one");
        }
    }

    private static <T> @Nullable Set<T> copy(@Nullable Set<T> list) {
        if (list != null && list.isEmpty()) {
            throw new IllegalArgumentException("expected at least one entry, found an empty list, which allows nothing;"
                    + " leave the list out to allow all");
        }
        return list == null ? null : Set.copyOf(list);
    }

    /** Returns this scope with other {@link #worlds}. */
    public RunScope withWorlds(@Nullable Set<Hex64> value) {
        return new RunScope(value, scenarios, runs);
    }

    /** Returns this scope with other {@link #scenarios}. */
    public RunScope withScenarios(@Nullable Set<String> value) {
        return new RunScope(worlds, value, runs);
    }

    /** Returns this scope with other {@link #runs}. */
    public RunScope withRuns(@Nullable Set<RunId> value) {
        return new RunScope(worlds, scenarios, value);
    }
}
