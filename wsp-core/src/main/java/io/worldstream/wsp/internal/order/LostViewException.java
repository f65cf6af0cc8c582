package io.worldstream.wsp.internal.order;

import java.io.IOException;

/** The sorted view of an output cannot be read any further; its parts still can. Never leaves this package. */
final class LostViewException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int output;
    private final IOException failure;

    /** @param output the output's index in the plan */
    LostViewException(int output, IOException cause) {
        super(cause.getMessage(), cause);
        this.output = output;
        failure = cause;
    }

    int output() {
        return output;
    }

    IOException failure() {
        return failure;
    }
}
