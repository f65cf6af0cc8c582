package io.worldstream.wsp.testkit.gate;

import io.worldstream.wsp.api.PushOutcome.Decision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The gate's history for tests; it survives restarts. Thread-safe. */
final class GateLog {
    private final int keepAtMost;
    private final List<GateRequest> arrived = new ArrayList<>();
    private final List<GateRequest> admitted = new ArrayList<>();
    private final List<EmbeddedGate.Quarantined> quarantined = new ArrayList<>();
    private final Map<Decision, Long> decisions = new EnumMap<>(Decision.class);
    private long requests;
    private long unauthorised;
    private long unusable;

    GateLog(int keepAtMost) {
        this.keepAtMost = keepAtMost;
    }

    /** Numbers a request and records it, atomically, so that numbers follow the order of arrival. */
    synchronized GateRequest arrived(String eventId, String eventType, int attempt, String body) {
        GateRequest request = new GateRequest(++requests, eventId, eventType, attempt, body);
        keep(arrived, request);
        return request;
    }

    synchronized void decided(Decision decision, GateRequest request, List<String> reasons) {
        decisions.merge(decision, 1L, Long::sum);
        if (decision == Decision.ADMIT) {
            keep(admitted, request);
        } else if (decision == Decision.QUARANTINE) {
            keep(quarantined, new EmbeddedGate.Quarantined(request, reasons));
        }
    }

    synchronized void unauthorised() {
        unauthorised++;
    }

    synchronized void unusable() {
        unusable++;
    }

    synchronized List<GateRequest> arrivedRequests() {
        return List.copyOf(arrived);
    }

    synchronized List<GateRequest> admittedRequests() {
        return List.copyOf(admitted);
    }

    synchronized List<EmbeddedGate.Quarantined> quarantinedRequests() {
        return List.copyOf(quarantined);
    }

    synchronized long count(Decision decision) {
        return decisions.getOrDefault(decision, 0L);
    }

    synchronized long requests() {
        return requests;
    }

    synchronized long unauthorisedCount() {
        return unauthorised;
    }

    synchronized long unusableCount() {
        return unusable;
    }

    private <T> void keep(List<T> list, T element) {
        if (list.size() < keepAtMost) {
            list.add(element);
        }
    }
}
