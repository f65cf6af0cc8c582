package io.worldstream.wsp.internal.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Hex64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A facts view as read, before any cross-check. Parts with a fault of form are null or missing here and have a finding.
 */
record FactsView(
        JsonNode document,
        Identity identity,
        SortedMap<String, String> roles,
        List<Locator> locators,
        Receipts receipts,
        @Nullable String deliveryMode,
        @Nullable Window window) {

    @Nullable String runId() {
        return identity.runId();
    }

    PinValues pins() {
        return identity.pins();
    }

    @Nullable Hex64 bundleHash() {
        return identity.bundleHash();
    }

    List<GateReceipt> gateReceipts() {
        return receipts.gates();
    }

    List<InstanceReceipt> instanceReceipts() {
        return receipts.instances();
    }

    /** Returns the traffic outputs, in ascending order of their ids. */
    List<String> trafficOutputs() {
        return roles.entrySet().stream()
                .filter(role -> role.getValue().equals("business_traffic"))
                .map(Map.Entry::getKey)
                .toList();
    }

    record Identity(
            @Nullable String runId,
            PinValues pins,
            @Nullable Hex64 bundleHash,
            @Nullable PlatformFacts platform) {}

    record Receipts(List<GateReceipt> gates, List<InstanceReceipt> instances) {}

    record Locator(
            String outputId,
            @Nullable String path,
            PinValues pins,
            @Nullable Hex64 digest,
            JsonNode node,
            String pointer) {}

    record GateReceipt(
            String gateId,
            boolean pass,
            PinValues scope,
            @Nullable Hex64 digest,
            @Nullable String passedFlagPath,
            String pointer) {}

    record InstanceReceipt(
            String outputId,
            boolean pass,
            PinValues scope,
            @Nullable JsonNode targetRef,
            @Nullable Hex64 targetDigest,
            @Nullable String receiptPath,
            String pointer) {}

    record Window(long startMicros, long endMicros, String pointer) {}
}
