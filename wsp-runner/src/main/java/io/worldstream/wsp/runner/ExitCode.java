package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.report.RunSummary;

/** How the command ends, as a shell sees it. Of several the largest counts. */
enum ExitCode {
    /** Completed, or known already; also where there was nothing to do. */
    OK(0),
    /** A defect of this program or of what it runs on, such as memory that ran out; or output that could not be written. */
    DEFECT(1),
    /** Wrong usage or configuration. */
    USAGE(2),
    /** At least one READY was refused. */
    REFUSED(3),
    /** At least one stream stopped before its end. */
    HALTED(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    static ExitCode of(RunSummary summary) {
        return switch (summary.status()) {
            case COMPLETED, DUPLICATE -> OK;
            case REFUSED -> ofConfigurationOr(REFUSED, summary);
            case HALTED -> summary.reason() == ReasonCode.DEFECT ? DEFECT : ofConfigurationOr(HALTED, summary);
        };
    }

    /** Some of what is wrong with a configuration shows only against a world. */
    private static ExitCode ofConfigurationOr(ExitCode other, RunSummary summary) {
        return summary.reason() == ReasonCode.CONFIG_INVALID ? USAGE : other;
    }

    int code() {
        return code;
    }

    ExitCode or(ExitCode other) {
        return code >= other.code ? this : other;
    }
}
