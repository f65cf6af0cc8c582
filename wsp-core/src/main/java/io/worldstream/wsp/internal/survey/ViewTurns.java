package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Lets one piece of work of this host at a time write a view: runs of one world that start together would otherwise all
 * sort it. Whoever has a turn must not ask for another one, so no two can wait for each other. Thread-safe.
 */
final class ViewTurns {
    private static final long LOOK_MILLIS = 20;

    private final Set<Hex64> taken = new HashSet<>();

    /**
     * Waits until nobody else writes the view. The caller then has the turn, until it {@linkplain #release releases} it.
     *
     * @param whileWaiting called once, if there is a wait
     * @throws CancellationException if the work is cancelled, or its thread interrupted
     */
    synchronized void take(Hex64 key, Cancellation cancellation, Runnable whileWaiting) {
        if (taken.contains(key)) {
            whileWaiting.run();
        }
        while (!taken.add(key)) {
            cancellation.throwIfCancelled();
            try {
                wait(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while another run sorts the world");
            }
        }
    }

    synchronized void release(Hex64 key) {
        taken.remove(key);
        notifyAll();
    }
}
