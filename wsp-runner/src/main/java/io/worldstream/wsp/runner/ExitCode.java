package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.RunSummary;
import org.jspecify.annotations.Nullable;

/** Exit codes of the command. Of several, the largest wins. */
enum ExitCode {
    /** Completed, a duplicate, or skipped; also if there was nothing to do. */
    OK(0),
    /** A defect of this program or its environment, such as exhausted memory, or output that could not be written. */
    DEFECT(1),
    /** Invalid usage or configuration. */
    USAGE(2),
    /** At least one READY was refused. */
    REFUSED(3),
    /** At least one stream stopped before its end. */
    HALTED(4),
    /** Evidence does not hold: an audit trail is not intact, or two streams differ. */
    BROKEN(5);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    static ExitCode of(RunSummary summary) {
        return of(summary.status(), summary.reason());
    }

    static ExitCode of(RedriveSummary summary) {
        return of(
                summary.status(),
                summary.violations().isEmpty()
                        ? null
                        : summary.violations().get(0).code());
    }

    private static ExitCode of(ReadyDisposition status, @Nullable ReasonCode reason) {
        return switch (status) {
            case COMPLETED, DUPLICATE, SKIPPED -> OK;
            case REFUSED -> ofConfigurationOr(REFUSED, reason);
            case HALTED -> reason == ReasonCode.DEFECT ? DEFECT : ofConfigurationOr(HALTED, reason);
        };
    }

    /** Some configuration faults show only against a world. */
    private static ExitCode ofConfigurationOr(ExitCode other, @Nullable ReasonCode reason) {
        return reason == ReasonCode.CONFIG_INVALID ? USAGE : other;
    }

    int code() {
        return code;
    }

    ExitCode or(ExitCode other) {
        return code >= other.code ? this : other;
    }
}
