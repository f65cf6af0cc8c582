package io.worldstream.wsp.adapter.file;

import java.io.IOException;

/** Thrown if a file does not hold what was written to it. */
final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedFileException(String message) {
        super(message);
    }
}
