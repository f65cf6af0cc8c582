package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.rows.BadRow;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/** Decides which rows the policy dead-letters, and counts them against its limits (I12). One thread. */
final class BadRowBudget {
    private final OutcomePolicy outcomes;
    private final Limits limits;
    private int rows;
    private long characters;

    BadRowBudget(OutcomePolicy outcomes, Limits limits) {
        this.outcomes = outcomes;
        this.limits = limits;
    }

    /** Returns whether a row with such a fault is dead-lettered; otherwise the world is refused. */
    boolean deadLetters(RowFault fault) {
        return outcomes.onBadRow() == OnBadRow.DEAD_LETTER && fault.ofTheRowAlone();
    }

    /** Takes a row to dead-letter. */
    BadRow take(long number, RowFault fault, byte[] text) {
        BadRow row = new BadRow(
                number,
                fault.code(),
                fault.finding(),
                new Hex64(DigestUtils.sha256Hex(text)),
                outcomes.keepRows() ? new String(text, StandardCharsets.UTF_8) : null);
        count(row);
        return row;
    }

    private void count(BadRow row) {
        rows++;
        characters += row.text() == null ? 0 : row.text().length();
    }

    /** Returns whether the rows taken exceed the limits. */
    boolean exceeded() {
        return rows > limits.maxBadRows() || characters > limits.sortBytes();
    }

    /**
     * Returns the violations of outputs that have more rows to dead-letter than the policy allows: first the row that
     * exceeds the limit, then the rows before it. Empty if the limits are met.
     */
    static List<Violation> overrun(OutcomePolicy policy, Limits limits, List<SurveyedOutput> outputs) {
        BadRowBudget budget = new BadRowBudget(policy, limits);
        List<Violation> findings = new ArrayList<>();
        for (SurveyedOutput output : outputs) {
            for (SurveyedPart part : output.parts()) {
                for (BadRow row : part.badRows()) {
                    budget.count(row);
                    Violation finding = part.finding(row);
                    if (budget.exceeded()) {
                        findings.add(
                                0, new Violation(ReasonCode.LIMIT_EXCEEDED, finding.path(), budget.whatIsExceeded()));
                        return findings;
                    }
                    findings.add(finding);
                }
            }
        }
        return List.of();
    }

    private String whatIsExceeded() {
        return rows > limits.maxBadRows()
                ? "is one of the rows that cannot become events, of which there are more than limits.max_bad_rows ("
                        + limits.maxBadRows() + ")"
                : "the rows of dead letters have more than " + LogText.count(limits.sortBytes(), "character")
                        + " (limits.sort_bytes)";
    }
}
