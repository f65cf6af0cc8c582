package io.worldstream.wsp.internal.survey;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Surveys that outlast the process. The key is a digest of everything that a survey depends on: the sealed content, its
 * division into parts, and the rules that its rows are checked against. A failing store costs a survey, never a run.
 * Any thread may use it.
 */
final class KeptSurveys {
    private static final Logger LOG = LoggerFactory.getLogger(KeptSurveys.class);

    private final @Nullable SurveyStore store;

    /** @param store the store, or null if surveys are not saved */
    KeptSurveys(@Nullable SurveyStore store) {
        this.store = store;
    }

    /** Returns the key of an output's survey. */
    static Hex64 key(
            StreamPlan plan,
            int output,
            List<OraclePart> parts,
            List<String> formats,
            OutcomePolicy outcomes,
            Limits limits) {
        Target target = plan.targets().get(output);
        Pins pins = plan.pins();
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        key.put("format", SurveyCodec.FORMAT);
        key.put("content_digest", target.contentDigest().value());
        parts.forEach(part -> key.withArray("/part_sizes").add(part.sizeBytes()));
        formats.forEach(key.withArray("/row_formats")::add);
        key.put("time_field", target.timeField());
        key.put("time_format", target.timeFormat().name());
        target.primaryKey().forEach(key.withArray("/primary_key")::add);
        key.put("manifest_fingerprint", pins.manifestFingerprint().value());
        key.put("parameter_hash", pins.parameterHash().value());
        key.put("seed", pins.seed());
        key.put("scenario_id", pins.scenarioId());
        TrafficWindow window = plan.window();
        key.put("window", window == null ? "" : window.start() + "/" + window.end());
        key.put("on_bad_row", outcomes.onBadRow().name());
        key.put("keep_rows", outcomes.onBadRow() == OnBadRow.DEAD_LETTER && outcomes.keepRows());
        key.put("limits", limits.maxRowBytes() + "/" + limits.maxRowDepth() + "/" + limits.maxKeyBytes());
        return new Hex64(CanonicalJson.sha256Hex(key));
    }

    /**
     * Returns the saved survey of an output, or null if there is none that matches the parts as they are stored now.
     */
    @Nullable SurveyedOutput load(Hex64 key, Target target, List<OraclePart> parts, Cancellation cancellation) {
        if (store == null) {
            return null;
        }
        Optional<byte[]> kept;
        try {
            kept = store.load(key);
        } catch (IOException e) {
            // Perhaps the store is only away. A damaged survey is replaced when the new one is saved (SUR-03).
            LOG.warn(
                    "the saved survey of {} ({}) cannot be read, so the world is surveyed again: {}",
                    target.outputId(),
                    key,
                    reason(e));
            return null;
        }
        try {
            return kept.isEmpty() ? null : SurveyCodec.read(kept.get(), target, parts, cancellation);
        } catch (IOException e) {
            throwAway(key, target, e.getMessage());
            return null;
        }
    }

    /** Saves the survey of an output. */
    void save(Hex64 key, SurveyedOutput output) {
        if (store != null) {
            try {
                store.save(key, SurveyCodec.write(output));
            } catch (IOException e) {
                LOG.warn(
                        "the survey of {} could not be saved, so the next start reads the world again: {}",
                        output.target().outputId(),
                        reason(e));
            }
        }
    }

    /** Discards a survey that does not match its bytes. */
    void throwAway(Hex64 key, Target target, @Nullable String why) {
        LOG.warn(
                "the saved survey of {} ({}) does not match its bytes and is discarded: {}",
                target.outputId(),
                key,
                LogText.path(String.valueOf(why)));
        if (store != null) {
            try {
                store.discard(key);
            } catch (IOException e) {
                LOG.warn("the saved survey {} could not be discarded: {}", key, reason(e));
            }
        }
    }

    /** Returns the cause on one line, without the type of an exception whose message is in words. */
    static String reason(IOException e) {
        return LogText.path(
                e.getClass() == IOException.class && e.getMessage() != null ? e.getMessage() : e.toString());
    }
}
