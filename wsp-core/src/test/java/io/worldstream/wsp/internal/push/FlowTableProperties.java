package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FlowTableProperties {
    private static Push push(int flow) {
        return new Push(Events.event(1, flow), 0);
    }

    /** Keys that share places and runs of places: a removal must lose none of those behind it. */
    @Property(tries = 300)
    void isAMapFromFlowToItsLastSlot(@ForAll @Size(max = 200) List<@IntRange(min = -30, max = 30) Integer> steps) {
        FlowTable tails = new FlowTable();
        Map<Long, Push> model = new HashMap<>();
        for (int step : steps) {
            Push push = push(Math.abs(step));
            if (step >= 0) {
                assertThat(tails.put(push)).isSameAs(model.put(push.flow, push));
            } else {
                tails.remove(push.flow);
                model.remove(push.flow);
            }
            assertThat(tails.size()).isEqualTo(model.size());
        }
        for (int flow = 0; flow <= 30; flow++) {
            Push push = push(flow);
            assertThat(tails.put(push)).as("flow %d", flow).isSameAs(model.get(push.flow));
        }
    }
}
