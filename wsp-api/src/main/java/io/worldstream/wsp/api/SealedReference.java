package io.worldstream.wsp.api;

import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.RootMap;
import java.util.Objects;

/**
 * A reference as the platform wrote it, with the kind of root under which it must lie (contracts 4, Reach). Not a path:
 * an adapter maps it first, by a {@link RootMap}.
 *
 * @param root the kind of root it must lie under
 * @param text the reference as written
 */
public record SealedReference(RootKind root, String text) {
    public SealedReference {
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return root + ":" + LogText.quote(text);
    }

    /** The kinds of root. */
    public enum RootKind {
        /** Holds facts views, proofs and receipts. */
        OBJECT_STORE,
        /** Holds what locators name, and gate artifacts. */
        ORACLE
    }
}
