package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateRequest;
import org.junit.jupiter.api.Test;

final class GateWitnessTest {
    private final GateWitness witness = new GateWitness();

    private void arrives(String second) {
        String envelope = "{\"event_id\":\"x\",\"payload\":{\"ts_utc\":\"9\"},\"ts_utc\":\"2026-01-01T00:00:" + second
                + ".000000Z\"}";
        witness.behaviour(new GateRequest(1, "x", "x", 1, envelope));
    }

    @Test
    void eventTimeThatRunsBackwardsIsSeen() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(witness.describe(gate)).contains("No event time was received.");
            arrives("01");
            arrives("01");
            assertThat(witness.describe(gate).get(1)).isEqualTo("Event time was 2026-01-01T00:00:01.000000Z.");
            arrives("03");
            assertThat(witness.describe(gate).get(1)).endsWith("to 2026-01-01T00:00:03.000000Z, never backwards.");
            arrives("02");
            assertThat(witness.describe(gate).get(1)).endsWith(", once backwards.");
        }
    }
}
