package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.plan.StreamPlan;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Frames rows as canonical envelopes (contracts 5 to 7). The same row always gives the same bytes except for {@code
 * emitted_at_utc} (I5); the row's own JSON text is copied. One thread.
 */
public final class EnvelopeFramer {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;

    private static final byte[] FIRST_HINT = ",\"identity_hints\":{".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEXT_HINT = {','};

    private final EventIds ids;
    private final List<EnvelopeText> texts;
    private final Hex64 plan;

    /**
     * @param plan the plan of the rows
     * @param stampEmittedAt whether to leave room for the wall time of the push
     */
    public EnvelopeFramer(StreamPlan plan, boolean stampEmittedAt) {
        this.plan = plan.digest();
        this.ids = EventIds.of(plan.eventIdRecipe(), plan.pins());
        this.texts = plan.targets().stream()
                .map(target -> new EnvelopeText(plan, target, stampEmittedAt))
                .toList();
    }

    /** Frames a row into an event, with room for {@link FramedEvent#stampPosition}. */
    public void frame(Row row, FramedEvent event) {
        EnvelopeText text = texts.get(row.outputIndex());
        event.reset(plan, text.outputId, row.tsMicros());
        ids.mint(text.outputIdUtf8, row, event.id());
        event.flow(row.flow() == Row.OWN_FLOW ? (long) WORDS.get(event.id(), 0) : row.flow());
        ByteBuilder out = event.envelope();
        out.append(text.head);
        writeHex(event.id(), out.array(), EnvelopeText.ID_AT);
        row.writeTime(out.array(), text.timeAt);
        event.reserve(text.emittedAt, text.positionAt);
        int rowFrom = out.length();
        row.appendText(out);
        event.locateRow(rowFrom, out.length() - rowFrom);
        if (text.namesSource) {
            out.append(text.sourceBeforeKey);
            appendKey(row, out);
            out.append(text.sourceAfterKey);
            appendHints(row, text.hints, out);
            out.append('}');
        }
        out.append('}');
    }

    /** Writes an id in lowercase hex, four bytes at a time. */
    private static void writeHex(byte[] id, byte[] out, int at) {
        for (int i = 0; i < id.length; i += Integer.BYTES) {
            long digits = Integer.toUnsignedLong((int) INTS.get(id, i));
            digits = (digits | digits << 16) & 0x0000_ffff_0000_ffffL;
            digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ffL;
            digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
            // 1 in each byte that is a letter: adding six to such a digit sets the fifth bit.
            long letters = (digits + 6 * ONES) >>> 4 & ONES;
            WORDS.set(out, at + 2 * i, digits + '0' * ONES + letters * ('a' - '9' - 1));
        }
    }

    /** Appends the hints that the row has; without any, the payload has no member for them. */
    private static void appendHints(Row row, List<byte[]> names, ByteBuilder out) {
        boolean any = false;
        for (int i = 0; i < names.size(); i++) {
            if (row.hasHint(i)) {
                out.append(any ? NEXT_HINT : FIRST_HINT);
                any = true;
                out.append(names.get(i));
                row.appendHint(i, out);
            }
        }
        if (any) {
            out.append('}');
        }
    }

    private static void appendKey(Row row, ByteBuilder out) {
        for (int i = 0; i < row.keySize(); i++) {
            if (i > 0) {
                out.append(',');
            }
            row.appendKeyJson(i, out);
        }
    }
}
