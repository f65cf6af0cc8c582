package io.worldstream.wsp.internal.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Follows what the gate can take: a window for failures, a rate for throttling, a floor for silence. What was of no use
 * against throttling is taken back. One thread.
 */
final class AdaptiveControl implements FlowControl {
    private final ConcurrencyWindow window;
    private final SendRate rate = new SendRate();
    private final GateFloor floor = new GateFloor();
    private final ThrottleNoise noise = new ThrottleNoise();

    /** @param ceiling the most envelopes at once */
    AdaptiveControl(int ceiling) {
        window = new ConcurrencyWindow(ceiling);
    }

    @Override
    public int window() {
        return window.size();
    }

    @Override
    public long nanosToNextSend(long nowNanos) {
        return Math.max(floor.nanosLeft(nowNanos), rate.nanosToNext(nowNanos));
    }

    @Override
    public long nanosOfSilence(long nowNanos) {
        return floor.nanosLeft(nowNanos);
    }

    @Override
    public void onSend(long nowNanos) {
        rate.onSend(nowNanos);
    }

    @Override
    public void onReceipt(long sentNanos, long nowNanos, int inWindow) {
        window.onReceipt(sentNanos, nowNanos, inWindow);
        rate.onReceipt(nowNanos);
        noise.onReceipt(sentNanos, nowNanos);
    }

    @Override
    public void onThrottled(long sentNanos, long nowNanos, int inWindow, @Nullable Duration retryAfter) {
        floor.raise(retryAfter, nowNanos);
        if (retryAfter != null && retryAfter.compareTo(Duration.ZERO) > 0) {
            // It says what it wants.
            noise.startAnew();
            fall(sentNanos, nowNanos, inWindow, retryAfter);
            return;
        }
        switch (noise.onThrottled(sentNanos, nowNanos, inWindow)) {
            case NOISE -> {}
            case FIRST_FALL -> {
                window.mark();
                rate.mark();
                fall(sentNanos, nowNanos, inWindow, null);
            }
            case FALL -> fall(sentNanos, nowNanos, inWindow, null);
            case TAKE_BACK -> {
                window.takeBack();
                rate.takeBack(nowNanos);
            }
        }
    }

    /** Whichever of the two let it leave was too much: where the rate held nothing back, it was the window. */
    private void fall(long sentNanos, long nowNanos, int inWindow, @Nullable Duration retryAfter) {
        double offered = inWindow * 1e9 / window.usualLatency(nowNanos - sentNanos);
        boolean rateHeld = rate.limited() && rate.heldSince(sentNanos);
        // One at a time is the least: a gate that finds that too much means how often, though it was backoff that held.
        boolean windowHeld = window.size() > 1 && inWindow >= window.size() && !rateHeld;
        // A window that has just gone back under its limit is not alone to blame.
        boolean unclear = !rate.limited() || (windowHeld && window.rests(nowNanos));
        if (unclear || windowHeld) {
            window.onFailure(sentNanos, nowNanos, retryAfter);
        }
        if (unclear || !windowHeld) {
            rate.onThrottled(sentNanos, nowNanos, offered, noise.share(), retryAfter);
        }
    }

    @Override
    public void onFailure(long sentNanos, long nowNanos, @Nullable Duration retryAfter) {
        noise.startAnew();
        window.onFailure(sentNanos, nowNanos, retryAfter);
        floor.raise(retryAfter, nowNanos);
    }
}
