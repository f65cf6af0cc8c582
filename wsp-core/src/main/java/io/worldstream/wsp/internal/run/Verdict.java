package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run ends.
 *
 * @param violations the causes; empty unless the run is refused or halted
 * @param remembered the state to save, or null to leave the saved record unchanged
 */
record Verdict(
        ReadyDisposition status,
        List<Violation> violations,
        @Nullable RunState remembered) {}
