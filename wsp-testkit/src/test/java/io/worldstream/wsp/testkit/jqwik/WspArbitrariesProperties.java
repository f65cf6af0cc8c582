package io.worldstream.wsp.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.ProducerDriver;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.jqwik.WorldSpec.OutputSpec;
import io.worldstream.wsp.testkit.jqwik.WorldSpec.RowSpec;
import io.worldstream.wsp.testkit.world.BundleHash;
import io.worldstream.wsp.testkit.world.World;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class WspArbitrariesProperties {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Provide
    Arbitrary<WorldSpec> worlds() {
        return WspArbitraries.worlds();
    }

    @Provide
    Arbitrary<ObjectNode> factsViews() {
        return WspArbitraries.factsViews();
    }

    @Provide
    Arbitrary<StreamPolicy> policies() {
        return WspArbitraries.policies();
    }

    @Provide
    Arbitrary<StreamPolicy> anyPolicies() {
        return WspArbitraries.anyPolicies();
    }

    @Provide
    Arbitrary<StreamPlan> plans() {
        return WspArbitraries.plans();
    }

    @Provide
    Arbitrary<Pins> pins() {
        return WspArbitraries.pins();
    }

    @Property(tries = 50)
    void plansNameEachTargetOnceInOrder(@ForAll("plans") StreamPlan plan) {
        List<OutputId> outputs =
                plan.targets().stream().map(StreamPlan.Target::outputId).toList();
        assertThat(outputs).isNotEmpty().isSorted().doesNotHaveDuplicates();
        assertThat(plan.targets()).noneMatch(target -> target.primaryKey().isEmpty());
    }

    @Property(tries = 100)
    void worldsAreSealed(@ForAll("worlds") WorldSpec spec) {
        InMemoryOracle oracle = new InMemoryOracle();
        World world = spec.toBuilder().putInto(oracle);
        assertThat(world.events()).isEqualTo(spec.rows());
        assertThat(world.catalogue().outputs()).hasSize(spec.outputs().size() + 1);
        assertThat(spec.inOnePart().toBuilder().putInto(new InMemoryOracle()).events())
                .isEqualTo(spec.rows());
    }

    @Property(tries = 300)
    void rowsSayTheirTimeAndAreUnique(@ForAll("worlds") WorldSpec spec) throws JsonProcessingException {
        Set<Long> times = new HashSet<>();
        for (OutputSpec output : spec.outputs()) {
            Set<String> keys = new HashSet<>();
            for (List<RowSpec> part : output.parts()) {
                long last = Long.MIN_VALUE;
                for (RowSpec row : part) {
                    JsonNode json = MAPPER.readTree(row.text());
                    assertThat(micros(json.path(output.entry().timeField()), output))
                            .isEqualTo(row.tsMicros());
                    assertThat(keys.add(json.path("n").asText())).isTrue();
                    assertThat(row.tsMicros()).isGreaterThanOrEqualTo(last);
                    last = row.tsMicros();
                    times.add(last);
                }
            }
        }
        Statistics.label("ties").collect(times.size() < spec.rows());
        Statistics.label("ties").coverage(coverage -> coverage.check(true).percentage(p -> p > 10));
    }

    @Property(tries = 300)
    void shufflingChangesTheOrderWithinPartsAndNothingElse(@ForAll("worlds") WorldSpec spec, @ForAll long seed) {
        WorldSpec shuffled = spec.shuffled(seed);
        assertThat(shuffled).isEqualTo(spec.shuffled(seed));
        boolean changed = false;
        for (int output = 0; output < spec.outputs().size(); output++) {
            List<List<RowSpec>> before = spec.outputs().get(output).parts();
            List<List<RowSpec>> after = shuffled.outputs().get(output).parts();
            assertThat(after).hasSameSizeAs(before);
            for (int part = 0; part < before.size(); part++) {
                assertThat(after.get(part)).containsExactlyInAnyOrderElementsOf(before.get(part));
                changed |= !after.get(part).equals(before.get(part));
            }
        }
        Statistics.label("changed").collect(changed);
        Statistics.label("changed").coverage(coverage -> coverage.check(true).percentage(p -> p > 5));
    }

    @Property(tries = 100)
    void factsViewsAreSealed(@ForAll("factsViews") ObjectNode view) {
        assertThat(view.path("bundle_hash").asText()).isEqualTo(BundleHash.of(view));
    }

    @Property(tries = 100)
    void anyPolicyCanBeBuilt(@ForAll("anyPolicies") StreamPolicy policy) {
        assertThat(policy).hasToString(policy.toString());
    }

    /** In far fewer turns than a driver makes, whatever the speed. */
    @Property(tries = 50)
    void worldsStreamToTheirEnd(@ForAll("worlds") WorldSpec spec, @ForAll("policies") StreamPolicy policy) {
        InMemoryOracle oracle = new InMemoryOracle();
        InMemoryReadySource bus = new InMemoryReadySource();
        World world = spec.toBuilder().putInto(oracle);
        RecordingSink sink = RecordingSink.builder().build();
        ManualClock clock = new ManualClock();
        try (WorldStreamProducer producer = WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(oracle)
                .ingress(sink)
                .catalogue(world.catalogue())
                .policy(policy)
                .clock(clock)
                .build()) {
            new ProducerDriver(producer, clock, 20_000).run(world, bus);
        }
        assertThat(sink.admitted()).hasSize((int) spec.rows());
    }

    @Property(tries = 20)
    void rowsComeInOrder(@ForAll("pins") Pins pins) {
        assertThat(WspArbitraries.rows(pins).sample()).isSorted();
    }

    private static long micros(JsonNode time, OutputSpec output) {
        return switch (output.entry().timeFormat()) {
            case EPOCH_US -> time.asLong();
            case EPOCH_NS -> time.asLong() / 1000;
            default ->
                ChronoUnit.MICROS.between(
                        Instant.EPOCH, OffsetDateTime.parse(time.asText()).toInstant());
        };
    }
}
