package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.LogText;

/** Checks that several policies share. */
final class PolicyChecks {
    private PolicyChecks() {}

    static void requireLength(String value, int maxChars, String what) {
        if (value.isEmpty() || value.length() > maxChars) {
            throw new IllegalArgumentException(
                    what + " is 1 to " + maxChars + " characters, not " + LogText.quote(value));
        }
    }
}
