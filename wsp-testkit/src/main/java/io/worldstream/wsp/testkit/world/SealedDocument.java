package io.worldstream.wsp.testkit.world;

/** A document of a world as it was stored: its path and its bytes. Immutable. */
final class SealedDocument {
    private final String path;
    private final byte[] bytes;

    /** @param bytes the bytes, which the document owns */
    SealedDocument(String path, byte[] bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    String path() {
        return path;
    }

    /** Returns a copy of the bytes. */
    byte[] bytes() {
        return bytes.clone();
    }
}
