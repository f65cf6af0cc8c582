package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.policy.IdleStrategy;

/** The keys of the engine. */
public final class EngineKeys {
    /** Maximum number of active runs. */
    public static final ConfigKey<Integer> MAX_RUNS = ConfigKey.of(
            "engine.max_runs",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number from 1 to 10000",
                    value -> WorldStreamProducer.builder().maxRuns(value)),
            String.valueOf(WorldStreamProducer.DEFAULT_MAX_RUNS),
            "Maximum number of active runs. A paused run counts; one that another host has held for a minute does not."
                    + " Memory, threads and open parts grow with it. Further READY messages stay on the bus, in order,"
                    + " until a run ends.");

    /** Strategy by which the engine's thread waits for the next due event. */
    public static final ConfigKey<IdleStrategy> IDLE_STRATEGY = ConfigKey.of(
            "engine.idle_strategy",
            ValueTypes.IDLE_STRATEGY,
            IdleStrategy.park().toString(),
            "How the engine waits until an event is due. `park` frees the core and wakes up some tens of microseconds"
                    + " late. `spin-tail` spins for the last 200 microseconds, or for the given time, and keeps a"
                    + " core busy meanwhile: constantly, if events are closer together than that.");

    /** Maximum number of open parts over all runs. */
    public static final ConfigKey<Integer> MAX_OPEN_PARTS = ConfigKey.of(
            "engine.max_open_parts",
            ValueTypes.INTEGER.checkedBy(
                    "a whole number, 1 or more",
                    value -> WorldStreamProducer.builder().maxOpenParts(value)),
            "256",
            "Maximum number of open parts over all runs. Each is an open file or connection. If a merge needs more,"
                    + " the part that has been idle longest is closed and reopened when it is next read. The default"
                    + " is a quarter of 1,024, a common limit of open files per process.");

    private EngineKeys() {}
}
