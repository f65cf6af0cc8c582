package io.worldstream.wsp.internal.plan;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.ProducerPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.List;
import java.util.Set;

/**
 * Checks that the principal that a plan stamps on its envelopes may emit all of their event types. Reads the list of
 * producers anew for each plan, so it may block. Stateless; any thread may use it.
 */
public final class ProducerCheck {
    private final ProducerPolicy producers;
    private final int maxFindings;

    /**
     * @param policy names the principal, and lists those that may emit
     * @throws WspException {@code CONFIG_INVALID} if the principal is not listed, or the list cannot be read
     */
    public ProducerCheck(StreamPolicy policy) {
        producers = policy.security().producers();
        maxFindings = policy.limits().maxFindings();
        producers.requireListed(policy.envelope().producer());
    }

    /** Returns what the plan's principal may not emit; none if it may emit everything. */
    public List<Violation> check(StreamPlan plan) {
        Findings findings = Findings.ofDocument(maxFindings);
        String principal = LogText.quote(plan.producer());
        try {
            Set<String> types = producers.typesOf(plan.producer());
            for (StreamPlan.Target target : plan.targets()) {
                String type = target.outputId().value();
                if (!ProducerPolicy.covers(types, type)) {
                    findings.add(
                            ReasonCode.PRODUCER_NOT_ALLOWED,
                            "plan#/targets/" + type,
                            principal + " may not emit events of this type: security.producers "
                                    + (types.isEmpty() ? "no longer lists the principal" : "does not list it"));
                }
            }
        } catch (WspException e) {
            findings.add(e.code(), "security.producers", e.getMessage());
        }
        return findings.all();
    }
}
