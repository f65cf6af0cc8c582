package io.worldstream.wsp.testkit.sim;

import java.util.Locale;

/** A kind of fault that a schedule may have, each at a rate of its own. */
public enum SimFault {
    /** The bus repeats a message. */
    BUS_DUPLICATE(How.OFTEN),
    /** A message comes late, and so behind others. */
    BUS_DELAY(How.OFTEN),
    /** The bus cannot be read, or a settlement not be recorded. */
    BUS_ERROR(How.OFTEN),
    /** Beside READY, the bus carries other signals, rubbish, and a READY that says something else of the run. */
    BUS_NOISE(How.COUNTED),
    /** A read gives fewer bytes than asked for. */
    ORACLE_SHORT(How.OFTEN),
    /** An object cannot be resolved, opened or read. */
    ORACLE_ERROR(How.SELDOM),
    /** A sealed byte is another one, for one read. */
    ORACLE_CHANGE(How.SELDOM),
    /** The connection is refused: nothing left. */
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
    /** The gate is down for a while, and forgets nothing. */
    GATE_DOWN(How.COUNTED),
    /** The gate answers 429, with or without Retry-After. */
    GATE_THROTTLE(How.OFTEN),
    /** The gate answers 5xx. */
    GATE_ERROR(How.OFTEN),
    /** The gate cannot now, and says so by a quarantine. */
    GATE_NOT_NOW(How.OFTEN),
    /** The gate does not know whether it took the envelope. */
    GATE_AMBIGUOUS(How.OFTEN),
    /** The gate knows the event and has not published it yet. */
    GATE_PENDING(How.OFTEN),
    /** The gate quarantines an event whenever it comes. */
    GATE_QUARANTINE(How.OFTEN),
    /** The gate quarantines all, for a while. */
    GATE_STORM(How.COUNTED),
    /** The gate refuses an envelope. */
    GATE_REJECT(How.SELDOM),
    /** The gate refuses the producer. */
    GATE_UNAUTHORISED(How.SELDOM),
    /** The gate's receipt names another event. */
    GATE_WRONG_RECEIPT(How.SELDOM),
    /** What checkpoints or evidence lie on does not answer. */
    DISK_ERROR(How.OFTEN),
    /** The newest checkpoint is damaged when it is opened, and now and then the one before too. */
    DISK_ROT(How.OFTEN),
    /** It cannot be told or recorded who holds a run, before or after it is. */
    LEASE_ERROR(How.OFTEN),
    /** The time of day jumps. */
    CLOCK_JUMP(How.COUNTED),
    /** A whole process stands still for a while. */
    HOST_PAUSE(How.COUNTED),
    /** A process stands still within a delicate moment: its term runs out between two of its steps. */
    HOST_PAUSE_AIMED(How.SELDOM),
    /** A process is killed, at any instant. */
    HOST_KILL(How.COUNTED),
    /** A process is killed within a delicate moment: between two effects of one turn, or right after a write. */
    HOST_KILL_AIMED(How.SELDOM),
    /** A host is closed in good order and started again. */
    HOST_STOP(How.COUNTED),
    /** A host's threads are slow: its turns and tasks begin late. */
    HOST_SLOW(How.OFTEN),
    /** An operator pauses and resumes the run. */
    COMMAND_PAUSE(How.COUNTED),
    /** An operator changes the speed. */
    COMMAND_SPEED(How.COUNTED),
    /** The answer to a renewal comes late, and for longer than a term no other comes. */
    LEASE_AWAY(How.OFTEN);

    private final How how;

    SimFault(How how) {
        this.how = how;
    }

    /** What its rate means. */
    How how() {
        return how;
    }

    /** How the fault is written in options. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the rate of a fault means. */
    enum How {
        /** Parts of a thousand chances. */
        OFTEN,
        /** The same, of a fault that ends a stream until somebody sees to it. */
        SELDOM,
        /** How many there are in a schedule. */
        COUNTED
    }
}
