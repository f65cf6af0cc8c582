package io.worldstream.wsp.api;

import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.RootMap;
import java.util.Objects;

/**
 * A reference as the platform wrote it, with the kind of root under which it must lie (contracts 4, Reach). It is not a
 * path: an adapter first maps it with a {@link RootMap}.
 *
 * @param root the kind of root under which the reference must lie
 * @param text the reference as written
 */
public record SealedReference(RootKind root, String text) {
    public SealedReference {
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return root + ":" + LogText.quotePath(text);
    }

    /** The kinds of root. */
    public enum RootKind {
        /** The root of facts views, proofs and receipts. */
        OBJECT_STORE,
        /** The root of the objects that locators name, and of gate artifacts. */
        ORACLE
    }
}
