package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.policy.EventIdRecipe;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Mints event ids (contracts 6). An id does not depend on the run's id: the same row has the same id in every run (I5).
 * One thread.
 */
final class EventIds {
    /** The length of an id in bytes. */
    static final int ID_BYTES = 32;

    private static final String CANONICAL_DOMAIN = "wsp.event_id.v1";

    private final EventIdRecipe recipe;
    private final MessageDigest sha256 = DigestUtils.getSha256Digest();
    private final ByteBuilder text = new ByteBuilder(512);
    private final ByteBuilder field = new ByteBuilder(128);
    private final ByteBuilder pins = new ByteBuilder(256);

    /** @param pins the texts of the pins in the order of the recipe, without absent ones */
    EventIds(EventIdRecipe recipe, List<String> pins) {
        this.recipe = recipe;
        switch (recipe) {
            case LEGACY_PULL ->
                pins.forEach(pin -> {
                    this.pins.append('|');
                    this.pins.append(pin);
                });
            case CANONICAL -> {
                this.pins.appendInt(pins.size());
                pins.forEach(pin -> appendText(this.pins, pin.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** Creates the ids for a run's rows. */
    static EventIds of(EventIdRecipe recipe, Pins pins) {
        return new EventIds(
                recipe,
                List.of(
                        pins.manifestFingerprint().value(),
                        pins.parameterHash().value(),
                        pins.seed().toString(),
                        pins.scenarioId()));
    }

    /**
     * Mints a row's id.
     *
     * @param outputId the output's id in UTF-8
     * @param id receives the {@link #ID_BYTES} bytes
     */
    void mint(byte[] outputId, Row row, byte[] id) {
        text.clear();
        switch (recipe) {
            case LEGACY_PULL -> appendLegacy(outputId, row);
            case CANONICAL -> appendCanonical(outputId, row);
        }
        text.append(pins.array(), 0, pins.length());
        sha256.update(text.array(), 0, text.length());
        try {
            sha256.digest(id, 0, ID_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("an id has the length of a SHA-256", e);
        }
    }

    private void appendLegacy(byte[] outputId, Row row) {
        text.append(outputId);
        for (int i = 0; i < row.keySize(); i++) {
            text.append('|');
            row.appendIdText(i, text);
        }
    }

    /** Writes length before text, kind before key field and count before list, so that no two tuples share a text. */
    private void appendCanonical(byte[] outputId, Row row) {
        appendText(text, CANONICAL_DOMAIN.getBytes(StandardCharsets.US_ASCII));
        appendText(text, outputId);
        text.appendInt(row.keySize());
        for (int i = 0; i < row.keySize(); i++) {
            text.append(
                    switch (row.keyKind(i)) {
                        case TRUE, FALSE -> 'b';
                        case INTEGER -> 'i';
                        case REAL -> 'r';
                        default -> 's';
                    });
            field.clear();
            row.appendIdText(i, field);
            text.appendInt(field.length());
            text.append(field.array(), 0, field.length());
        }
    }

    private static void appendText(ByteBuilder out, byte[] utf8) {
        out.appendInt(utf8.length);
        out.append(utf8);
    }
}
