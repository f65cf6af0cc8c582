package io.worldstream.wsp.adapter.file;

import java.time.Instant;

/**
 * How this process signs the names of what it holds in folders that it shares with others: {@code <pid>-<start>}. By the
 * start it differs from a process that had the pid before, also in a container, where each host is process 1.
 */
final class ProcessName {
    /** The name of this process. */
    static final String THIS = of(ProcessHandle.current());

    /** What a name looks like. */
    static final String PATTERN = "[0-9]{1,19}-[0-9a-f]{1,16}";

    private ProcessName() {}

    private static String of(ProcessHandle process) {
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return process.pid() + "-" + Long.toHexString(start.toEpochMilli());
    }
}
