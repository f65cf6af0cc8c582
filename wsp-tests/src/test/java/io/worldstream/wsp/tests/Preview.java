package io.worldstream.wsp.tests;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The result of a dry run.
 *
 * @param summary how it ended
 * @param envelopes all envelopes, in order
 */
record Preview(RunSummary summary, List<String> envelopes) {
    static Preview of(DryRun dryRun, World world) throws IOException {
        ReadySignal ready = ready(world);
        List<String> lines = new ArrayList<>();
        RunSummary summary = dryRun.preview(
                ready,
                envelope -> lines.add(
                        StandardCharsets.UTF_8.decode(envelope.duplicate()).toString()));
        return new Preview(summary, lines);
    }

    /** The READY of a world. */
    static ReadySignal ready(World world) {
        StreamPolicy policy = StreamPolicy.defaults().withEnvelope(envelope -> envelope.withContract(world.contract()));
        return ((ControlMessage.Ready) ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC, policy))
                .signal();
    }

    /** The digest of a preview that went through. */
    Hex64 digest() {
        return Objects.requireNonNull(summary.streamDigest(), summary::toString);
    }
}
