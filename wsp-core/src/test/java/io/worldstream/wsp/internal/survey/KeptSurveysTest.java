package io.worldstream.wsp.internal.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.rows.BadRow;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second start does not read a world again, and never believes a survey that is not of its bytes (I4). */
final class KeptSurveysTest {
    private static final byte[] FIRST = rows(1, 2000);
    private static final byte[] SECOND = rows(5000, 5600);

    private final StoredParts store = new StoredParts();
    private final Surveys surveys = new Surveys();
    private StreamPolicy policy = StreamPolicy.defaults();
    private @Nullable TrafficWindow window;
    private List<OraclePart> parts = List.of();
    private List<RowFormat> formats = List.of();

    private static byte[] rows(int from, int to) {
        StringBuilder rows = new StringBuilder();
        for (int i = from; i < to; i++) {
            rows.append("{\"at\":").append(i).append(",\"k\":").append(i).append(",\"n\":0}\n");
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    @BeforeEach
    void store() {
        parts = List.of(store.put("p0.jsonl", FIRST), store.put("p1.jsonl", SECOND));
    }

    private SurveyResult survey() {
        StreamPlan plan = TestPlans.of(window, TestPlans.target("out", FIRST, SECOND));
        return new Surveyor(
                        new WorldAccess(store, new RowFormats(formats), policy.limits(), null, surveys),
                        policy.read(),
                        policy.outcomes())
                .survey(plan, List.of(parts), 1);
    }

    private Survey surveyed() {
        SurveyResult result = survey();
        assertThat(result).isInstanceOf(SurveyResult.Surveyed.class);
        return ((SurveyResult.Surveyed) result).survey();
    }

    private long bytesReadBy(Runnable reading) {
        long before = store.bytesRead();
        reading.run();
        return store.bytesRead() - before;
    }

    private void trustSurveys() {
        policy = policy.withRead(read -> read.withSurveyTrust(SurveyTrust.SURVEY));
    }

    private static void assertSame(Survey one, Survey other) {
        assertThat(SurveyCodec.write(one.outputs().get(0)))
                .isEqualTo(SurveyCodec.write(other.outputs().get(0)));
    }

    @Test
    void whatIsKeptIsWhatWasFound() {
        Survey first = surveyed();
        assertThat(surveys.kept).hasSize(1);
        trustSurveys();
        assertSame(surveyed(), first);
    }

    @Test
    void aTrustedSurveyCostsNoRead() {
        surveyed();
        trustSurveys();
        assertThat(bytesReadBy(this::surveyed)).isZero();
    }

    @Test
    void byDefaultTheBytesAreHashedOnce() {
        surveyed();
        assertThat(bytesReadBy(this::surveyed)).isEqualTo(FIRST.length + SECOND.length);
    }

    @Test
    void bytesThatChangedAreRefusedThoughTheSurveyIsKept() {
        surveyed();
        byte[] changed = FIRST.clone();
        changed[8] ^= 1;
        store.put("p0.jsonl", changed);
        assertThat(survey())
                .isInstanceOfSatisfying(
                        SurveyResult.Refused.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::code)
                                .containsExactly(ReasonCode.CONTENT_DIGEST_MISMATCH));
    }

    @Test
    void aSurveyOfOtherChunksIsThrownAwayAndMadeAnew() {
        Survey first = surveyed();
        byte[] kept = surveys.onlyValue();
        // Within the chunk digests of the first part, which follow the format, the number of parts, a size and a
        // length.
        kept[2 + SurveyCodec.FORMAT.length() + 4 + 8 + 4] ^= 1;
        assertSame(surveyed(), first);
        assertThat(surveys.discarded).isEqualTo(1);
        assertThat(surveys.saved).isEqualTo(2);
        assertSame(surveyed(), first);
        assertThat(surveys.saved).isEqualTo(2);
    }

    @Test
    void aSurveyThatIsCutOrLongerIsThrownAwayAndMadeAnew() {
        Survey first = surveyed();
        byte[] whole = surveys.onlyValue().clone();
        trustSurveys();
        for (int length = 0; length < whole.length; length += 97) {
            surveys.replace(Arrays.copyOf(whole, length));
            assertSame(surveyed(), first);
        }
        surveys.replace(Arrays.copyOf(whole, whole.length + 1));
        assertSame(surveyed(), first);
        assertThat(surveys.onlyValue()).isEqualTo(whole);
    }

    @Test
    void numbersThatAreTooLargeAreNotBelieved() {
        Survey first = surveyed();
        byte[] whole = surveys.onlyValue().clone();
        trustSurveys();
        for (int i = 0; i < 300; i++) {
            byte[] changed = whole.clone();
            changed[i] = (byte) 0x7f;
            surveys.replace(changed);
            // Whatever it is taken for, nothing is allocated by its numbers, and the sizes and digests hold it.
            assertThat(survey()).isInstanceOf(SurveyResult.Surveyed.class);
        }
        surveys.replace(whole);
        assertSame(surveyed(), first);
    }

    /** A store that is away says nothing about the survey, which is of use once the store is back. */
    @Test
    void aStoreThatCannotBeReadKeepsItsSurvey() {
        Survey first = surveyed();
        surveys.unreadable = true;
        assertSame(surveyed(), first);
        assertThat(surveys.discarded).isZero();
        assertThat(surveys.saved).isEqualTo(2);
        surveys.unreadable = false;
        trustSurveys();
        assertThat(bytesReadBy(this::surveyed)).isZero();
    }

    @Test
    void aStoreThatFailsCostsASurveyAndNoRun() {
        surveys.failing = true;
        Survey first = surveyed();
        assertThat(bytesReadBy(this::surveyed)).isEqualTo(FIRST.length + SECOND.length);
        surveys.failing = false;
        assertSame(surveyed(), first);
    }

    @Test
    void whatIsRefusedIsNotKept() {
        policy = policy.withLimits(Limits.builder().maxRowBytes(10).build());
        assertThat(survey()).isInstanceOf(SurveyResult.Refused.class);
        assertThat(surveys.kept).isEmpty();
    }

    @Test
    void rowsThatAreHeldToOtherRulesAreSurveyedAnew() {
        surveyed();
        policy = policy.withLimits(Limits.builder().maxRowBytes(100).build());
        surveyed();
        window = new TrafficWindow(Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
        surveyed();
        assertThat(surveys.kept).hasSize(3);
    }

    /** With a sound row between two bad ones, of which one is no UTF-8. */
    private Survey surveyedWithBadRows() {
        byte[] bad = "{\"at\":1,\"k\":1,\"n\":0,\"x\":\"\u00ff\"}\n{\"at\":2,\"k\":1,\"n\":0}\n{\"k\":1,\"n\":0}\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        StreamPlan plan = TestPlans.of(TestPlans.target("out", bad));
        SurveyResult result = new Surveyor(
                        new WorldAccess(store, new RowFormats(formats), policy.limits(), null, surveys),
                        policy.read(),
                        policy.outcomes())
                .survey(plan, List.of(List.of(store.put("p.jsonl", bad))), 1);
        assertThat(result).isInstanceOf(SurveyResult.Surveyed.class);
        return ((SurveyResult.Surveyed) result).survey();
    }

    @Test
    void rowsThatAreDeadLetteredAreKeptToo() {
        trustSurveys();
        policy = policy.withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnBadRow(OnBadRow.DEAD_LETTER));
        Survey first = surveyedWithBadRows();
        assertThat(first.outputs().get(0).parts().get(0).badRows())
                .extracting(BadRow::number, BadRow::code, BadRow::text)
                .containsExactly(
                        tuple(1L, ReasonCode.ROW_INVALID, null), tuple(3L, ReasonCode.EVENT_TIME_MISSING, null));
        List<BadRow> again = new ArrayList<>();
        assertThat(bytesReadBy(() -> again.addAll(
                        surveyedWithBadRows().outputs().get(0).parts().get(0).badRows())))
                .isZero();
        assertThat(again).isEqualTo(first.outputs().get(0).parts().get(0).badRows());

        policy = policy.withOutcomes(outcomes -> policy.outcomes().withKeepRows(true));
        Survey withRows = surveyedWithBadRows();
        assertThat(withRows.outputs().get(0).parts().get(0).badRows())
                .extracting(BadRow::text)
                .containsExactly("{\"at\":1,\"k\":1,\"n\":0,\"x\":\"\ufffd\"}", "{\"k\":1,\"n\":0}");
        assertSame(surveyedWithBadRows(), withRows);
        assertThat(surveys.kept).hasSize(2);
    }

    /** Surveys that refuse bad rows are kept apart from those that set them aside. */
    @Test
    void aSurveyThatSetRowsAsideIsNotOneThatRefusesThem() {
        surveyed();
        policy = policy.withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnBadRow(OnBadRow.DEAD_LETTER));
        surveyed();
        assertThat(surveys.kept).hasSize(2);
    }

    @Test
    void aLimitOnBadRowsIsHeldAgainstAKeptSurveyToo() {
        trustSurveys();
        policy = policy.withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnBadRow(OnBadRow.DEAD_LETTER));
        surveyedWithBadRows();
        policy = policy.withLimits(Limits.builder().maxBadRows(1).build());
        assertThatThrownBy(this::surveyedWithBadRows)
                .hasMessageContaining(
                        "rows that cannot become events, of which there are more than limits.max_bad_rows (1)");
    }

    /** Whatever is wrong with what is kept of bad rows, it is not believed, and nothing is allocated by its numbers. */
    @Test
    void badRowsThatAreDamagedAreNotBelieved() {
        trustSurveys();
        policy = policy.withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnBadRow(OnBadRow.DEAD_LETTER));
        Survey first = surveyedWithBadRows();
        byte[] whole = surveys.onlyValue().clone();
        for (int length = 0; length < whole.length; length++) {
            surveys.replace(Arrays.copyOf(whole, length));
            assertSame(surveyedWithBadRows(), first);
        }
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] = (byte) 0x7f;
            surveys.replace(changed);
            surveyedWithBadRows();
        }
    }

    /** A format with settings that change rows says so in its dialect. */
    @Test
    void rowsOfAnotherDialectAreSurveyedAnew() {
        surveyed();
        formats = List.of(new OtherDialect());
        surveyed();
        assertThat(surveys.kept).hasSize(2);
    }

    @Test
    void aBoundOnDisorderIsHeldAgainstAKeptSurveyToo() {
        byte[] backwards = "{\"at\":9,\"k\":1,\"n\":0}\n{\"at\":2,\"k\":1,\"n\":0}\n".getBytes(StandardCharsets.UTF_8);
        OraclePart part = store.put("p.jsonl", backwards);
        StreamPlan plan = TestPlans.of(TestPlans.target("out", backwards));
        assertThat(new Surveyor(
                                new WorldAccess(store, new RowFormats(List.of()), policy.limits(), null, surveys),
                                policy.read(),
                                policy.outcomes())
                        .survey(plan, List.of(List.of(part)), 1))
                .isInstanceOf(SurveyResult.Surveyed.class);
        policy = policy.withRead(
                read -> read.withMaxDisorder(plan.targets().get(0).outputId(), Duration.ofNanos(6000)));
        assertThat(new Surveyor(
                                new WorldAccess(store, new RowFormats(List.of()), policy.limits(), null, surveys),
                                policy.read(),
                                policy.outcomes())
                        .survey(plan, List.of(List.of(part)), 1))
                .isInstanceOfSatisfying(
                        SurveyResult.Refused.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::code, Violation::path)
                                .containsExactly(tuple(ReasonCode.ORDER_VIOLATION, "p.jsonl#row=2")));
    }

    /** Recognises no part, and so changes nothing but the names of the formats. */
    private static final class OtherDialect implements RowFormat {
        @Override
        public String dialect() {
            return "other";
        }

        @Override
        public boolean recognises(OraclePart part, ByteBuffer head) {
            return false;
        }

        @Override
        public RowReader open(PartContent content, int maxRowBytes) {
            throw new UnsupportedOperationException("no part is of this format");
        }
    }

    /** Surveys in memory, which a test may change. */
    private static final class Surveys implements SurveyStore {
        private final Map<Hex64, byte[]> kept = new HashMap<>();
        private boolean failing;
        private boolean unreadable;
        private int saved;
        private int discarded;

        byte[] onlyValue() {
            assertThat(kept).hasSize(1);
            return kept.values().iterator().next();
        }

        void replace(byte[] survey) {
            kept.replaceAll((key, value) -> survey);
            assertThat(kept).isNotEmpty();
        }

        private void failIfAsked() throws IOException {
            if (failing) {
                throw new IOException("the store is broken");
            }
        }

        @Override
        public Optional<byte[]> load(Hex64 key) throws IOException {
            failIfAsked();
            if (unreadable) {
                throw new IOException("the store is away");
            }
            return Optional.ofNullable(kept.get(key));
        }

        @Override
        public void save(Hex64 key, byte[] survey) throws IOException {
            failIfAsked();
            saved++;
            kept.put(key, survey);
        }

        @Override
        public void discard(Hex64 key) throws IOException {
            failIfAsked();
            discarded++;
            kept.remove(key);
        }
    }
}
