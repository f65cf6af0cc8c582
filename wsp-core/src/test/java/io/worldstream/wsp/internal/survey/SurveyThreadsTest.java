package io.worldstream.wsp.internal.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Many threads find what one finds, in the same order. */
final class SurveyThreadsTest {
    private static final int PARTS = 3;
    private static final int ROWS = 20_000;

    /** Rows out of order now and then; every so many one that cannot be read. */
    private static byte[] part(int output, int part, int faultEvery) {
        // Not a brace, so that the name alone says that it is JSON Lines.
        StringBuilder rows = new StringBuilder("\n");
        for (int i = 0; i < ROWS; i++) {
            long micros = (long) i * 1000 + (i % 977 == 0 ? 5000 : 0) + part;
            rows.append(i % faultEvery == faultEvery - 1 ? "junk " : "");
            rows.append("{\"at\":")
                    .append(micros)
                    .append(",\"k\":\"")
                    .append("x".repeat(40))
                    .append(output);
            rows.append("\",\"n\":").append(i).append("}\n");
        }
        byte[] text = rows.toString().getBytes(StandardCharsets.UTF_8);
        return part == 1 ? TestWorld.gzip(text) : text;
    }

    private static SurveyResult survey(int faultEvery, int threads) {
        return survey(faultEvery, threads, StreamPolicy.defaults(), "p2.jsonl");
    }

    private static SurveyResult survey(int faultEvery, int threads, StreamPolicy policy, String lastPart) {
        StoredParts store = new StoredParts();
        List<Target> targets = new ArrayList<>();
        List<List<OraclePart>> parts = new ArrayList<>();
        for (int output = 0; output < 2; output++) {
            byte[][] contents = new byte[PARTS][];
            List<OraclePart> stored = new ArrayList<>();
            for (int part = 0; part < PARTS; part++) {
                contents[part] = part(output, part, faultEvery);
                String name = part == PARTS - 1 ? lastPart : "p" + part + ".jsonl";
                stored.add(store.put("o" + output + "/" + name, contents[part]));
            }
            targets.add(TestPlans.target("o" + output, contents));
            parts.add(stored);
        }
        StreamPlan plan = TestPlans.of(targets.toArray(new Target[0]));
        return new Surveyor(
                        new WorldAccess(store, new RowFormats(List.of()), policy.limits(), null, null),
                        policy.read(),
                        policy.outcomes())
                .survey(plan, parts, threads);
    }

    private static List<byte[]> written(SurveyResult result) {
        assertThat(result).isInstanceOf(SurveyResult.Surveyed.class);
        return ((SurveyResult.Surveyed) result)
                .survey().outputs().stream().map(SurveyCodec::write).toList();
    }

    @Test
    void theSameIsFound() {
        List<byte[]> one = written(survey(Integer.MAX_VALUE, 1));
        for (int i = 0; i < 3; i++) {
            List<byte[]> four = written(survey(Integer.MAX_VALUE, 4));
            assertThat(four).hasSameSizeAs(one);
            for (int output = 0; output < one.size(); output++) {
                assertThat(four.get(output)).isEqualTo(one.get(output));
            }
        }
    }

    @Test
    void theSameFaultsAreNamedInTheSameOrder() {
        SurveyResult one = survey(999, 1);
        assertThat(((SurveyResult.Refused) one).violations())
                .as("the named, and how many more")
                .hasSize(101);
        for (int i = 0; i < 3; i++) {
            assertThat(survey(999, 4)).isEqualTo(one);
        }
    }

    private static StreamPolicy settingAside(int maxBadRows) {
        return StreamPolicy.defaults()
                .withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnBadRow(OutcomePolicy.OnBadRow.DEAD_LETTER))
                .withLimits(Limits.builder().maxBadRows(maxBadRows).build());
    }

    @Test
    void theSameRowsAreDeadLetteredInTheSameOrder() {
        List<byte[]> one = written(survey(999, 1, settingAside(200), "p2.jsonl"));
        List<byte[]> four = written(survey(999, 4, settingAside(200), "p2.jsonl"));
        for (int output = 0; output < one.size(); output++) {
            assertThat(four.get(output)).isEqualTo(one.get(output));
        }
    }

    /** Far behind the row that is one too many, where a reader may be ahead, the last part cannot be read. */
    @Test
    void theSameRowIsOneTooMany() {
        SurveyResult one = survey(999, 1, settingAside(7), "p2");
        assertThat(((SurveyResult.Refused) one).violations())
                .extracting(Violation::code)
                .contains(ReasonCode.LIMIT_EXCEEDED, ReasonCode.FORMAT_UNSUPPORTED);
        for (int i = 0; i < 3; i++) {
            assertThat(survey(999, 4, settingAside(7), "p2")).isEqualTo(one);
        }
    }

    /** Behind the row that is one too many, a reader that is ahead comes to one that it cannot read. */
    @Test
    void whatAReaderThatIsAheadFindsDoesNotTell() {
        StringBuilder rows = new StringBuilder("junk\njunk\njunk\n");
        for (int i = 0; i < 60_000; i++) {
            rows.append("{\"at\":").append(i).append(",\"k\":\"").append("x".repeat(i == 300 ? 500 : 60));
            rows.append("\",\"n\":").append(i).append("}\n");
        }
        byte[] content = rows.toString().getBytes(StandardCharsets.UTF_8);
        StoredParts store = new StoredParts();
        List<List<OraclePart>> parts = List.of(List.of(store.put("p.jsonl", content)));
        StreamPolicy policy = settingAside(2)
                .withLimits(Limits.builder().maxBadRows(2).maxRowBytes(400).build());
        for (int threads : new int[] {1, 2, 4}) {
            SurveyResult result = new Surveyor(
                            new WorldAccess(store, new RowFormats(List.of()), policy.limits(), null, null),
                            policy.read(),
                            policy.outcomes())
                    .survey(TestPlans.of(TestPlans.target("out", content)), parts, threads);
            assertThat(((SurveyResult.Refused) result).violations())
                    .as("%d threads", threads)
                    .extracting(Violation::code)
                    .containsExactly(ReasonCode.LIMIT_EXCEEDED, ReasonCode.ROW_INVALID, ReasonCode.ROW_INVALID);
        }
    }

    /** Findings about a part follow those about the rows before it, however long these rows take to check. */
    @Test
    void aPartThatCannotBeReadIsNamedInItsPlace() {
        SurveyResult one = survey(ROWS, 1, StreamPolicy.defaults(), "p2");
        assertThat(((SurveyResult.Refused) one).violations())
                .extracting(Violation::code)
                .containsExactly(
                        ReasonCode.ROW_INVALID,
                        ReasonCode.ROW_INVALID,
                        ReasonCode.FORMAT_UNSUPPORTED,
                        ReasonCode.ROW_INVALID,
                        ReasonCode.ROW_INVALID,
                        ReasonCode.FORMAT_UNSUPPORTED);
        for (int i = 0; i < 3; i++) {
            assertThat(survey(ROWS, 4, StreamPolicy.defaults(), "p2")).isEqualTo(one);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> SurveyThreads.await(new FutureTask<>(() -> 1)))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatFailsOnAThreadFailsTheSurvey() {
        try (SurveyThreads threads = new SurveyThreads(2)) {
            assertThatThrownBy(() -> SurveyThreads.await(threads.check(() -> {
                        throw new IllegalArgumentException("a defect");
                    })))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> SurveyThreads.await(threads.read(() -> {
                        throw new OutOfMemoryError("an error");
                    })))
                    .isInstanceOf(OutOfMemoryError.class);
        }
    }
}
