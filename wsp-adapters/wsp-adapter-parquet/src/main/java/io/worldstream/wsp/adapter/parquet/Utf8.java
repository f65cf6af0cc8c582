package io.worldstream.wsp.adapter.parquet;

/** Checks of well-formed UTF-8 (Unicode, table 3-7). Stateless. */
final class Utf8 {
    private Utf8() {}

    /** Returns the length of the multi-byte sequence that starts here, or 0 if it is not well-formed. */
    static int sequence(byte[] bytes, int at, int limit) {
        int lead = bytes[at] & 0xff;
        int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || size > limit - at) {
            return 0;
        }
        // The second byte reveals overlong forms, surrogates and code points above U+10FFFF.
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        int second = bytes[at + 1] & 0xff;
        if (second < low || second > high) {
            return 0;
        }
        for (int i = at + 2; i < at + size; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return size;
    }
}
