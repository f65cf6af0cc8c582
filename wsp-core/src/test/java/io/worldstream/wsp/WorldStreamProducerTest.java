package io.worldstream.wsp;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WorldStreamProducerTest {
    @Test
    void build_withoutItsRequiredParts_namesThemAll() {
        assertThatIllegalStateException()
                .isThrownBy(() -> WorldStreamProducer.builder().build())
                .withMessage("a producer needs readySource, oracle, ingress, catalogue");
        assertThatIllegalStateException()
                .isThrownBy(() -> WorldStreamProducer.builder()
                        .catalogue(new Catalogue("v1", Map.of()))
                        .policy(StreamPolicy.defaults()
                                .withOutcomes(outcomes -> outcomes.withOnRejected(OnFailure.DEAD_LETTER)))
                        .build())
                .withMessage("a producer needs readySource, oracle, ingress, checkpoints with a sink for dead letters"
                        + " (its policy dead-letters events or rows)");
    }

    @Test
    @SuppressWarnings("NullAway") // The caller may not check nullness.
    void builder_ofNull_namesThePart() {
        @Nullable Catalogue none = null;
        assertThatNullPointerException()
                .isThrownBy(() -> WorldStreamProducer.builder().catalogue(none))
                .withMessage("catalogue");
    }
}
