package io.worldstream.wsp.adapter.s3;

/** An object that was read, and whose bytes are not those of an intact record. The message completes "it ...". */
final class DamagedObjectException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedObjectException(String message) {
        super(message);
    }
}
