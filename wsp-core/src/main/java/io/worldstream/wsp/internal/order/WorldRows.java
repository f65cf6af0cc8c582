package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.Limits;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.TrafficWindow;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.Printable;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.EventTimeText;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.seal.SealedOutput;
import io.worldstream.wsp.internal.seal.SealedPart;
import io.worldstream.wsp.internal.seal.SecondLook;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** All parts of a plan's world, open, and their rows in the one order. One thread; blocks on the oracle. */
public final class WorldRows implements Closeable {
    private static final int HEAD_BYTES = 16;

    private final List<PartRows> parts;
    private final EventTimeMerge merge;

    private WorldRows(List<PartRows> parts, EventTimeMerge merge) {
        this.parts = parts;
        this.merge = merge;
    }

    /**
     * Opens a world at its first row.
     *
     * @param oracle where the parts are
     * @param formats how rows may be stored
     * @param limits the budgets
     * @param plan the plan
     * @param outputs the plan's outputs, verified, in plan order
     * @param faults hears of what cannot become an event
     */
    public static WorldRows open(
            OracleReader oracle,
            List<RowFormat> formats,
            Limits limits,
            StreamPlan plan,
            List<SealedOutput> outputs,
            RowFaults faults) {
        List<PartRows> parts = new ArrayList<>();
        try {
            for (int i = 0; i < outputs.size(); i++) {
                Target target = outputs.get(i).target();
                for (SealedPart sealed : outputs.get(i).parts()) {
                    openPart(oracle, formats, limits, sealed, new RowParser(i, target, plan.pins()), parts, faults);
                }
            }
            TrafficWindow window = plan.window();
            long start = window == null ? Long.MIN_VALUE : EventTimeText.micros(window.start());
            long end = window == null ? Long.MAX_VALUE : EventTimeText.micros(window.end());
            return new WorldRows(parts, new EventTimeMerge(parts, start, end, limits.maxTieBytes(), faults));
        } catch (RuntimeException | Error e) {
            closeAll(parts, e);
            throw e;
        }
    }

    /** The rows in the one order. */
    public EventTimeMerge merge() {
        return merge;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (PartRows part : parts) {
            try {
                part.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void openPart(
            OracleReader oracle,
            List<RowFormat> formats,
            Limits limits,
            SealedPart sealed,
            RowParser parser,
            List<PartRows> parts,
            RowFaults faults) {
        OraclePart part = sealed.part();
        PartContent content = new SecondLook(sealed, oracle.open(part));
        try {
            ByteBuffer head = head(content);
            for (RowFormat format : formats) {
                if (format.recognises(part, head.asReadOnlyBuffer())) {
                    parts.add(new PartRows(part.path(), format.open(content, limits.maxRowBytes()), parser, faults));
                    return;
                }
            }
            faults.onFault(new Violation(
                    ReasonCode.FORMAT_UNSUPPORTED, part.path(), "is of no row format that this host brings"));
            content.close();
        } catch (IOException e) {
            close(content, e);
            throw new WspException(
                    ReasonCode.OBJECT_UNREADABLE,
                    Printable.bounded(part.path()) + " cannot be read: " + e.getMessage(),
                    e);
        } catch (RuntimeException | Error e) {
            close(content, e);
            throw e;
        }
    }

    private static ByteBuffer head(PartContent content) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        int count = 0;
        while (count >= 0 && head.hasRemaining()) {
            count = content.read(head.position(), head);
        }
        return head.flip();
    }

    private static void closeAll(List<PartRows> parts, Throwable cause) {
        parts.forEach(part -> close(part, cause));
    }

    private static void close(Closeable part, Throwable cause) {
        try {
            part.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
