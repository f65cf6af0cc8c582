package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.PayloadProfile;
import io.worldstream.wsp.policy.Provenance;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StartAt;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemorySpillSpace;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.jqwik.WorldSpec;
import io.worldstream.wsp.testkit.jqwik.WspArbitraries;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** I5, I6: the sequence is a function of the plan; speed, parts and window change when, never what. */
class PreviewEqualsGateProperties {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Pattern EMITTED_AT = Pattern.compile(",\"emitted_at_utc\":\"[^\"]*\"");

    /** Some in order of event time, most as an engine leaves them. */
    @Provide
    Arbitrary<WorldSpec> worlds() {
        Arbitrary<@Nullable Long> orders = Arbitraries.longs().injectNull(0.3);
        return Combinators.combine(WspArbitraries.worlds(), orders)
                .as((spec, order) -> order == null ? spec : spec.shuffled(order));
    }

    /** With budgets for sorting from one row up to more than there are. */
    @Provide
    Arbitrary<StreamPolicy> policies() {
        Arbitrary<Long> sortBytes = Arbitraries.of(1L, 700L, 4_000L, Limits.DEFAULTS.sortBytes());
        Arbitrary<Long> tieBytes = Arbitraries.of(1L, 500L, Limits.DEFAULTS.maxTieBytes());
        return Combinators.combine(WspArbitraries.policies(), sortBytes, tieBytes)
                .as((policy, sort, tie) -> policy.withLimits(
                        Limits.builder().sortBytes(sort).maxTieBytes(tie).build()));
    }

    /** The result of streaming one world. */
    private record Streamed(List<String> envelopes, Hex64 digest, boolean spilled) {}

    private static Streamed preview(WorldSpec spec, StreamPolicy policy) throws IOException {
        InMemoryOracle oracle = new InMemoryOracle();
        World world = spec.toBuilder().putInto(oracle);
        Room room = new Room();
        Preview preview = Preview.of(
                DryRun.builder(oracle, world.catalogue(), policy)
                        .spillSpace(room)
                        .build(),
                world);
        assertThat(preview.summary().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(preview.summary().events().planned())
                .isEqualTo(preview.envelopes().size());
        assertThat(oracle.stillOpen()).isZero();
        room.assertEmpty();
        return new Streamed(preview.envelopes(), preview.digest(), room.used);
    }

    private static Streamed stream(WorldSpec spec, StreamPolicy policy) {
        InMemoryOracle oracle = new InMemoryOracle();
        InMemoryReadySource bus = new InMemoryReadySource();
        World world = spec.toBuilder().putInto(oracle);
        RecordingSink sink =
                RecordingSink.builder().window(policy.push().maxInFlight()).build();
        Room room = new Room();
        RunSummary summary;
        try (SteppedProducer wsp =
                new SteppedProducer(bus, oracle, world.catalogue(), sink, policy, with -> with.spillSpace(room))) {
            summary = wsp.run(world, bus);
        }
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events().planned()).isEqualTo(sink.admitted().size());
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
        room.assertEmpty();
        List<String> envelopes = sink.pushes().stream()
                .map(RecordedPush::envelope)
                .map(envelope -> EMITTED_AT.matcher(envelope).replaceFirst(""))
                .toList();
        return new Streamed(envelopes, Objects.requireNonNull(summary.streamDigest()), room.used);
    }

    /** Room for sorting that knows whether it was needed. */
    private static final class Room implements SpillSpace {
        private final InMemorySpillSpace space = new InMemorySpillSpace();
        private boolean used;

        @Override
        public SpillArea open(RunId run) {
            used = true;
            return space.open(run);
        }

        void assertEmpty() {
            assertThat(space.openAreas()).isZero();
            assertThat(space.openFiles()).isZero();
        }
    }

    @Property(tries = 60)
    void atAnySpeedTheGateReceivesThePreviewLineByLine(
            @ForAll("worlds") WorldSpec spec, @ForAll("policies") StreamPolicy any) throws IOException {
        StreamPolicy policy =
                any.withPush(push -> push.withMaxInFlight(1)).withPacing(pacing -> pacing.withRateSchedule(null));
        Streamed preview = preview(spec, policy);
        assertThat(preview.envelopes()).hasSize((int) spec.rows());
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
        Statistics.label("spilled").collect(inParts.spilled());
        Statistics.label("spilled")
                .coverage(coverage -> coverage.check(true).percentage(percentage -> percentage > 10));
        // The canonical profile names content digests, and those are of the files.
        if (any.envelope().payloadProfile() == PayloadProfile.LEGACY_PULL) {
            assertThat(inOne.envelopes()).isEqualTo(inParts.envelopes());
        }
    }

    /** A plan that starts later is another plan: it has another digest, and numbers its own events. */
    @Property(tries = 40)
    void provenanceOfThePlan_isTheSameInPreviewAndRun(
            @ForAll("worlds") WorldSpec spec, @ForAll("policies") StreamPolicy any, @ForAll @IntRange int place)
            throws IOException {
        StreamPolicy policy = any.withPush(push -> push.withMaxInFlight(1))
                .withPacing(pacing -> pacing.withRateSchedule(null).withSpeedup(Speedup.MAX))
                .withEnvelope(envelope -> envelope.withProvenance(Provenance.PLAN));
        List<String> whole = preview(spec, policy).envelopes();
        assertNumbered(whole);
        assertThat(stream(spec, policy).envelopes()).isEqualTo(whole);
        Assume.that(!whole.isEmpty());
        String first = whole.get(place % whole.size());
        StartAt startAt = new StartAt(Instant.parse(field(first, "ts_utc")), new EventId(field(first, "event_id")));
        StreamPolicy later = policy.withRead(read -> read.withStartAt(startAt));
        List<String> rest = preview(spec, later).envelopes();
        assertThat(rest).hasSize(whole.size() - place % whole.size());
        assertNumbered(rest);
        assertThat(field(rest.get(0), "trace_id")).isNotEqualTo(field(first, "trace_id"));
        assertThat(stream(spec, later).envelopes()).isEqualTo(rest);
    }

    private static void assertNumbered(List<String> envelopes) throws IOException {
        for (int i = 0; i < envelopes.size(); i++) {
            assertThat(field(envelopes.get(i), "span_id")).isEqualTo(String.format("%016d", i + 1));
        }
    }

    @Property(tries = 60)
    void aStreamThatBeginsLaterIsTheRestOfTheWhole(
            @ForAll("worlds") WorldSpec spec, @ForAll("policies") StreamPolicy any, @ForAll @IntRange int place)
            throws IOException {
        StreamPolicy policy =
                any.withPush(push -> push.withMaxInFlight(1)).withPacing(pacing -> pacing.withRateSchedule(null));
        List<String> whole = preview(spec, policy).envelopes();
        Assume.that(!whole.isEmpty());
        int first = place % whole.size();
        Instant eventTime = Instant.parse(field(whole.get(first), "ts_utc"));
        EventId eventId = new EventId(field(whole.get(first), "event_id"));
        int firstOfInstant = first;
        while (firstOfInstant > 0
                && field(whole.get(firstOfInstant - 1), "ts_utc").equals(field(whole.get(first), "ts_utc"))) {
            firstOfInstant--;
        }
        assertBeginsAt(spec, policy, new StartAt(eventTime, eventId), whole.subList(first, whole.size()));
        assertBeginsAt(spec, policy, new StartAt(eventTime, null), whole.subList(firstOfInstant, whole.size()));
    }

    private static void assertBeginsAt(WorldSpec spec, StreamPolicy policy, StartAt startAt, List<String> rest)
            throws IOException {
        StreamPolicy later = policy.withRead(read -> read.withStartAt(startAt));
        Streamed preview = preview(spec, later);
        Streamed run = stream(spec, later.withSpeedup(Speedup.MAX));
        assertThat(preview.envelopes()).as("from %s on", startAt).isEqualTo(rest);
        assertThat(run.envelopes()).as("from %s on", startAt).isEqualTo(rest);
        assertThat(run.digest()).isEqualTo(preview.digest());
    }

    private static String field(String envelope, String name) throws IOException {
        return MAPPER.readTree(envelope).get(name).textValue();
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
