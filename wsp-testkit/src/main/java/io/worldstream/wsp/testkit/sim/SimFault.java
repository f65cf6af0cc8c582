package io.worldstream.wsp.testkit.sim;

import java.util.Locale;

/** A kind of fault, each with its own rate in a schedule. */
public enum SimFault {
    /** The bus repeats a message. */
    BUS_DUPLICATE(How.OFTEN),
    /** A message is delayed and so overtaken by others. */
    BUS_DELAY(How.OFTEN),
    /** The bus cannot be read, or a settlement cannot be recorded. */
    BUS_ERROR(How.OFTEN),
    /** The bus also carries other signals, junk, and a READY that contradicts the run's. */
    BUS_NOISE(How.COUNTED),
    /** A read returns fewer bytes than requested. */
    ORACLE_SHORT(How.OFTEN),
    /** An object cannot be resolved, opened or read. */
    ORACLE_ERROR(How.SELDOM),
    /** A sealed byte differs, for one read. */
    ORACLE_CHANGE(How.SELDOM),
    /** The connection is refused; nothing was sent. */
    NET_REFUSED(How.OFTEN),
    /** The connection is reset before the gate has the envelope. */
    NET_RESET(How.OFTEN),
    /** The gate decided; its answer is lost. */
    NET_ANSWER_LOST(How.OFTEN),
    /** The sink gives up waiting; the envelope reaches the gate later. */
    NET_TIMEOUT(How.OFTEN),
    /** An envelope or an answer takes long. */
    NET_SLOW(How.OFTEN),
    /** A sink calls back within the push. */
    NET_INLINE(How.OFTEN),
    /** A sink calls back twice. */
    NET_TWICE(How.OFTEN),
    /** The gate is down for a while, without forgetting anything. */
    GATE_DOWN(How.COUNTED),
    /** The gate answers 429, with or without Retry-After. */
    GATE_THROTTLE(How.OFTEN),
    /** The gate answers 5xx. */
    GATE_ERROR(How.OFTEN),
    /** The gate cannot take the envelope now, and reports that as a quarantine. */
    GATE_NOT_NOW(How.OFTEN),
    /** The gate does not know whether it took the envelope. */
    GATE_AMBIGUOUS(How.OFTEN),
    /** The gate knows the event and has not published it yet. */
    GATE_PENDING(How.OFTEN),
    /** The gate quarantines an event whenever it comes. */
    GATE_QUARANTINE(How.OFTEN),
    /** The gate quarantines everything, for a while. */
    GATE_STORM(How.COUNTED),
    /** The gate rejects an envelope. */
    GATE_REJECT(How.SELDOM),
    /** The gate refuses the producer. */
    GATE_UNAUTHORISED(How.SELDOM),
    /** The gate's receipt names another event. */
    GATE_WRONG_RECEIPT(How.SELDOM),
    /** The disk of checkpoints and dead letters does not answer. */
    DISK_ERROR(How.OFTEN),
    /** The newest checkpoint is damaged when it is opened, and sometimes the one before it too. */
    DISK_ROT(How.OFTEN),
    /** The holder of a run cannot be determined or recorded, before or after the operation takes effect. */
    LEASE_ERROR(How.OFTEN),
    /** The time of day jumps. */
    CLOCK_JUMP(How.COUNTED),
    /** A whole process freezes for a while. */
    HOST_PAUSE(How.COUNTED),
    /** A process freezes at a critical point: its term ends between two of its steps. */
    HOST_PAUSE_AIMED(How.SELDOM),
    /** A process is killed, at any instant. */
    HOST_KILL(How.COUNTED),
    /** A process is killed at a critical point: between two effects of one turn, or right after a write. */
    HOST_KILL_AIMED(How.SELDOM),
    /** A host is closed cleanly and started again. */
    HOST_STOP(How.COUNTED),
    /** A host's threads are slow: its turns and tasks start late. */
    HOST_SLOW(How.OFTEN),
    /** An operator pauses and resumes the run. */
    COMMAND_PAUSE(How.COUNTED),
    /** An operator changes the speed. */
    COMMAND_SPEED(How.COUNTED),
    /** The answer to a renewal comes late, and no further answer comes for longer than a term. */
    LEASE_AWAY(How.OFTEN),
    /** The gate does not know whether an event is on the bus, whenever the event comes. */
    GATE_DOUBT(How.SELDOM),
    /** The hosts keep sorted views, and their store cannot be opened, read or written. */
    SORTED_ERROR(How.OFTEN),
    /** The hosts keep sorted views, and one is damaged, truncated, half-written or another's. */
    SORTED_DAMAGE(How.OFTEN),
    /** The hosts have audit trails, which cannot be written, before or after the record is stored. */
    AUDIT_ERROR(How.OFTEN),
    /** An operator pauses the run, steps it and resumes it. */
    COMMAND_STEP(How.COUNTED),
    /** An operator drains the run and resumes it. */
    COMMAND_DRAIN(How.COUNTED),
    /** An operator changes the rate cap. */
    COMMAND_CAP(How.COUNTED),
    /** The lease of a run is taken from its holder, who learns it at the next renewal. */
    LEASE_REVOKED(How.COUNTED),
    /** The hosts have audit trails, which cannot be written for a while. */
    AUDIT_DOWN(How.COUNTED),
    /** Senders of control commands, among them hostile ones, send a burst of requests. */
    CONTROL_BURST(How.COUNTED);

    private final How how;

    SimFault(How how) {
        this.how = how;
    }

    /** Returns the meaning of the fault's rate. */
    How how() {
        return how;
    }

    /** Returns the fault's name in options. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The meaning of a fault's rate. */
    enum How {
        /** Probability in parts per thousand. */
        OFTEN,
        /** Probability in parts per thousand, for a fault that stops a stream until an operator intervenes. */
        SELDOM,
        /** Number of occurrences in a schedule. */
        COUNTED
    }
}
