package io.worldstream.wsp.testkit.jqwik;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.EventIdRecipe;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.PayloadProfile;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.jqwik.WorldSpec.OutputSpec;
import io.worldstream.wsp.testkit.world.FactsViewBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * Arbitraries of valid values; a property that needs an invalid one modifies one of these. They are small on purpose
 * and rich in awkward cases: ties, empty parts, numbers that no double can represent, several spellings of one value.
 */
@SuppressWarnings("exports") // jqwik is optional; a transitive dependency would force it on every user of the kit
public final class WspArbitraries {
    private static final List<String> OUTPUT_NAMES =
            List.of("A_upper", "arrival_events_5B", "s2.dotted", "s3_event_stream_with_fraud_6B");

    private WspArbitraries() {}

    /** Returns pins under envelope contract V0, with seeds up to 2^64-1. */
    public static Arbitrary<Pins> pins() {
        Arbitrary<BigInteger> seeds = Arbitraries.oneOf(
                Arbitraries.bigIntegers().between(BigInteger.ZERO, Pins.MAX_SEED),
                Arbitraries.of(BigInteger.ZERO, BigInteger.valueOf(42), Pins.MAX_SEED));
        return Combinators.combine(hex(64), hex(64), seeds, Arbitraries.of("baseline_v1", "x", "schön_ü"), hex(32))
                .as((manifest, parameters, seed, scenario, run) -> new Pins(
                        new Hex64(manifest), new Hex64(parameters), seed, scenario, new RunId(run), null, null));
    }

    /**
     * Returns worlds of one to three outputs with up to four parts each, plain or gzip, some parts empty. Keys are of
     * all kinds and unique within an output. Event times are few, so rows share them within and across outputs. Rows
     * spell time and numbers in many ways. Each part is in event-time order.
     */
    public static Arbitrary<WorldSpec> worlds() {
        return pins().flatMap(pins -> {
            Arbitrary<List<OutputSpec>> outputs = Arbitraries.of(OUTPUT_NAMES)
                    .list()
                    .uniqueElements()
                    .ofMinSize(1)
                    .ofMaxSize(3)
                    .flatMap(names -> each(names, pins));
            return Combinators.combine(Arbitraries.of(false, true), outputs)
                    .as((gzip, list) -> new WorldSpec(pins, gzip, list));
        });
    }

    /** Returns rows of an output whose key is {@code k}, {@code n} and whose time is RFC 3339 in {@code ts_utc}. */
    public static Arbitrary<List<WorldSpec.RowSpec>> rows(Pins pins) {
        Catalogue.Output entry = new Catalogue.Output(
                new OutputId("rows"), RowArbitraries.KEY, List.of("gate.rows.validation"), "scope_seed");
        return RowArbitraries.outputs(entry, pins)
                .map(output -> output.rows().sorted().toList());
    }

    /** Returns values of key fields as JSON text: booleans, integers, doubles and strings. */
    public static Arbitrary<String> keyTexts() {
        return RowArbitraries.keyTexts();
    }

    /**
     * Returns valid, sealed facts views with up to four outputs in several roles, gates and instance receipts. The
     * objects that they name do not exist.
     */
    public static Arbitrary<ObjectNode> factsViews() {
        Arbitrary<List<String>> names =
                Arbitraries.of(OUTPUT_NAMES).list().uniqueElements().ofMaxSize(4);
        Arbitrary<List<String>> roles = Arbitraries.of("business_traffic", "truth_products", "audit_evidence")
                .list()
                .ofSize(4);
        Arbitrary<List<String>> gates = Arbitraries.of(
                        "gate.layer2.5B.validation", "gate.layer3.6B.validation", "gate.é")
                .list()
                .uniqueElements();
        return Combinators.combine(
                        pins(),
                        names,
                        roles,
                        gates,
                        Arbitraries.of("STREAM", "PULL").injectNull(0.2),
                        hex(64))
                .as(WspArbitraries::factsView);
    }

    /**
     * Returns speedups from 10,000 up, and {@link Speedup#MAX}. A month of {@link #worlds} takes at most five minutes,
     * which a manual clock passes in a few thousand turns.
     */
    public static Arbitrary<Speedup> speedups() {
        return speedups("10000", "10000", "86400", "1e9", "1e12", "max");
    }

    /** Returns speedups over the whole range, and {@link Speedup#MAX}. At the lowest, a month takes 80,000 years. */
    public static Arbitrary<Speedup> anySpeedups() {
        return speedups("0.000001", "0.000001", "0.5", "1", "60", "1000", "1e9", "1e12", "max");
    }

    private static Arbitrary<Speedup> speedups(String least, String... examples) {
        Arbitrary<Speedup> decimals = Arbitraries.bigDecimals()
                .between(new BigDecimal(least), new BigDecimal("1e12"))
                .ofScale(9)
                .map(factor -> Speedup.of(factor.toPlainString()));
        return Arbitraries.oneOf(decimals, Arbitraries.of(examples).map(Speedup::of));
    }

    /**
     * Returns policies under which each of the {@link #worlds} streams to its end, within six minutes of a manual
     * clock's time.
     */
    public static Arbitrary<StreamPolicy> policies() {
        return policies(speedups());
    }

    /** Returns policies over all allowed values, including speeds at which no test reaches the end of a world. */
    public static Arbitrary<StreamPolicy> anyPolicies() {
        return policies(anySpeedups());
    }

    private static Arbitrary<StreamPolicy> policies(Arbitrary<Speedup> speedups) {
        Arbitrary<LatePolicy> late =
                Arbitraries.of("coupled", "catch-up", "catch-up(1.5)").map(LatePolicy::of);
        Arbitrary<@Nullable BigDecimal> caps = Arbitraries.integers()
                .between(1, 100_000)
                .map(BigDecimal::valueOf)
                .injectNull(0.7);
        return Combinators.combine(
                        speedups,
                        late,
                        caps,
                        Arbitraries.of(PayloadProfile.class),
                        Arbitraries.of(EventIdRecipe.class),
                        Arbitraries.integers().between(1, 16),
                        Arbitraries.of(false, true),
                        Arbitraries.of("v1", "2026-01").injectNull(0.3))
                .as((speedup, latePolicy, cap, profile, recipe, inFlight, stamp, schemaVersion) ->
                        StreamPolicy.defaults()
                                .withPacing(pacing -> pacing.withSpeedup(speedup)
                                        .withLatePolicy(latePolicy)
                                        .withRateCap(cap))
                                .withEnvelope(envelope -> envelope.withPayloadProfile(profile)
                                        .withEventIdRecipe(recipe)
                                        .withStampEmittedAt(stamp)
                                        .withSchemaVersion(schemaVersion))
                                .withPush(push -> push.withMaxInFlight(inFlight)
                                        .withRetry(new RetryPolicy(
                                                Duration.ofMinutes(5),
                                                Duration.ofMillis(10),
                                                Duration.ofSeconds(1),
                                                3,
                                                Set.of()))));
    }

    /** Returns plans of arbitrary worlds under arbitrary policies, as derived by the engine itself. */
    public static Arbitrary<StreamPlan> plans() {
        return Combinators.combine(worlds(), policies()).as((spec, policy) -> {
            InMemoryOracle oracle = new InMemoryOracle();
            World world = spec.toBuilder().putInto(oracle);
            ControlMessage message = ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC);
            ReadySignal ready = ((ControlMessage.Ready) message).signal();
            return Objects.requireNonNull(
                    new DryRun(oracle, world.catalogue(), policy).explain(ready).plan());
        });
    }

    private static Arbitrary<List<OutputSpec>> each(List<String> names, Pins pins) {
        List<Arbitrary<OutputSpec>> outputs = new ArrayList<>();
        for (String name : names) {
            outputs.add(entries(new OutputId(name)).flatMap(entry -> RowArbitraries.outputs(entry, pins)));
        }
        return Combinators.combine(outputs).as(list -> list);
    }

    private static Arbitrary<Catalogue.Output> entries(OutputId id) {
        return Combinators.combine(
                        Arbitraries.of("scope_seed_manifest_fingerprint_scenario_id", "scope_manifest_fingerprint"),
                        Arbitraries.of(
                                TimeFormat.RFC3339, TimeFormat.RFC3339, TimeFormat.EPOCH_US, TimeFormat.EPOCH_NS))
                .as((scope, format) -> new Catalogue.Output(
                        id,
                        RowArbitraries.KEY,
                        List.of(id.value().endsWith("5B") ? "gate.layer2.5B.validation" : "gate.layer3.6B.validation"),
                        scope,
                        false,
                        format == TimeFormat.RFC3339 ? Catalogue.DEFAULT_TIME_FIELD : "at",
                        format));
    }

    private static ObjectNode factsView(
            Pins pins,
            List<String> names,
            List<String> roles,
            List<String> gates,
            @Nullable String mode,
            String digest) {
        FactsViewBuilder view = new FactsViewBuilder(pins).trafficDeliveryMode(mode);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            view.output(new OutputId(name), roles.get(i), "data/" + name + "/part-*.jsonl", digest, i % 2 == 0);
        }
        gates.forEach(gate -> view.gatePassed(gate, digest, "data/" + gate + "/"));
        return view.build();
    }

    private static Arbitrary<String> hex(int length) {
        return Arbitraries.strings().withChars("0123456789abcdef").ofLength(length);
    }
}
