package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.push.Dispatcher.Halt;
import io.worldstream.wsp.internal.text.EventTimeText;
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
    void at(Push push, ReasonCode code, String why) {
        if (halt == null) {
            String place = "event " + (push.ordinal + 1) + " of the stream (" + push.eventType() + ", "
                    + EventTimeText.format(push.event.tsMicros()) + ", event_id " + push.eventId() + ")";
            halt = new Halt(code, push.position(), "at " + place + ": " + why);
        }
    }
}
