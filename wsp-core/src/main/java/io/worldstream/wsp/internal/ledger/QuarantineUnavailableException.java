package io.worldstream.wsp.internal.ledger;

import java.io.IOException;

/** The quarantine of a run cannot be used, where the checkpoint was asked for as well: tells which of the two failed. */
public final class QuarantineUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    QuarantineUnavailableException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
