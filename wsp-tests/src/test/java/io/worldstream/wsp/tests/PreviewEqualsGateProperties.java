package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.ControlMessage;
import io.worldstream.wsp.PayloadProfile;
import io.worldstream.wsp.ReadySignal;
import io.worldstream.wsp.Rehearsal;
import io.worldstream.wsp.RunStatus;
import io.worldstream.wsp.RunSummary;
import io.worldstream.wsp.Speedup;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.testkit.InMemoryOracle;
import io.worldstream.wsp.testkit.InMemoryReadySource;
import io.worldstream.wsp.testkit.RecordedPush;
import io.worldstream.wsp.testkit.RecordingSink;
import io.worldstream.wsp.testkit.jqwik.WorldSpec;
import io.worldstream.wsp.testkit.jqwik.WspArbitraries;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** I5, I6: the sequence is a function of the plan; speed, parts and window change when, never what. */
class PreviewEqualsGateProperties {
    private static final Pattern EMITTED_AT = Pattern.compile(",\"emitted_at_utc\":\"[^\"]*\"");

    @Provide
    Arbitrary<WorldSpec> worlds() {
        return WspArbitraries.worlds();
    }

    @Provide
    Arbitrary<StreamPolicy> policies() {
        return WspArbitraries.policies();
    }

    /** What came of one world. */
    private record Streamed(List<String> envelopes, Hex64 digest) {}

    private static Streamed preview(WorldSpec spec, StreamPolicy policy) throws IOException {
        InMemoryOracle oracle = new InMemoryOracle();
        World world = spec.toBuilder().putInto(oracle);
        ReadySignal ready = ((ControlMessage.Ready)
                        ControlMessage.read(world.readyMessage(), ControlMessage.DEFAULT_TOPIC))
                .signal();
        List<String> lines = new ArrayList<>();
        RunSummary summary = new Rehearsal(oracle, world.catalogue(), policy)
                .preview(
                        ready,
                        envelope -> lines.add(StandardCharsets.UTF_8
                                .decode(envelope.duplicate())
                                .toString()));
        assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(summary.events().planned()).isEqualTo(spec.rows()).isEqualTo(lines.size());
        assertThat(oracle.stillOpen()).isZero();
        return new Streamed(lines, Objects.requireNonNull(summary.streamDigest()));
    }

    private static Streamed stream(WorldSpec spec, StreamPolicy policy) {
        InMemoryOracle oracle = new InMemoryOracle();
        InMemoryReadySource bus = new InMemoryReadySource();
        World world = spec.toBuilder().putInto(oracle);
        RecordingSink sink =
                RecordingSink.builder().window(policy.maxInFlight()).build();
        RunSummary summary;
        try (SteppedProducer wsp = new SteppedProducer(bus, oracle, world.catalogue(), sink, policy)) {
            summary = wsp.run(world, bus);
        }
        assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(summary.events().admitted()).isEqualTo(spec.rows());
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
        List<String> envelopes = sink.pushes().stream()
                .map(RecordedPush::envelope)
                .map(envelope -> EMITTED_AT.matcher(envelope).replaceFirst(""))
                .toList();
        return new Streamed(envelopes, Objects.requireNonNull(summary.streamDigest()));
    }

    @Property(tries = 60)
    void atAnySpeedTheGateReceivesThePreviewLineByLine(
            @ForAll("worlds") WorldSpec spec, @ForAll("policies") StreamPolicy any) throws IOException {
        StreamPolicy policy = any.toBuilder().maxInFlight(1).rateCap(null).build();
        Streamed preview = preview(spec, policy);
        for (String speed : List.of("1000", "1000000", "max")) {
            Streamed run = stream(spec, policy.withSpeedup(Speedup.of(speed)));
            assertThat(run.envelopes()).as("at speed %s", speed).isEqualTo(preview.envelopes());
            assertThat(run.digest()).as("at speed %s", speed).isEqualTo(preview.digest());
        }
    }

    @Property(tries = 150)
    void howRowsLieInPartsIsNotSeen(@ForAll("worlds") WorldSpec spec, @ForAll("policies") StreamPolicy any)
            throws IOException {
        Streamed inParts = preview(spec, any);
        Streamed inOne = preview(spec.inOnePart(), any);
        assertThat(inOne.digest()).isEqualTo(inParts.digest());
        // The canonical profile names content digests, and those are of the files.
        if (any.payloadProfile() == PayloadProfile.LEGACY_PULL) {
            assertThat(inOne.envelopes()).isEqualTo(inParts.envelopes());
        }
    }

    @Property(tries = 100)
    void howManyAreInFlightIsNotSeen(@ForAll("worlds") WorldSpec spec, @ForAll("policies") StreamPolicy any)
            throws IOException {
        StreamPolicy policy = any.withSpeedup(Speedup.of("1e12"));
        Streamed preview = preview(spec, policy);
        Streamed run = stream(spec, policy);
        assertThat(run.envelopes()).isEqualTo(preview.envelopes());
        assertThat(run.digest()).isEqualTo(preview.digest());
    }
}
