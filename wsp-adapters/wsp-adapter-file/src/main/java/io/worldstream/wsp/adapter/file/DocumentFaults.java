package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a document, so that all of it is told at once. */
final class DocumentFaults {
    /** A file that is no catalogue at all has as many faults as it has entries. */
    private static final int MOST_TOLD = 50;

    private final String document;
    private final List<String> faults = new ArrayList<>();
    private int untold;

    DocumentFaults(String document) {
        this.document = document;
    }

    /**
     * Adds a fault.
     *
     * @param pointer where, as a JSON Pointer; empty for the whole document
     * @param rule what is wrong
     */
    void add(String pointer, String rule) {
        if (faults.size() < MOST_TOLD) {
            faults.add(document + "#" + pointer + ": " + rule);
        } else {
            untold++;
        }
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    /** @throws WspException {@link ReasonCode#CONFIG_INVALID} with every fault, if there is one */
    void throwIfAny() {
        if (!faults.isEmpty()) {
            String more = untold == 0 ? "" : "; and " + untold + " more";
            throw new WspException(ReasonCode.CONFIG_INVALID, String.join("; ", faults) + more);
        }
    }

    /** A pointer one level deeper. */
    static String below(String pointer, String field) {
        String quoted = LogText.quote(field);
        return pointer + "/"
                + quoted.substring(1, Math.max(1, quoted.lastIndexOf('"')))
                        .replace("~", "~0")
                        .replace("/", "~1");
    }

    static String below(String pointer, int index) {
        return pointer + "/" + index;
    }
}
