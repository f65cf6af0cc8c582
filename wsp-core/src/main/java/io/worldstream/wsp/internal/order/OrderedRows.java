package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.PushPolicy;
import io.worldstream.wsp.policy.ReadPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a surveyed world in the one order, starting at a given instant. Outputs that have a sorted view are read
 * from it. If a view cannot be read any further, it is discarded, and the rows continue from the parts of its output at
 * the same place, after a sort: the order of rows does not depend on where they come from. One thread; blocks on the
 * oracle, on the spill space and on the store of views.
 */
public final class OrderedRows implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderedRows.class);

    private final WorldAccess access;
    private final StreamPlan plan;
    private final ReadPolicy read;
    private final PushPolicy push;
    private final long fromMicros;
    private Survey survey;
    private MergedRows rows;
    private long lastMicros = Long.MIN_VALUE;
    /** The rows returned that have the event time of the last. */
    private long ofLastInstant;
    /** Rows collapsed before the last row returned, less those that the present merge counts again. */
    private long collapsedBefore;

    private long collapsed;

    /**
     * Creates the rows. Opens nothing until the first row is requested.
     *
     * @param access access to the world
     * @param plan the plan
     * @param survey the survey of the world
     * @param fromMicros rows before this instant are left out, and are not read if the part can be entered later
     * @param read determines how far parts may be out of order, and whether saved digests are trusted
     * @param push determines the flow of a row
     */
    public OrderedRows(
            WorldAccess access, StreamPlan plan, Survey survey, long fromMicros, ReadPolicy read, PushPolicy push) {
        this.access = access;
        this.plan = plan;
        this.survey = survey;
        this.fromMicros = fromMicros;
        this.read = read;
        this.push = push;
        rows = new MergedRows(access, plan, survey, fromMicros, read, push);
    }

    /**
     * Returns the next row in the one order, or null at the end. The row is valid until the next call.
     *
     * @throws WspException if content that was sound when it was surveyed is faulty now; {@link
     *     ReasonCode#DUPLICATE_KEY_CONFLICT}; {@link ReasonCode#SPILL_FAILED}; {@link ReasonCode#LIMIT_EXCEEDED} if
     *     rows do not fit in memory and the host has no spill space
     * @throws CancellationException if the work is cancelled
     */
    public @Nullable Row next() {
        Row row = nextOfAny();
        collapsed = collapsedBefore + rows.collapsed();
        if (row != null) {
            ofLastInstant = row.tsMicros() == lastMicros ? ofLastInstant + 1 : 1;
            lastMicros = row.tsMicros();
        }
        return row;
    }

    /** Returns the number of rows left out so far because they repeated another byte for byte. */
    public long collapsed() {
        return collapsed;
    }

    private @Nullable Row nextOfAny() {
        boolean behind = false;
        while (true) {
            try {
                if (behind) {
                    catchUp();
                }
                return rows.next();
            } catch (LostViewException e) {
                leaveView(e);
                behind = true;
            }
        }
    }

    /** Reads up to and including the last row returned. */
    private void catchUp() {
        for (long i = 0; i < ofLastInstant; i++) {
            Row row = rows.next();
            if (row == null || row.tsMicros() != lastMicros) {
                throw new WspException(
                        ReasonCode.CONTENT_DIGEST_MISMATCH,
                        "the parts do not have the rows of the sorted view that they are read in place of");
            }
        }
        collapsedBefore = collapsed - rows.collapsed();
    }

    private void leaveView(LostViewException lost) {
        SurveyedOutput output = survey.outputs().get(lost.output());
        closeQuietly();
        if (output.view() != null) {
            output.view().leave(output, lost.failure());
        }
        if (read.surveyTrust() == SurveyTrust.DIGEST && !access.fits(output)) {
            throw new WspException(
                    ReasonCode.CONTENT_DIGEST_MISMATCH,
                    "the parts of " + output.target().outputId()
                            + " are not those of the sorted view that they are read in place of");
        }
        survey = survey.withoutView(lost.output());
        rows = new MergedRows(access, plan, survey, Math.max(fromMicros, lastMicros), read, push);
    }

    private void closeQuietly() {
        try {
            rows.close();
        } catch (IOException e) {
            LOG.warn("a view or a part could not be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
