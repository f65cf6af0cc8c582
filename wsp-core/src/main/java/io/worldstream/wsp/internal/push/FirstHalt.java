package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.push.Dispatcher.Halt;
import io.worldstream.wsp.internal.text.EventTimeText;
import org.jspecify.annotations.Nullable;

/** Holds the first reason to stop the stream; later ones are ignored. Confined to one thread. */
final class FirstHalt {
    private @Nullable Halt halt;

    boolean isThere() {
        return halt != null;
    }

    @Nullable Halt get() {
        return halt;
    }

    /** Stops the stream at an event, unless it is already stopped. */
    void at(Push push, ReasonCode code, String why) {
        if (halt == null) {
            String place = "event " + (push.ordinal + 1) + " of the stream (" + push.eventType() + ", "
                    + EventTimeText.format(push.event.tsMicros()) + ", event_id " + push.eventId() + ")";
            halt = new Halt(code, push.position(), "at " + place + ": " + why);
        }
    }
}
