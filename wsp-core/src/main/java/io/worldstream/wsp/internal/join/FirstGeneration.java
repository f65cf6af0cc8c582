package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Documents under {@code policy.envelope_contract: v0} (contracts 1, 2). */
final class FirstGeneration implements Generation {
    private static final Set<String> READY_FIELDS =
            Set.of("run_id", "facts_view_ref", "bundle_hash", "emitted_at_utc", "oracle_pack_ref");
    private static final Set<String> FACTS_FIELDS = Set.of("oracle_pack_ref");
    private static final List<String> MARKS = List.of("platform_run_id", "scenario_run_id");

    @Override
    public @Nullable String whyForeign(String document, DocumentObject object, Set<String> ignorable) {
        return MARKS.stream()
                .filter(mark -> object.has(mark) && !ignorable.contains(mark))
                .findFirst()
                .map(mark -> otherGeneration(document, "has " + mark))
                .orElse(null);
    }

    private static String otherGeneration(String document, String why) {
        return "is a " + document + " of the platform's second generation (it " + why
                + "), and policy.envelope_contract is v0; set it to v1";
    }

    @Override
    public Set<String> readyFields() {
        return READY_FIELDS;
    }

    @Override
    public @Nullable PlatformAnnouncement readAnnouncement(DocumentObject payload, @Nullable String messageId) {
        payload.object("oracle_pack_ref", false);
        return null;
    }

    @Override
    public void checkSignal(ReadySignal ready, Findings findings) {
        if (ready.announcement() != null) {
            Generation.refuseSignal(findings, otherGeneration("READY", "announces a platform run"));
        }
    }

    @Override
    public Set<String> factsFields() {
        return FACTS_FIELDS;
    }

    @Override
    public @Nullable PlatformFacts readPlatform(DocumentObject view) {
        view.object("oracle_pack_ref", false);
        return null;
    }

    @Override
    public PinValues readPins(DocumentObject pins) {
        pins.refuseUnknownFields(PinValues.FIELDS);
        return PinValues.read(pins, PinValues.FIELDS);
    }

    @Override
    public void checkFacts(ReadySignal ready, FactsView view, Findings findings) {
        // RunChecks does all checks of this generation.
    }

    @Override
    public boolean namesDeliveryMode() {
        return true;
    }
}
