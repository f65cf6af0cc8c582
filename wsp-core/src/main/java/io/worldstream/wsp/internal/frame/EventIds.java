package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.EventIdRecipe;
import io.worldstream.wsp.Pins;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.rows.KeyField;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.apache.commons.codec.digest.DigestUtils;

/** Mints event ids (contracts 6). The run's id is not part of one: the same row has the same id in every run (I5). */
public final class EventIds {
    private static final String CANONICAL_DOMAIN = "wsp.event_id.v1";

    private final EventIdRecipe recipe;
    private final List<String> pins;

    /** @param pins the pins' texts in the order of the recipe; pins that are absent are left out */
    EventIds(EventIdRecipe recipe, List<String> pins) {
        this.recipe = recipe;
        this.pins = List.copyOf(pins);
    }

    /** The ids of a run's rows. */
    public static EventIds of(EventIdRecipe recipe, Pins pins) {
        return new EventIds(
                recipe,
                List.of(
                        pins.manifestFingerprint().value(),
                        pins.parameterHash().value(),
                        pins.seed().toString(),
                        pins.scenarioId()));
    }

    /** The 32 bytes of a row's id. */
    public byte[] mint(OutputId outputId, List<KeyField> key) {
        return DigestUtils.sha256(
                switch (recipe) {
                    case LEGACY_PULL -> legacyText(outputId, key).getBytes(StandardCharsets.UTF_8);
                    case CANONICAL -> canonicalText(outputId, key);
                });
    }

    private String legacyText(OutputId outputId, List<KeyField> key) {
        StringJoiner text = new StringJoiner("|").add(outputId.value());
        key.forEach(field -> text.add(field.idText()));
        pins.forEach(text::add);
        return text.toString();
    }

    /** Length before text, kind before key field, count before list: no two tuples share a text. */
    private byte[] canonicalText(OutputId outputId, List<KeyField> key) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        appendText(out, CANONICAL_DOMAIN);
        appendText(out, outputId.value());
        appendLength(out, key.size());
        for (KeyField field : key) {
            out.write(kind(field));
            appendText(out, field.idText());
        }
        appendLength(out, pins.size());
        pins.forEach(pin -> appendText(out, pin));
        return out.toByteArray();
    }

    private static int kind(KeyField field) {
        if (field instanceof KeyField.Bool) {
            return 'b';
        }
        if (field instanceof KeyField.Int) {
            return 'i';
        }
        return field instanceof KeyField.Real ? 'r' : 's';
    }

    private static void appendText(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        appendLength(out, utf8.length);
        out.writeBytes(utf8);
    }

    private static void appendLength(ByteArrayOutputStream out, int length) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }
}
