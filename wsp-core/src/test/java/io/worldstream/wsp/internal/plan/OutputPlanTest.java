package io.worldstream.wsp.internal.plan;

import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS;
import static io.worldstream.wsp.internal.join.FactsFixture.OPTIONAL;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.join.FactsFixture;
import io.worldstream.wsp.internal.join.FactsFixture.World;
import io.worldstream.wsp.internal.join.JoinResult;
import io.worldstream.wsp.plan.OutputRole;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.OutputPolicy;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Context outputs and names that are never streamed, in the plan (contracts 13). */
final class OutputPlanTest {
    private static StreamPlan plan(UnaryOperator<OutputPolicy> outputs) {
        World world = FactsFixture.sound()
                .facts(facts -> facts.withObject("/output_roles").put(ARRIVALS.value(), "non_traffic"))
                .policy(policy ->
                        policy.withAdmission(admission -> admission.withOutputs(outputs.apply(admission.outputs()))))
                .seal();
        JoinResult result = world.joinSurface().check(world.ready());
        assertThat(result).isInstanceOf(JoinResult.Joined.class);
        return new Planner(world.policy()).plan(((JoinResult.Joined) result).facts());
    }

    private static Hex64 digest(OutputId... context) {
        return plan(outputs -> outputs.withContextOutputs(Set.of(context))).digest();
    }

    @Test
    void plan_withContext_namesRolesAndWhatIsNeverStreamed() {
        StreamPlan plan = plan(outputs -> outputs.withContextOutputs(Set.of(ARRIVALS, OPTIONAL)));
        assertThat(plan.targets())
                .extracting(StreamPlan.Target::outputId, StreamPlan.Target::role)
                .containsExactly(tuple(ARRIVALS, OutputRole.CONTEXT), tuple(STREAM, OutputRole.TRAFFIC));
        assertThat(plan.absent()).containsExactly(OPTIONAL);
        assertThat(plan.neverStream()).containsExactly("s4_*");
        assertThat(plan.notes())
                .contains("context is streamed with the traffic: [arrival_events_5B]; policy.never_stream is [s4_*]");
    }

    @Test
    void digest_changesWithTheList() {
        assertThat(new Hex64[] {digest(), digest(ARRIVALS), digest(OPTIONAL), digest(ARRIVALS, OPTIONAL), digest(STREAM)
                })
                .doesNotHaveDuplicates();
        assertThat(digest(ARRIVALS, OPTIONAL)).isEqualTo(digest(OPTIONAL, ARRIVALS));
    }

    /** Such a name refuses a run and changes no stream, as the other rules of admission do. */
    @Test
    void digest_doesNotChangeWithWhatIsNeverStreamed() {
        assertThat(plan(outputs -> outputs.withNeverStream(Set.of())).digest()).isEqualTo(digest());
        assertThat(plan(outputs -> outputs.withContextOutputs(Set.of(ARRIVALS)).withNeverStream(Set.of("s4_*", "s5_*")))
                        .digest())
                .isEqualTo(digest(ARRIVALS));
    }
}
