package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.FactsViewReader.DOCUMENT;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.RunScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a host may stream a run: by READY, as far as it names the run's world, and by the pins of the facts view.
 * Stateless; any thread may use it.
 */
public final class ScopeChecks {
    private ScopeChecks() {}

    /** Returns the reasons for which a READY by itself is outside the scope of a host; none if it is not. */
    public static List<Violation> outside(ReadySignal ready, RunScope scope) {
        List<Violation> outside = new ArrayList<>();
        check(scope.runs(), ready.runId(), "security.runs", Generation.PAYLOAD + "/run_id", outside);
        PlatformAnnouncement announced = ready.announcement();
        if (announced != null) {
            String world = Generation.PAYLOAD + "/manifest_fingerprint";
            check(scope.worlds(), announced.manifestFingerprint(), "security.worlds", world, outside);
            String scenario = Generation.PAYLOAD + "/scenario_id";
            check(scope.scenarios(), announced.scenarioId(), "security.scenarios", scenario, outside);
        }
        return outside;
    }

    /** Adds the reasons for which the pins of a facts view are outside. Returns whether there is none. */
    static boolean check(FactsView view, RunScope scope, Findings findings) {
        List<Violation> outside = new ArrayList<>();
        String world = pin(view, "manifest_fingerprint");
        check(
                scope.worlds(),
                world == null ? null : new Hex64(world),
                "security.worlds",
                path("manifest_fingerprint"),
                outside);
        check(scope.scenarios(), pin(view, "scenario_id"), "security.scenarios", path("scenario_id"), outside);
        String run = pin(view, "run_id");
        check(scope.runs(), run == null ? null : new RunId(run), "security.runs", path("run_id"), outside);
        outside.forEach(findings::add);
        return outside.isEmpty();
    }

    private static <T> void check(
            @Nullable Set<T> allowed, @Nullable T value, String key, String path, List<Violation> outside) {
        if (allowed != null && (value == null || !allowed.contains(value))) {
            String found = value == null ? "is absent" : "is " + LogText.quote(value.toString());
            outside.add(new Violation(
                    ReasonCode.RUN_NOT_ALLOWED, path, found + ", but " + key + " of this host does not list it"));
        }
    }

    private static String path(String pin) {
        return DOCUMENT + "/pins/" + pin;
    }

    private static @Nullable String pin(FactsView view, String pin) {
        return (String) view.pins().values().get(pin);
    }
}
