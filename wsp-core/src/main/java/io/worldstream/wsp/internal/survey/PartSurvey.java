package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.seal.SealedPart;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads all rows of a part once, frames none, and finds what cannot become an event: a fault, or a row that is set aside. One
 * thread; used for one part.
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
     * Reads the rows, up to the first that keeps the reader from going on, and submits them to be checked. What is found is
     * known when the checks are finished.
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

    /** The reader cannot go on; what is wrong with the rows before is said first. */
    private void end(RowBatch batch, RowReader reader, ReasonCode code, String message) {
        checks.submit(batch, this);
        checks.finish();
        report(reader.rowNumber(), code, message);
    }

    /** Takes in rows that were checked. */
    void takeIn(RowBatch batch) {
        for (int i = 0; i < batch.size() && !full(); i++) {
            RowFault fault = batch.fault(i);
            if (fault == null) {
                add(batch.tsMicros(i), batch.number(i), batch.mark(i));
            } else if (budget.setsAside(fault)) {
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
                        "is of " + EventTimeText.format(tsMicros) + ", behind a row of "
                                + EventTimeText.format(latestMicros) + ": that is more than the declared max_disorder");
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
            // The first entry is for all rows before the second, whether or not a reader can start at them.
            index.add(mark, rowNumber, 0, tsMicros);
        } else {
            index.extend(tsMicros);
        }
    }

    private void report(long rowNumber, ReasonCode code, String message) {
        // How far the reader is ahead of the checks must not tell.
        if (!full()) {
            faults.add(new Violation(code, path + "#row=" + rowNumber, message));
        }
    }

    /** Whether more would change nothing: it is a refusal. */
    private boolean full() {
        return faults.full() || budget.exceeded();
    }

    /** What was found. */
    SurveyedPart result(SealedPart sealed) {
        return new SurveyedPart(sealed, rows, windowRows, firstMicros, lastMicros, disorderMicros, index, badRows);
    }

    /**
     * What a part's rows are held to.
     *
     * @param startMicros the traffic window's start
     * @param endMicros its end, which is not in it
     * @param maxDisorderMicros how far a row may be behind one above it
     */
    record Bounds(long startMicros, long endMicros, long maxDisorderMicros) {}
}
