package io.worldstream.wsp.internal.view;

import java.io.IOException;

/** The bytes of a view are not those of an intact view of its key. Reading them again does not help. */
public final class DamagedViewException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message continues a sentence whose subject is the view */
    public DamagedViewException(String message) {
        super(message);
    }

    /** @param message continues a sentence whose subject is the view */
    public DamagedViewException(String message, Throwable cause) {
        super(message, cause);
    }
}
