package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ReasonCode;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Refusals that were answered on any thread, until the engine records them. Bounded: beyond the bound they are recorded
 * by count. {@link #add} is thread-safe; everything else is confined to the engine's thread.
 */
final class RefusalNotes {
    private final HostAudit audit;
    private final int most;
    private final Queue<Note> notes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong omitted = new AtomicLong();

    RefusalNotes(HostAudit audit, int most) {
        this.audit = audit;
        this.most = most;
    }

    /** Adds a refusal; {@code command} is null if what was sent is not a command. */
    void add(@Nullable ControlCommand command, String actor, ControlAnswer.Refused refusal) {
        if (!audit.active()) {
            return;
        }
        if (size.incrementAndGet() > most) {
            size.decrementAndGet();
            omitted.incrementAndGet();
        } else {
            notes.add(new Note(command, actor, refusal));
        }
    }

    boolean isEmpty() {
        return size.get() == 0 && omitted.get() == 0;
    }

    /** Records refusals as far as the audit trail has room; returns their number. */
    int doWork() {
        int work = 0;
        while (audit.started() && audit.hasRoom()) {
            Note note = notes.poll();
            if (note == null) {
                break;
            }
            size.decrementAndGet();
            audit.controlRefused(note.command, note.actor, note.refusal, () -> {});
            work++;
        }
        if (audit.started() && audit.hasRoom()) {
            long more = omitted.getAndSet(0);
            if (more > 0) {
                audit.controlRefused(
                        null,
                        null,
                        new ControlAnswer.Refused(
                                ReasonCode.CONTROL_REFUSED,
                                more + " further commands, which came faster than they could be recorded"),
                        () -> {});
                work++;
            }
        }
        return work;
    }

    private record Note(@Nullable ControlCommand command, String actor, ControlAnswer.Refused refusal) {}
}
