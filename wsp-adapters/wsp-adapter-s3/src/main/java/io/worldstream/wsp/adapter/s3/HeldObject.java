package io.worldstream.wsp.adapter.s3;

/** The bytes of an object at one moment, and the entity tag that names this state. */
final class HeldObject {
    private final byte[] bytes;
    private final String tag;

    /** @param bytes not copied */
    HeldObject(byte[] bytes, String tag) {
        this.bytes = bytes;
        this.tag = tag;
    }

    /** Returns the bytes, without a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns the entity tag, as the store wrote it. */
    String tag() {
        return tag;
    }
}
