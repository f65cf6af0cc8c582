package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.rows.BadRow;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.VerifiedPart;
import io.worldstream.wsp.internal.seal.SealedPart;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The survey of one part: reads all its rows once, frames none, and collects the rows that cannot become events, as
 * faults or as rows to dead-letter. One thread.
 */
final class PartSurvey {
    private final String path;
    private final RowChecks checks;
    private final Bounds bounds;
    private final Findings faults;
    private final BadRowBudget budget;
    private final List<BadRow> badRows = new ArrayList<>();
    private final TimeIndex index = new TimeIndex();
    private long rows;
    private long windowRows;
    private long firstMicros = Long.MAX_VALUE;
    private long lastMicros = Long.MIN_VALUE;
    private long latestMicros = Long.MIN_VALUE;
    private long disorderMicros;
    private long rowsToNextEntry;
    private boolean tooLate;

    PartSurvey(String path, RowChecks checks, Bounds bounds, Findings faults, BadRowBudget budget) {
        this.path = path;
        this.checks = checks;
        this.bounds = bounds;
        this.faults = faults;
        this.budget = budget;
    }

    /**
     * Reads the rows, up to the first that stops the reader, and submits them for checking. The findings are complete
     * when the checks have finished.
     */
    void read(RowReader reader) {
        RowBatch batch = checks.batch();
        try {
            while (!full() && reader.advance()) {
                batch.add(reader);
                if (batch.full()) {
                    checks.submit(batch, this);
                    batch = checks.batch();
                }
            }
            checks.submit(batch, this);
        } catch (WspException e) {
            end(batch, reader, e.code(), e.getMessage());
        } catch (IOException e) {
            end(batch, reader, ReasonCode.OBJECT_UNREADABLE, "cannot be read: " + e.getMessage());
        }
    }

    /** Reports that the reader cannot continue, after the faults of the rows before. */
    private void end(RowBatch batch, RowReader reader, ReasonCode code, String message) {
        checks.submit(batch, this);
        checks.finish();
        report(reader.rowNumber(), code, message);
    }

    /** Takes in checked rows. */
    void takeIn(RowBatch batch) {
        for (int i = 0; i < batch.size() && !full(); i++) {
            RowFault fault = batch.fault(i);
            if (fault == null) {
                add(batch.tsMicros(i), batch.number(i), batch.mark(i));
            } else if (budget.deadLetters(fault)) {
                badRows.add(budget.take(batch.number(i), fault, batch.text(i)));
            } else {
                report(batch.number(i), fault.code(), fault.finding());
            }
        }
    }

    private void add(long tsMicros, long rowNumber, long readerMark) {
        rows++;
        if (tsMicros >= bounds.startMicros && tsMicros < bounds.endMicros) {
            windowRows++;
            firstMicros = Math.min(firstMicros, tsMicros);
            lastMicros = Math.max(lastMicros, tsMicros);
        }
        if (tsMicros < latestMicros) {
            disorderMicros = Math.max(disorderMicros, latestMicros - tsMicros);
            if (latestMicros - tsMicros > bounds.maxDisorderMicros && !tooLate) {
                tooLate = true;
                report(
                        rowNumber,
                        ReasonCode.ORDER_VIOLATION,
                        "has event time " + EventTimeText.format(tsMicros) + ", behind a row of "
                                + EventTimeText.format(latestMicros) + ": more than the declared max_disorder");
            }
        } else {
            latestMicros = tsMicros;
        }
        rowsToNextEntry--;
        long mark = rowsToNextEntry < 0 ? readerMark : RowReader.NO_MARK;
        if (mark != RowReader.NO_MARK) {
            index.add(mark, rowNumber, rows - 1, tsMicros);
            rowsToNextEntry = TimeIndex.STEP_ROWS - 1;
        } else if (rows == 1) {
            // The first entry covers all rows before the second, even if no reader can start at them.
            index.add(mark, rowNumber, 0, tsMicros);
        } else {
            index.extend(tsMicros);
        }
    }

    private void report(long rowNumber, ReasonCode code, String message) {
        // The result must not depend on how far the reader is ahead of the checks.
        if (!full()) {
            faults.add(new Violation(code, path + "#row=" + rowNumber, message));
        }
    }

    /** Returns whether further findings would change nothing, because the world is refused anyway. */
    private boolean full() {
        return faults.full() || budget.exceeded();
    }

    /** Returns the result, once the checks have finished and the digest of the output is verified. */
    SurveyedPart result(SealedPart sealed) {
        return new SurveyedPart(
                new VerifiedPart(sealed, badRows),
                new SurveyedPart.Rows(rows, windowRows, firstMicros, lastMicros, disorderMicros),
                index);
    }

    /**
     * The rules for a part's rows as a whole.
     *
     * @param startMicros the start of the traffic window
     * @param endMicros the end of the traffic window, exclusive
     * @param maxDisorderMicros how far a row may be behind one above it
     */
    record Bounds(long startMicros, long endMicros, long maxDisorderMicros) {}
}
