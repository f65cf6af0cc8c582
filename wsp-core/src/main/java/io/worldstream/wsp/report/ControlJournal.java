package io.worldstream.wsp.report;

import java.util.List;

/**
 * The control actions that took effect on a run since this host took it up, in their order.
 *
 * @param records the first {@value #MOST_RECORDS} of them
 * @param omitted the number of later ones, which are counted only
 */
public record ControlJournal(List<ControlRecord> records, long omitted) {
    /** The most records that a journal holds. */
    public static final int MOST_RECORDS = 10_000;

    /** No action took effect. */
    public static final ControlJournal EMPTY = new ControlJournal(List.of(), 0);

    public ControlJournal {
        records = List.copyOf(records);
    }
}
