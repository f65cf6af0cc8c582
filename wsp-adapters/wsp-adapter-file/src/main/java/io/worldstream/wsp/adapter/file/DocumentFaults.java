package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.util.ArrayList;
import java.util.List;

/** Collects the faults of a document, so that all are reported at once. */
final class DocumentFaults {
    /** Bounds the message: a file that is not a catalogue has as many faults as entries. */
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
     * @param pointer the place, as a JSON Pointer; empty for the whole document
     * @param rule the fault
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

    /** Returns the pointer to a field below another. */
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
