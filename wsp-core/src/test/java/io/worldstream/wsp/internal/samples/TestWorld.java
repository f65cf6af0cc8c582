package io.worldstream.wsp.internal.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.order.OrderedRows;
import io.worldstream.wsp.internal.order.WorldSort;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.internal.survey.Surveyor;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.PushPolicy;
import io.worldstream.wsp.policy.ReadPolicy;
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A small world: parts in a store, what a host decides about them, and the way to their rows. One thread. */
public final class TestWorld {
    private final StoredParts store = new StoredParts();
    private final MemorySpillSpace spill = new MemorySpillSpace();
    private final Map<String, List<Part>> outputs = new TreeMap<>();
    private StreamPolicy policy = StreamPolicy.defaults();
    private Limits limits = Limits.DEFAULTS;
    private List<RowFormat> formats = List.of();
    private @Nullable TrafficWindow window;
    private @Nullable SpillSpace room = spill;
    private @Nullable SurveyStore surveys;
    private @Nullable SortedStore sorted;
    private long collapsed;

    private static final class Part {
        private final OraclePart stored;
        private final byte[] sealed;

        Part(OraclePart stored, byte[] sealed) {
            this.stored = stored;
            this.sealed = sealed;
        }
    }

    /** A row's text: time, key {@code k} and 0, and more fields, each with a comma before it. */
    public static String row(long micros, String key, String more) {
        return "{\"at\":" + micros + ",\"k\":" + key + ",\"n\":0" + more + "}";
    }

    /** A row's text: time and key. */
    public static String row(long micros, String key) {
        return row(micros, key, "");
    }

    /** A part's text. */
    public static byte[] lines(List<String> rows) {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(row).append('\n'));
        return utf8(text.toString());
    }

    /** A part's text. */
    public static byte[] lines(String... rows) {
        return lines(List.of(rows));
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Adds an output without a part, if it is not there. */
    public TestWorld output(String id) {
        outputs.putIfAbsent(id, new ArrayList<>());
        return this;
    }

    private List<Part> partsOf(String output) {
        return outputs.computeIfAbsent(output, any -> new ArrayList<>());
    }

    /** Adds a part to an output. */
    public TestWorld part(String output, String path, byte[] content) {
        partsOf(output).add(new Part(store.put(path, content), content));
        return this;
    }

    /** Adds parts {@code p0.jsonl}, {@code p1.jsonl}, ... of the one output {@code out}. */
    public TestWorld parts(byte[]... contents) {
        output("out");
        for (byte[] content : contents) {
            part("out", "p" + partsOf("out").size() + ".jsonl", content);
        }
        return this;
    }

    public TestWorld limits(Limits value) {
        limits = value;
        return this;
    }

    /** Sets the policy for bad rows and other outcomes. */
    public TestWorld outcomes(OutcomePolicy value) {
        policy = policy.withOutcomes(outcomes -> value);
        return this;
    }

    /** Believes what is kept of a survey. */
    public TestWorld trusting(SurveyStore value) {
        policy = policy.withRead(read -> read.withSurveyTrust(SurveyTrust.SURVEY));
        surveys = value;
        return this;
    }

    /** Keeps sorted views, or none. */
    public TestWorld sortedViews(@Nullable SortedStore value) {
        sorted = value;
        return this;
    }

    /** Sets how far saved digests are trusted. */
    public TestWorld trust(SurveyTrust value) {
        policy = policy.withRead(read -> read.withSurveyTrust(value));
        return this;
    }

    /** Lets the store promise that the parts added from now on never change, or promise nothing. */
    public TestWorld immutableVersions(boolean value) {
        store.immutableVersions(value);
        return this;
    }

    /** Sets the digest by which bytes are checked again, or null for what the store promises. */
    public TestWorld secondLook(@Nullable SecondLook value) {
        policy = policy.withRead(read -> read.withSecondLook(value));
        return this;
    }

    public TestWorld push(PushPolicy value) {
        policy = policy.withPush(push -> value);
        return this;
    }

    public TestWorld formats(RowFormat... value) {
        formats = List.of(value);
        return this;
    }

    /** Declares a bound on the disorder of an output. */
    public TestWorld maxDisorder(String output, long micros) {
        policy = policy.withRead(
                read -> read.withMaxDisorder(new OutputId(output), Duration.of(micros, ChronoUnit.MICROS)));
        return this;
    }

    public TestWorld window(long startMicros, long endMicros) {
        window = new TrafficWindow(
                Instant.EPOCH.plus(startMicros, ChronoUnit.MICROS), Instant.EPOCH.plus(endMicros, ChronoUnit.MICROS));
        return this;
    }

    public TestWorld withoutSpillSpace() {
        room = null;
        return this;
    }

    public StoredParts store() {
        return store;
    }

    public MemorySpillSpace spill() {
        return spill;
    }

    /** How many rows were left out as repeated when the world was last read to its end. */
    public long collapsed() {
        return collapsed;
    }

    public WorldAccess access() {
        return new WorldAccess(store, new RowFormats(formats), limits, room, surveys)
                .withViews(sorted)
                .withSecondLook(policy.read().secondLook());
    }

    public StreamPlan plan() {
        return TestPlans.of(
                window,
                outputs.entrySet().stream()
                        .map(output -> TestPlans.target(
                                output.getKey(),
                                output.getValue().stream()
                                        .map(part -> part.sealed)
                                        .toArray(byte[][]::new)))
                        .toArray(Target[]::new));
    }

    /** The parts of each output. */
    public List<List<OraclePart>> storedParts() {
        return outputs.values().stream()
                .map(output -> output.stream().map(part -> part.stored).toList())
                .toList();
    }

    /** Surveys the world, sound or not. */
    public SurveyResult trySurvey() {
        return trySurvey(plan());
    }

    /** Surveys the world by another plan. */
    public SurveyResult trySurvey(StreamPlan plan) {
        SurveyResult result = surveyor(access()).survey(plan, storedParts(), 1);
        assertThat(store.stillOpen()).as("contents that a survey left open").isZero();
        return result;
    }

    /** Surveys a world that must be sound. */
    public Survey survey() {
        SurveyResult result = trySurvey();
        assertThat(result).isInstanceOf(SurveyResult.Surveyed.class);
        return ((SurveyResult.Surveyed) result).survey();
    }

    /** Surveys a world that must be sound, and writes the views that it lacks. */
    public Survey sort(int threads) {
        Survey sorted = sort(access(), survey(), threads);
        assertNothingIsLeft();
        return sorted;
    }

    /** Writes the views that a survey lacks. */
    public Survey sort(WorldAccess access, Survey survey, int threads) {
        return new WorldSort(access, plan(), policy.read(), surveyor(access), new SystemClock()).sort(survey, threads);
    }

    /** The rows from an instant on; the caller closes them. */
    public OrderedRows rows(Survey survey, long fromMicros) {
        return rows(access(), survey, fromMicros);
    }

    /** The rows by another access; the caller closes them. */
    public OrderedRows rows(WorldAccess access, Survey survey) {
        return rows(access, survey, Long.MIN_VALUE);
    }

    private OrderedRows rows(WorldAccess access, Survey survey, long fromMicros) {
        return new OrderedRows(access, plan(), survey, fromMicros, policy.read(), policy.push());
    }

    /** The surveyor by the host's settings. */
    public Surveyor surveyor(WorldAccess access) {
        return new Surveyor(access, policy.read(), policy.outcomes());
    }

    /** Output and text of all rows, in their order. */
    public List<String> read() {
        return read(survey(), Long.MIN_VALUE);
    }

    /** Output and text of the rows from an instant on. */
    public List<String> read(Survey survey, long fromMicros) {
        List<String> texts = new ArrayList<>();
        read(survey, fromMicros, texts);
        return texts;
    }

    /** The host's settings for reading. */
    public ReadPolicy readPolicy() {
        return policy.read();
    }

    /** Adds output and text of each row that comes to a list, which is then at hand also if reading fails. */
    public void read(Survey survey, long fromMicros, List<String> texts) {
        StreamPlan plan = plan();
        try (OrderedRows rows = rows(survey, fromMicros)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                texts.add(plan.targets().get(row.outputIndex()).outputId() + " " + text(row));
            }
            collapsed = rows.collapsed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            assertNothingIsLeft();
        }
    }

    /** Nothing is open and nothing is put aside. */
    public void assertNothingIsLeft() {
        assertThat(store.stillOpen()).as("contents that are open").isZero();
        assertThat(spill.left()).as("spill files and areas").isZero();
    }

    public static String text(Row row) {
        ByteBuilder text = new ByteBuilder(64);
        row.appendText(text);
        return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
    }
}
