package io.worldstream.wsp.internal.finding;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects findings: lists the first ones and counts the rest, so that its memory is bounded (I12). One thread. */
public final class Findings {
    private final int most;
    private final String limit;
    private final List<Violation> named = new ArrayList<>();
    private @Nullable Violation firstUnnamed;
    private long unnamed;

    private Findings(int most, String limit) {
        this.most = most;
        this.limit = limit;
    }

    /** Creates findings against a document; lists at most {@link Limits#maxFindings()}. */
    public static Findings ofDocument(int maxFindings) {
        return new Findings(maxFindings, "limits.max_findings");
    }

    /** Creates findings against the rows of a world; lists at most {@link Limits#maxRowViolations()}. */
    public static Findings ofRows(int maxRowViolations) {
        return new Findings(maxRowViolations, "limits.max_row_violations");
    }

    /** Adds a finding. */
    public void add(ReasonCode code, String path, String message) {
        add(new Violation(code, path, message));
    }

    /** Adds a finding. */
    public void add(Violation violation) {
        if (!full()) {
            named.add(violation);
            return;
        }
        if (firstUnnamed == null) {
            firstUnnamed = violation;
        }
        unnamed++;
    }

    /** Replaces all findings by this one. */
    public void replaceAll(Violation violation) {
        named.clear();
        firstUnnamed = null;
        unnamed = 0;
        named.add(violation);
    }

    /** Returns whether a further finding would only be counted. */
    public boolean full() {
        return named.size() >= most;
    }

    /** Returns whether there are no findings. */
    public boolean isEmpty() {
        return named.isEmpty();
    }

    /**
     * Returns the listed findings; if there are more, a last one counts these, with the code and place of the first of
     * them.
     */
    public List<Violation> all() {
        if (firstUnnamed == null) {
            return List.copyOf(named);
        }
        List<Violation> all = new ArrayList<>(named);
        all.add(new Violation(
                firstUnnamed.code(),
                firstUnnamed.path(),
                (unnamed == 1
                                ? "is 1 more finding, which is not explained: "
                                : "is the first of " + unnamed + " more findings, which are not named: ")
                        + limit + " is " + most));
        return List.copyOf(all);
    }
}
