package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.SealedReference.RootKind;
import java.io.IOException;

/** A store into which a world can be put: a fake, or the store of an adapter under test. */
@FunctionalInterface
public interface SealedStore {
    /**
     * Stores one sealed object.
     *
     * @param root the kind of root
     * @param path the path below the root, with {@code /} between segments
     * @param bytes the object's bytes, which the store owns
     * @throws IOException if the object cannot be stored
     */
    void put(RootKind root, String path, byte[] bytes) throws IOException;
}
