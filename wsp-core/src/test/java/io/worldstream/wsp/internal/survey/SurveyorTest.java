package io.worldstream.wsp.internal.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.worldstream.wsp.Limits;
import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.TrafficWindow;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.rows.JsonLinesFormat;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I11: what is wrong with a row is a refusal that says where, before the first event. */
class SurveyorTest {
    private static final String SOUND = "{\"at\":5,\"k\":1,\"n\":1}";

    private final StoredParts store = new StoredParts();
    private @Nullable TrafficWindow window;
    private Limits limits = Limits.DEFAULTS;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private SurveyResult survey(byte[]... parts) {
        List<OraclePart> stored = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            stored.add(store.put("data/p" + i + ".jsonl", parts[i]));
        }
        return survey(TestPlans.target("out", parts), stored);
    }

    private SurveyResult survey(Target target, List<OraclePart> parts) {
        SurveyResult result = new Surveyor(store, List.of(new JsonLinesFormat()), limits)
                .survey(TestPlans.of(window, target), List.of(parts));
        assertThat(store.stillOpen()).isZero();
        return result;
    }

    private List<Violation> refused(byte[]... parts) {
        SurveyResult result = survey(parts);
        assertThat(result).isInstanceOf(SurveyResult.Refused.class);
        return ((SurveyResult.Refused) result).violations();
    }

    private Survey surveyed(byte[]... parts) {
        SurveyResult result = survey(parts);
        assertThat(result).isInstanceOf(SurveyResult.Surveyed.class);
        return ((SurveyResult.Surveyed) result).survey();
    }

    private static Limits limits(int maxRowBytes, long maxTieBytes, int maxRowViolations) {
        return new Limits(1 << 20, maxRowBytes, maxTieBytes, maxRowViolations, 16, 1 << 20);
    }

    @Test
    void aSoundWorldIsCounted() {
        Survey survey = surveyed(
                utf8(SOUND + "\n{\"at\":7,\"k\":1,\"n\":1}"), utf8("{\"at\":-3,\"k\":1,\"n\":2}\n" + SOUND + "\n"));
        assertThat(survey.events()).isEqualTo(3);
        assertThat(survey.collapsed()).isEqualTo(1);
        assertThat(survey.firstMicros()).isEqualTo(-3L);
        assertThat(survey.lastMicros()).isEqualTo(7L);
        assertThat(survey.outputs())
                .singleElement()
                .satisfies(output -> assertThat(output.parts()).hasSize(2));
    }

    @Test
    void onlyTheWindowIsCounted() {
        window = new TrafficWindow(Instant.EPOCH, Instant.EPOCH.plusNanos(7_000));
        Survey survey = surveyed(utf8("{\"at\":-1,\"k\":1,\"n\":1}\n" + SOUND + "\n{\"at\":7,\"k\":1,\"n\":1}\n"));
        assertThat(survey.events()).isEqualTo(1);
        assertThat(survey.firstMicros()).isEqualTo(5L);
        assertThat(survey.lastMicros()).isEqualTo(5L);
    }

    @Test
    void aWorldWithoutARowIsSound() {
        Survey survey = surveyed(utf8(""), utf8("\n"));
        assertThat(survey.events()).isZero();
        assertThat(survey.firstMicros()).isNull();
        assertThat(survey.lastMicros()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ROW_INVALID             | {\"at\":5,\"k\":1,\"n\":1",
                "ROW_INVALID             | [1]",
                "ROW_INVALID             | {\"at\":5,\"k\":1,\"n\":1} x",
                "ROW_INVALID             | {\"at\":5,\"k\":1,\"n\":1,\"n\":1}",
                "ROW_INVALID             | {\"at\":5,\"k\":1,\"n\":1,\"x\":\"\\ud800\"}",
                "ROW_INVALID             | {\"at\":5,\"k\":1,\"n\":1,\"x\":NaN}",
                "EVENT_TIME_MISSING      | {\"k\":1,\"n\":1}",
                "EVENT_TIME_MISSING      | {\"at\":null,\"k\":1,\"n\":1}",
                "EVENT_TIME_INVALID      | {\"at\":\"5\",\"k\":1,\"n\":1}",
                "EVENT_TIME_INVALID      | {\"at\":5.0,\"k\":1,\"n\":1}",
                "EVENT_TIME_INVALID      | {\"at\":9223372036854775807,\"k\":1,\"n\":1}",
                "PRIMARY_KEY_MISSING     | {\"at\":5,\"k\":1}",
                "PRIMARY_KEY_MISSING     | {\"at\":5,\"k\":null,\"n\":1}",
                "PRIMARY_KEY_UNSUPPORTED | {\"at\":5,\"k\":[1],\"n\":1}",
                "PRIMARY_KEY_UNSUPPORTED | {\"at\":5,\"k\":{},\"n\":1}",
                "PRIMARY_KEY_UNSUPPORTED | {\"at\":5,\"k\":1e999,\"n\":1}",
                "ROW_PIN_MISMATCH        | {\"at\":5,\"k\":1,\"n\":1,\"seed\":18446744073709551614}",
                "ROW_PIN_MISMATCH        | {\"at\":5,\"k\":1,\"n\":1,\"seed\":\"18446744073709551615\"}",
                "ROW_PIN_MISMATCH        | {\"at\":5,\"k\":1,\"n\":1,\"scenario_id\":\"baseline_v2\"}",
                "ROW_PIN_MISMATCH        | {\"at\":5,\"k\":1,\"n\":1,\"manifest_fingerprint\":null}",
                "ROW_PIN_MISMATCH        | {\"at\":5,\"k\":1,\"n\":1,\"parameter_hash\":\"00\"}",
                "DUPLICATE_KEY_CONFLICT  | {\"at\":5,\"k\":1,\"n\":1,\"x\":0}",
                "ORDER_VIOLATION         | {\"at\":4,\"k\":1,\"n\":1}"
            })
    void aFaultyRowIsARefusalThatNamesIt(ReasonCode code, String row) {
        assertThat(refused(utf8(""), utf8(SOUND + "\n\n" + row + "\n")))
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(code, "data/p1.jsonl#row=3"));
    }

    @Test
    void aFaultOutsideTheWindowIsAFaultToo() {
        window = new TrafficWindow(Instant.EPOCH.plusSeconds(1), Instant.EPOCH.plusSeconds(2));
        assertThat(refused(utf8("{\"at\":5,\"k\":1}")))
                .extracting(Violation::code)
                .containsExactly(ReasonCode.PRIMARY_KEY_MISSING);
    }

    @Test
    void bytesThatAreNoTextAreRowsThatAreInvalid() {
        byte[] row = utf8(SOUND + "\n" + SOUND);
        row[row.length - 2] = (byte) 0xff;
        assertThat(refused(row))
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(ReasonCode.ROW_INVALID, "data/p0.jsonl#row=2"));
    }

    @Test
    void aByteOrderMarkIsInvalid() {
        assertThat(refused(utf8("\uFEFF" + SOUND)))
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(ReasonCode.ROW_INVALID, "data/p0.jsonl#row=1"));
    }

    @Test
    void aRowThatIsTooLongEndsItsPart() {
        limits = limits(SOUND.length(), 1 << 20, 100);
        String tooLong = SOUND.replace("}", " }");
        assertThat(refused(utf8(SOUND + "\n" + tooLong + "\njunk\n"), utf8("{}")))
                .extracting(Violation::code, Violation::path)
                .containsExactlyInAnyOrder(
                        tuple(ReasonCode.ROW_TOO_LARGE, "data/p0.jsonl#row=2"),
                        tuple(ReasonCode.EVENT_TIME_MISSING, "data/p1.jsonl#row=1"));
    }

    @Test
    void gzipThatIsCutShortIsUnreadable() {
        byte[] head = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};
        assertThat(refused(head)).extracting(Violation::code).containsExactly(ReasonCode.OBJECT_UNREADABLE);
    }

    @Test
    void manyFaultsAreReportedTogetherWithTheirPlaces() {
        String rows = "junk\n" + SOUND + "\n{\"at\":5}\n{\"at\":6,\"k\":1,\"n\":[]}\n{}\n";
        assertThat(refused(utf8(rows), utf8("{}\n")))
                .extracting(Violation::code, Violation::path)
                .containsExactlyInAnyOrder(
                        tuple(ReasonCode.ROW_INVALID, "data/p0.jsonl#row=1"),
                        tuple(ReasonCode.PRIMARY_KEY_MISSING, "data/p0.jsonl#row=3"),
                        tuple(ReasonCode.PRIMARY_KEY_UNSUPPORTED, "data/p0.jsonl#row=4"),
                        tuple(ReasonCode.EVENT_TIME_MISSING, "data/p0.jsonl#row=5"),
                        tuple(ReasonCode.EVENT_TIME_MISSING, "data/p1.jsonl#row=1"));
    }

    @Test
    void theNumberOfFaultsIsCapped() {
        limits = limits(1 << 20, 1 << 20, 7);
        String rows = String.join(
                "\n", IntStream.range(0, 50).mapToObj(i -> "junk " + i).toList());
        assertThat(refused(utf8(rows)))
                .extracting(Violation::path)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 7)
                        .mapToObj(i -> "data/p0.jsonl#row=" + i)
                        .toList());
    }

    @Test
    void aWorldThatIsRefusedAnywayIsNotReadToItsEnd() {
        limits = limits(1 << 20, 1 << 20, 1);
        StringBuilder rows = new StringBuilder("junk\n");
        for (int i = 0; i < 50_000; i++) {
            rows.append("{\"at\":").append(i).append(",\"k\":1,\"n\":1}\n");
        }
        byte[] part = utf8(rows.toString());
        refused(part);
        assertThat(store.bytesRead())
                .as("once for the digest, then up to the fault")
                .isLessThan(3L * part.length / 2);
    }

    @Test
    void anInstantWithMoreThanMayBeHeldIsRefused() {
        limits = limits(1 << 20, SOUND.length() + 1, 100);
        assertThat(refused(utf8(SOUND), utf8(SOUND)))
                .extracting(Violation::code)
                .containsExactly(ReasonCode.LIMIT_EXCEEDED);
    }

    @Test
    void noRowIsReadOfBytesThatAreNotAsSealed() {
        byte[] content = utf8("junk\n");
        List<OraclePart> parts = List.of(store.put("data/p0.jsonl", content));
        SurveyResult result = survey(TestPlans.target("out", utf8(SOUND)), parts);
        assertThat(((SurveyResult.Refused) result).violations())
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(ReasonCode.CONTENT_DIGEST_MISMATCH, "out/part-*.jsonl"));
        assertThat(store.opened()).isEqualTo(1);
    }

    @Test
    void everyOutputWithAnotherDigestIsReported() {
        Target[] targets = {
            TestPlans.target("a", utf8("x")), TestPlans.target("b", utf8(SOUND)), TestPlans.target("c", utf8("y"))
        };
        List<List<OraclePart>> parts = Arrays.stream(targets)
                .map(target -> List.of(store.put(target.outputId() + ".jsonl", utf8(SOUND))))
                .toList();
        SurveyResult result =
                new Surveyor(store, List.of(new JsonLinesFormat()), limits).survey(TestPlans.of(targets), parts);
        assertThat(((SurveyResult.Refused) result).violations())
                .extracting(Violation::path)
                .containsExactly("a/part-*.jsonl", "c/part-*.jsonl");
    }
}
