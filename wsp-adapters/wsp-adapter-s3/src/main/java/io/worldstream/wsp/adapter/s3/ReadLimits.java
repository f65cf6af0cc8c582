package io.worldstream.wsp.adapter.s3;

/** The limits of reading ahead that a host may set. Stateless. */
final class ReadLimits {
    static final int DEFAULT_PARALLEL = 16;

    private static final long LEAST_MEMORY = 1L << 20;
    private static final int LEAST_PARALLEL = 4;
    private static final int MOST_PARALLEL = 256;

    private ReadLimits() {}

    static long requireMemory(long bytes) {
        if (bytes < LEAST_MEMORY) {
            throw new IllegalArgumentException("memoryBytes must be at least " + LEAST_MEMORY + ", not " + bytes);
        }
        return bytes;
    }

    static int requireParallel(int calls) {
        if (calls < LEAST_PARALLEL || calls > MOST_PARALLEL) {
            throw new IllegalArgumentException(
                    "parallelReads must be from " + LEAST_PARALLEL + " to " + MOST_PARALLEL + ", not " + calls);
        }
        return calls;
    }
}
