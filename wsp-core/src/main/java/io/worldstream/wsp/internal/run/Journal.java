package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.report.ControlJournal;
import io.worldstream.wsp.report.ControlRecord;
import java.util.ArrayList;
import java.util.List;

/** Collects the control actions of a run; bounded. Thread-safe. */
final class Journal {
    private final List<ControlRecord> records = new ArrayList<>();
    private long omitted;

    synchronized void add(ControlRecord record) {
        if (records.size() < ControlJournal.MOST_RECORDS) {
            records.add(record);
        } else {
            omitted++;
        }
    }

    synchronized ControlJournal snapshot() {
        return records.isEmpty() ? ControlJournal.EMPTY : new ControlJournal(records, omitted);
    }
}
