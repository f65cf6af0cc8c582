package io.worldstream.wsp.api;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kinds of actions that an {@link AuditEntry} records. They are only added, never renamed. */
public enum AuditKind {
    /** The host began to work; the detail has its release. */
    HOST_STARTED,
    /** The host ended in order. A host that was killed leaves no such record. */
    HOST_STOPPED,
    /** A READY was accepted, and its run begins. */
    READY_ACCEPTED,
    /** A READY was refused; the detail has the findings. */
    READY_REFUSED,
    /** A run has a plan; the detail has its digest. */
    PLANNED,
    /** The host holds a run; the detail has the epoch of its lease. */
    LEASE_TAKEN,
    /** The host no longer holds a run that it did not release. */
    LEASE_LOST,
    /** A run may release events from here on. */
    STARTED,
    /** A run releases nothing until it is resumed. */
    PAUSED,
    /** A paused or drained run releases events again. */
    RESUMED,
    /** A run has another speed; the detail has both. */
    SPEED_CHANGED,
    /** A run has another rate cap. */
    CAP_CHANGED,
    /** A paused run releases some events. */
    STEPPED,
    /** A run takes nothing more in, finishes what is in flight, and holds. */
    DRAINED,
    /** A run stopped at a position; the detail has the cause and the outcomes of its events. */
    HALTED,
    /** The gate quarantined an event, or as many events as the detail says. */
    QUARANTINED,
    /** The stream passes over an event or a row, or over as many as the detail says. */
    DEAD_LETTERED,
    /** Quarantined events of a run are sent again. */
    REDRIVEN,
    /** Every event of a run has its outcome; the detail has the counts. */
    COMPLETED,
    /** A command for a run was refused. */
    CONTROL_REFUSED;

    private static final Map<String, AuditKind> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(AuditKind::wireName, kind -> kind));

    /** Returns the name in records and on stdout: lower case, with underscores. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind with a {@link #wireName}, or an empty result if there is none. */
    public static Optional<AuditKind> ofWireName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
