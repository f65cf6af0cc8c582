package io.worldstream.wsp.compare;

import io.worldstream.wsp.compare.StreamDifference.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares two streams of events that are stored as JSON Lines, plain or gzip: have they the same events, with the same
 * bytes, in the same order? Each line is an envelope, or another object with {@code event_id} and {@code event_type}, such
 * as a line of a receipt log.
 *
 * <pre>{@code
 * ComparisonResult result = StreamComparison.of(preview, consumed).inAnyOrder().run();
 * if (!result.equal()) {
 *     result.first().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>The fields of an envelope are compared by their bytes, whatever their order in the line. {@code emitted_at_utc} is
 * passed over. If no line of a stream has a payload, events are compared by their ids alone.
 *
 * <p>Memory does not depend on the size of the files. Unless the streams are equal line by line, they are sorted, which
 * takes 60 bytes an event and stream on the disk, and 52 more if their order is compared. Immutable and thread-safe.
 */
public final class StreamComparison {
    /** The field of an envelope that differs by design. */
    public static final String EMITTED_AT = "emitted_at_utc";

    private static final int MOST_RECORDS_IN_MEMORY = 1 << 19;
    /** The share of the heap for one of the three sorts. */
    private static final int SHARES = 16;

    private static final int LINES_PER_LOOK = 1_000;

    private final Path a;
    private final Path b;
    private final boolean anyOrder;
    private final Set<String> ignored;
    private final @Nullable Path scratch;

    private StreamComparison(Path a, Path b, boolean anyOrder, Set<String> ignored, @Nullable Path scratch) {
        this.a = Objects.requireNonNull(a, "a");
        this.b = Objects.requireNonNull(b, "b");
        this.anyOrder = anyOrder;
        this.ignored = Set.copyOf(ignored);
        this.scratch = scratch;
    }

    /** Returns a comparison of two files that counts order and all fields but {@value #EMITTED_AT}. */
    public static StreamComparison of(Path a, Path b) {
        return new StreamComparison(a, b, false, Set.of(EMITTED_AT), null);
    }

    /** Returns this comparison without regard to order. */
    public StreamComparison inAnyOrder() {
        return new StreamComparison(a, b, true, ignored, scratch);
    }

    /** Returns this comparison without some more fields of the envelope. */
    public StreamComparison ignoring(Set<String> fields) {
        Set<String> all = new HashSet<>(ignored);
        all.addAll(fields);
        return new StreamComparison(a, b, anyOrder, all, scratch);
    }

    /** Returns this comparison with another folder for what is sorted. Default: that of the system for temporary files. */
    public StreamComparison scratch(Path folder) {
        return new StreamComparison(a, b, anyOrder, ignored, folder);
    }

    /**
     * Compares the streams. Blocks; a second thread reads B meanwhile.
     *
     * @throws UnreadableStreamException if a line is no event. A last line that is cut is none: see {@link
     *     StreamExtent#cut}
     * @throws InterruptedIOException if the thread is interrupted
     * @throws IOException if a file cannot be read, or there is no room to sort
     */
    public ComparisonResult run() throws IOException {
        if (!anyOrder) {
            ComparisonResult equal = lineByLine();
            if (equal != null) {
                return equal;
            }
        }
        Path folder = scratch == null
                ? Files.createTempDirectory("wsp-compare")
                : Files.createTempDirectory(scratch, "wsp-compare");
        try {
            return sorted(folder);
        } finally {
            remove(folder);
        }
    }

    /** Returns the result if the streams are equal, event for event; otherwise null. */
    private @Nullable ComparisonResult lineByLine() throws IOException {
        try (EventFile inA = EventFile.open(StreamSide.A, a, ignored);
                EventFile inB = EventFile.open(StreamSide.B, b, ignored)) {
            boolean sameBytes = true;
            while (true) {
                boolean more = inA.next();
                if (more != inB.next()) {
                    return null;
                }
                if (!more) {
                    break;
                }
                throwIfInterrupted(inA.line());
                if (!Arrays.equals(inA.event().id(), inB.event().id())) {
                    return null;
                }
                sameBytes = sameBytes
                        && Arrays.equals(inA.event().digest(), inB.event().digest());
                if (!sameBytes && inA.withPayloads() && inB.withPayloads()) {
                    return null;
                }
            }
            return new ComparisonResult(inA.extent(0), inB.extent(0), 0, 0, 0, true, List.of());
        }
    }

    private ComparisonResult sorted(Path folder) throws IOException {
        RecordSorter recordsOfA = sorter(folder, "a", EventRecord.LENGTH);
        RecordSorter recordsOfB = sorter(folder, "b", EventRecord.LENGTH);
        RecordSorter pairs = anyOrder ? null : sorter(folder, "pairs", PairRecord.LENGTH);
        FirstDifferences first = new FirstDifferences();
        try (EventFile inA = EventFile.open(StreamSide.A, a, ignored);
                EventFile inB = EventFile.open(StreamSide.B, b, ignored)) {
            readBoth(inA, recordsOfA, inB, recordsOfB);
            SetComparison sets = new SetComparison(inA, inB, pairs, first);
            try (SortedRecords sortedA = recordsOfA.sorted();
                    SortedRecords sortedB = recordsOfB.sorted()) {
                sets.compare(sortedA, sortedB);
            }
            boolean ordered = pairs == null || ordered(pairs, inA, first);
            return new ComparisonResult(
                    sets.extentOfA(),
                    sets.extentOfB(),
                    sets.onlyInA(),
                    sets.onlyInB(),
                    sets.changed(),
                    ordered,
                    withFields(first.list()));
        }
    }

    private static RecordSorter sorter(Path folder, String name, int length) {
        long share = Runtime.getRuntime().maxMemory() / SHARES;
        return new RecordSorter(folder, name, length, (int)
                Math.min(MOST_RECORDS_IN_MEMORY, share / (length + 2 * Integer.BYTES)));
    }

    private static void readBoth(EventFile inA, RecordSorter recordsOfA, EventFile inB, RecordSorter recordsOfB)
            throws IOException {
        ExecutorService other = Executors.newSingleThreadExecutor(work -> new Thread(work, "wsp-compare-b"));
        try {
            Future<?> readB = other.submit(() -> {
                read(inB, recordsOfB);
                return null;
            });
            read(inA, recordsOfA);
            readB.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException failure) {
                throw failure;
            }
            if (cause instanceof Error defect) {
                throw defect;
            }
            throw new IllegalStateException(cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            other.shutdownNow();
            awaitEnd(other);
        }
    }

    /** The files that the thread reads are about to be closed. */
    private static void awaitEnd(ExecutorService other) {
        boolean interrupted = false;
        while (!other.isTerminated()) {
            try {
                other.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void read(EventFile file, RecordSorter into) throws IOException {
        while (file.next()) {
            into.add(EventRecord.of(file));
            throwIfInterrupted(file.line());
        }
    }

    private static void throwIfInterrupted(long line) throws InterruptedIOException {
        if (line % LINES_PER_LOOK == 0 && Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Returns whether the pairs, in the order of A, are in the order of B too; if not, adds the first that is not. */
    private static boolean ordered(RecordSorter pairs, EventFile inA, FirstDifferences first) throws IOException {
        try (SortedRecords sorted = pairs.sorted()) {
            long last = 0;
            for (byte[] pair = sorted.next(); pair != null; pair = sorted.next()) {
                long lineB = PairRecord.lineB(pair);
                if (lineB < last) {
                    first.add(new StreamDifference(
                            Kind.MOVED,
                            PairRecord.id(pair),
                            inA.type(PairRecord.type(pair)),
                            PairRecord.lineA(pair),
                            lineB,
                            List.of()));
                    return false;
                }
                last = lineB;
            }
            return true;
        }
    }

    /** Reads the lines of changed events again, and names their fields that differ. */
    private List<StreamDifference> withFields(List<StreamDifference> differences) throws IOException {
        Map<Long, Map<String, ?>> fieldsOfA = fields(StreamSide.A, a, differences, StreamDifference::lineA);
        Map<Long, Map<String, ?>> fieldsOfB = fields(StreamSide.B, b, differences, StreamDifference::lineB);
        return differences.stream()
                .map(each -> each.kind() == Kind.CHANGED
                        ? withFields(each, fieldsOfA.get(each.lineA()), fieldsOfB.get(each.lineB()))
                        : each)
                .toList();
    }

    private static StreamDifference withFields(
            StreamDifference changed, @Nullable Map<String, ?> inA, @Nullable Map<String, ?> inB) {
        if (inA == null || inB == null) {
            return changed; // A file was changed meanwhile.
        }
        Set<String> names = new TreeSet<>(inA.keySet());
        names.addAll(inB.keySet());
        names.removeIf(name -> Objects.equals(inA.get(name), inB.get(name)));
        return new StreamDifference(
                changed.kind(),
                changed.eventId(),
                changed.eventType(),
                changed.lineA(),
                changed.lineB(),
                List.copyOf(names));
    }

    private Map<Long, Map<String, ?>> fields(
            StreamSide side, Path file, List<StreamDifference> differences, ToLongFunction<StreamDifference> line)
            throws IOException {
        Set<Long> wanted = new HashSet<>();
        differences.stream()
                .filter(each -> each.kind() == Kind.CHANGED)
                .forEach(each -> wanted.add(line.applyAsLong(each)));
        Map<Long, Map<String, ?>> fields = new HashMap<>();
        if (wanted.isEmpty()) {
            return fields;
        }
        try (EventLines lines = EventLines.open(side, file)) {
            EventLine event = new EventLine(ignored);
            while (fields.size() < wanted.size() && lines.next()) {
                if (wanted.contains(lines.number())) {
                    event.read(lines);
                    fields.put(lines.number(), event.digests());
                }
            }
        }
        return fields;
    }

    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
