package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FlowTailsProperties {
    private static PushSlot slot(int flow) {
        return new PushSlot(Events.event(1, flow), 0);
    }

    /** Keys that share places and runs of places: a removal must lose none of those behind it. */
    @Property(tries = 300)
    void isAMapFromFlowToItsLastSlot(@ForAll @Size(max = 200) List<@IntRange(min = -30, max = 30) Integer> steps) {
        FlowTails tails = new FlowTails();
        Map<Long, PushSlot> model = new HashMap<>();
        for (int step : steps) {
            PushSlot slot = slot(Math.abs(step));
            if (step >= 0) {
                assertThat(tails.put(slot)).isSameAs(model.put(slot.flow, slot));
            } else {
                tails.remove(slot.flow);
                model.remove(slot.flow);
            }
            assertThat(tails.size()).isEqualTo(model.size());
        }
        for (int flow = 0; flow <= 30; flow++) {
            PushSlot slot = slot(flow);
            assertThat(tails.put(slot)).as("flow %d", flow).isSameAs(model.get(slot.flow));
        }
    }
}
