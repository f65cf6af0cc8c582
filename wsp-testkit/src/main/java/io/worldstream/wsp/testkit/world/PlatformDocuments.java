package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields that the platform's second generation adds to READY and facts view, as its Scenario Runner writes them
 * (contracts 13). All values derive from the pins.
 */
final class PlatformDocuments {
    private static final String RELEASE = "sr-testkit-1";
    private static final String ENVIRONMENT = "local_parity";

    private final Pins pins;
    private final String platformRunId;
    private final RunId scenarioRunId;

    private PlatformDocuments(Pins pins, String platformRunId, RunId scenarioRunId) {
        this.pins = pins;
        this.platformRunId = platformRunId;
        this.scenarioRunId = scenarioRunId;
    }

    /** Returns the documents of a run, or null if its pins are of the first generation. */
    static @Nullable PlatformDocuments of(Pins pins) {
        String platformRunId = pins.platformRunId();
        RunId scenarioRunId = pins.scenarioRunId();
        return platformRunId == null || scenarioRunId == null
                ? null
                : new PlatformDocuments(pins, platformRunId, scenarioRunId);
    }

    /** Returns pins of the second generation: those that have no platform run get one that derives from the run. */
    static Pins secondGeneration(Pins pins) {
        if (pins.platformRunId() != null && pins.scenarioRunId() != null) {
            return pins;
        }
        String run = pins.runId().value();
        int second = Integer.parseInt(run.substring(0, 6), 16) % 86_400;
        return new Pins(
                pins.manifestFingerprint(),
                pins.parameterHash(),
                pins.seed(),
                pins.scenarioId(),
                pins.runId(),
                String.format(
                        Locale.ROOT, "platform_20260201T%02d%02d%02dZ", second / 3600, second / 60 % 60, second % 60),
                pins.runId());
    }

    /** Adds the fields of a facts view that come before {@code pins}. */
    void nameRuns(ObjectNode document) {
        document.put("platform_run_id", platformRunId).put("scenario_run_id", scenarioRunId.value());
    }

    /** Adds the fields that READY and facts view share. */
    void addProvenance(ObjectNode document) {
        String configDigest = Sha256.hex("run config|" + pins.scenarioId());
        document.put("run_config_digest", configDigest)
                .put("service_release_id", RELEASE)
                .put("environment", ENVIRONMENT);
        document.putObject("provenance")
                .put("service_release_id", RELEASE)
                .put("environment", ENVIRONMENT)
                .put("config_revision", "r1")
                .put("run_config_digest", configDigest);
        document.putObject("oracle_pack_ref")
                .put("oracle_pack_id", Sha256.hex("pack|" + pins.manifestFingerprint() + "|" + pins.seed()))
                .put("manifest_ref", "oracle/_oracle_pack_manifest.json")
                .put("engine_run_root", "oracle")
                .put("scenario_id", pins.scenarioId())
                .put("oracle_root", "oracle")
                .put("engine_release", "testkit");
    }

    /** Adds the fields that only READY has. */
    void announce(ObjectNode ready, String messageId) {
        nameRuns(ready);
        ready.put("message_id", messageId)
                .put("manifest_fingerprint", pins.manifestFingerprint().value())
                .put("parameter_hash", pins.parameterHash().value())
                .put("scenario_id", pins.scenarioId())
                .put("plan_hash", Sha256.hex("plan|" + pins.runId()));
        addProvenance(ready);
    }
}
