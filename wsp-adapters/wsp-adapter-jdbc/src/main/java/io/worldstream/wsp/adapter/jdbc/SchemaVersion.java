package io.worldstream.wsp.adapter.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A version of the tables: statements that bring those of the version before to it, and add its row to {@code
 * wsp_schema}. A file that was released never changes.
 *
 * @param file a file in the folder {@code schema} beside this class, in which names are resolved by {@code search_path}
 */
record SchemaVersion(String file) {
    /** All versions of this release; the first is version 1. */
    static final List<SchemaVersion> KNOWN =
            List.of(new SchemaVersion("001.sql"), new SchemaVersion("002.sql"), new SchemaVersion("003.sql"));

    String sql() {
        try (InputStream in = SchemaVersion.class.getResourceAsStream("schema/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the jar of the adapter lacks schema/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read schema/" + file + " in the jar of the adapter", e);
        }
    }
}
