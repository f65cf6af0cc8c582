package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.push.Dispatcher.Halt;
import io.worldstream.wsp.internal.rows.EventTimeText;
import org.jspecify.annotations.Nullable;

/** Why the stream stops, once it does: of several reasons the first. One thread. */
final class FirstHalt {
    private @Nullable Halt halt;

    boolean isThere() {
        return halt != null;
    }

    @Nullable Halt get() {
        return halt;
    }

    /** The stream stops at an event. */
    void at(PushSlot slot, ReasonCode code, String why) {
        if (halt == null) {
            String place = "event " + (slot.ordinal + 1) + " of the stream (" + slot.eventType() + ", "
                    + EventTimeText.format(slot.event.tsMicros()) + ", event_id " + slot.eventId() + ")";
            halt = new Halt(code, slot.position(), "at " + place + ": " + why);
        }
    }
}
