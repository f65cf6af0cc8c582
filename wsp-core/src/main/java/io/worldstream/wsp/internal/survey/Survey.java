package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.internal.seal.SealedOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a world once all its bytes are verified and all its rows read.
 *
 * @param outputs the verified outputs, in plan order
 * @param events how many events the plan has: rows in the window, identical duplicates counted once
 * @param collapsed rows in the window that repeated another byte for byte
 * @param firstMicros the first event's time, or null if there is none
 * @param lastMicros the last event's time, or null if there is none
 */
public record Survey(
        List<SealedOutput> outputs,
        long events,
        long collapsed,
        @Nullable Long firstMicros,
        @Nullable Long lastMicros) {
    public Survey {
        outputs = List.copyOf(outputs);
    }
}
