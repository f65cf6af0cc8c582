package io.worldstream.wsp.adapter.file;

import java.time.Instant;

/**
 * Name of this process in files that it holds in shared folders: {@code <pid>-<start>}. The start time distinguishes it
 * from an earlier process with the same pid, also in containers, where each host is process 1.
 */
final class ProcessName {
    /** The name of this process. */
    static final String THIS = of(ProcessHandle.current());

    /** Pattern of such names. */
    static final String PATTERN = "[0-9]{1,19}-[0-9a-f]{1,16}";

    private ProcessName() {}

    private static String of(ProcessHandle process) {
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return process.pid() + "-" + Long.toHexString(start.toEpochMilli());
    }
}
