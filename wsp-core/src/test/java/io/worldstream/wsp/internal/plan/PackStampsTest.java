package io.worldstream.wsp.internal.plan;

import static io.worldstream.wsp.internal.join.FactsFixture.PACK_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.internal.join.FactsFixture;
import io.worldstream.wsp.internal.join.FactsFixture.World;
import io.worldstream.wsp.internal.join.JoinResult;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.Stamps;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.Provenance;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Contracts 13, provenance: the facts view before READY, each field by itself. */
final class PackStampsTest {
    private static StreamPlan plan(Provenance provenance, Consumer<FactsFixture> change) {
        FactsFixture fixture = FactsFixture.sound().secondGeneration();
        change.accept(fixture);
        World world = fixture.policy(policy -> policy.withEnvelope(envelope -> envelope.withProvenance(provenance)))
                .seal();
        JoinResult result = world.joinSurface().check(world.ready());
        assertThat(result).isInstanceOf(JoinResult.Joined.class);
        return new Planner(world.policy()).plan(((JoinResult.Joined) result).facts());
    }

    private static Consumer<FactsFixture> viewedRelease(String release) {
        return fixture -> fixture.facts(
                        facts -> facts.withObject("/oracle_pack_ref").put("engine_release", release))
                .ready(ready -> new ReadySignal(
                        ready.messageId(),
                        ready.runId(),
                        ready.factsViewRef(),
                        ready.bundleHash(),
                        Objects.requireNonNull(ready.announcement()).withOraclePackRef(null)));
    }

    @Test
    void pack_takesEachFieldFromWhereItIs() {
        // The view of the fixture has the id, READY the id and the release.
        StreamPlan plan = plan(Provenance.PACK, fixture -> {});
        assertThat(plan.stamps()).isEqualTo(new Stamps(PACK_ID, "1.0.0"));
        assertThat(plan.notes()).isEmpty();
    }

    @Test
    void pack_inTheViewAlone_isStamped() {
        StreamPlan plan = plan(Provenance.PACK, viewedRelease("x".repeat(128)));
        assertThat(plan.stamps()).isEqualTo(new Stamps(PACK_ID, "x".repeat(128)));
    }

    @Test
    void pack_tooLong_isLeftOutWithANote() {
        StreamPlan plan = plan(Provenance.PACK, viewedRelease("x".repeat(129)));
        assertThat(plan.stamps()).isEqualTo(new Stamps(PACK_ID, null));
        assertThat(plan.notes())
                .containsExactly("envelopes have no span_id (policy.provenance: pack): oracle_pack_ref.engine_release"
                        + " has 129 characters, not 1 to 128");
    }

    /** As the gate counts, in code points. */
    @Test
    void pack_ofLettersBeyondTheBasicPlane_countsCharacters() {
        assertThat(plan(Provenance.PACK, viewedRelease("🏧".repeat(128)))
                        .stamps()
                        .spanId())
                .isEqualTo("🏧".repeat(128));
    }

    @Test
    void pack_empty_isLeftOutWithANote() {
        StreamPlan plan = plan(Provenance.PACK, viewedRelease(""));
        assertThat(plan.stamps().spanId()).isNull();
        assertThat(plan.notes()).singleElement().asString().endsWith("has 0 characters, not 1 to 128");
    }

    @Test
    void pack_unknown_isLeftOutWithNotes() {
        StreamPlan plan = plan(
                Provenance.PACK,
                viewedRelease("").andThen(fixture -> fixture.facts(facts -> facts.remove("oracle_pack_ref"))));
        assertThat(plan.stamps()).isEqualTo(Stamps.NONE);
        assertThat(plan.notes())
                .containsExactly(
                        "envelopes have no trace_id (policy.provenance: pack): neither the facts view nor READY gives"
                                + " oracle_pack_ref.oracle_pack_id",
                        "envelopes have no span_id (policy.provenance: pack): neither the facts view nor READY gives"
                                + " oracle_pack_ref.engine_release");
    }

    @Test
    void none_stampsNothing() {
        assertThat(plan(Provenance.NONE, fixture -> {}).stamps()).isEqualTo(Stamps.NONE);
    }

    @Test
    void plan_stampsItsOwnDigestAndNumbers() {
        StreamPlan plan = plan(Provenance.PLAN, fixture -> {});
        assertThat(plan.stamps()).isEqualTo(new Stamps(plan.digest().value(), null, true));
        assertThat(plan.digest())
                .isNotEqualTo(plan(Provenance.NONE, fixture -> {}).digest())
                .isNotEqualTo(plan(Provenance.PACK, fixture -> {}).digest())
                .isEqualTo(plan(Provenance.PLAN, fixture -> {}).digest());
        assertThat(plan.notes()).isEmpty();
    }

    @Test
    void digest_coversTheStamps() {
        assertThat(new Object[] {
                    plan(Provenance.NONE, fixture -> {}).digest(),
                    plan(Provenance.PACK, fixture -> {}).digest(),
                    plan(Provenance.PACK, viewedRelease("2")).digest()
                })
                .doesNotHaveDuplicates();
        assertThat(plan(Provenance.NONE, viewedRelease("2")).digest())
                .isEqualTo(plan(Provenance.NONE, fixture -> {}).digest());
    }

    @Test
    void stamp_thatDoesNotFit_isNoStamp() {
        assertThatThrownBy(() -> new Stamps("x".repeat(129), null)).hasMessage("a trace_id is 1 to 128 characters");
        assertThatThrownBy(() -> new Stamps(null, "")).hasMessage("a span_id is 1 to 128 characters");
    }
}
