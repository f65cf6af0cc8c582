package io.worldstream.wsp.internal.survey;

import static io.worldstream.wsp.internal.samples.TestWorld.gzip;
import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.row;
import static io.worldstream.wsp.internal.samples.TestWorld.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.format.JsonLinesFormat;
import io.worldstream.wsp.internal.rows.BadRow;
import io.worldstream.wsp.internal.samples.BackwardLines;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I11: what is wrong with a row is a refusal that says where, before the first event. */
class SurveyorTest {
    private static final String SOUND = "{\"at\":5,\"k\":1,\"n\":1}";

    private static final OutcomePolicy DEAD_LETTERED =
            OutcomePolicy.DEFAULTS.withOnBadRow(OutcomePolicy.OnBadRow.DEAD_LETTER);

    private final TestWorld world = new TestWorld();

    private List<Violation> refused(byte[]... parts) {
        return refused(world.parts(parts).trySurvey());
    }

    private static List<Violation> refused(SurveyResult result) {
        assertThat(result).isInstanceOf(SurveyResult.Refused.class);
        return ((SurveyResult.Refused) result).violations();
    }

    private Survey surveyed(byte[]... parts) {
        return world.parts(parts).survey();
    }

    @Test
    void aSoundWorldIsCounted() {
        Survey survey = surveyed(
                utf8(SOUND + "\n{\"at\":7,\"k\":1,\"n\":1}"), utf8("{\"at\":-3,\"k\":1,\"n\":2}\n" + SOUND + "\n"));
        assertThat(survey.rows()).as("repeated ones too").isEqualTo(4);
        assertThat(survey.firstMicros()).isEqualTo(-3L);
        assertThat(survey.lastMicros()).isEqualTo(7L);
        assertThat(survey.outputs()).singleElement().satisfies(output -> {
            assertThat(output.target().outputId().value()).isEqualTo("out");
            assertThat(output.parts()).hasSize(2);
        });
        assertThat(survey.parts()).extracting(SurveyedPart::rows).containsExactly(2L, 2L);
    }

    @Test
    void onlyTheWindowIsCounted() {
        world.window(0, 7);
        Survey survey = surveyed(utf8("{\"at\":-1,\"k\":1,\"n\":1}\n" + SOUND + "\n{\"at\":7,\"k\":1,\"n\":1}\n"));
        assertThat(survey.rows()).isEqualTo(1);
        assertThat(survey.parts()).extracting(SurveyedPart::rows).containsExactly(3L);
        assertThat(survey.firstMicros()).isEqualTo(5L);
        assertThat(survey.lastMicros()).isEqualTo(5L);
    }

    @Test
    void aWorldWithoutARowIsSound() {
        Survey survey = surveyed(utf8(""), utf8("\n"));
        assertThat(survey.rows()).isZero();
        assertThat(survey.rowsFrom(Long.MIN_VALUE)).isZero();
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
                "ORDER_VIOLATION         | {\"at\":2,\"k\":1,\"n\":1}"
            })
    void aFaultyRowIsARefusalThatNamesIt(ReasonCode code, String row) {
        world.maxDisorder("out", 2);
        assertThat(refused(utf8(""), utf8(SOUND + "\n\n" + row + "\n")))
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(code, "p1.jsonl#row=3"));
    }

    private static final String MEANT = "{\"at\":4,\"k\":1,\"n\":1}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ROW_INVALID             | {\"at\":5,\"k\":1,\"n\":1",
                "ROW_INVALID             | [1]",
                "ROW_INVALID             | {\"at\":5,\"k\":1,\"n\":1,\"n\":1}",
                "EVENT_TIME_MISSING      | {\"k\":1,\"n\":1}",
                "EVENT_TIME_INVALID      | {\"at\":\"5\",\"k\":1,\"n\":1}",
                "PRIMARY_KEY_MISSING     | {\"at\":5,\"k\":1}",
                "PRIMARY_KEY_UNSUPPORTED | {\"at\":5,\"k\":[1],\"n\":1}",
                "LIMIT_EXCEEDED          | {\"at\":5,\"k\":12345678901,\"n\":1}",
                "LIMIT_EXCEEDED          | {\"at\":5,\"k\":1,\"n\":1,\"x\":[[1]]}"
            })
    void aBadRowIsDeadLetteredWhereThePolicySaysSo(ReasonCode code, String row) {
        world.outcomes(DEAD_LETTERED)
                .limits(Limits.builder().maxKeyBytes(10).maxRowDepth(2).build());
        Survey survey = surveyed(utf8(""), utf8(SOUND + "\n\n" + row + "\n" + MEANT + "\n"));
        assertThat(survey.badRows()).isEqualTo(1);
        assertThat(survey.rows()).isEqualTo(2);
        assertThat(survey.firstBadRow()).isNotNull().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.path()).isEqualTo("p1.jsonl#row=3");
        });
        assertThat(survey.parts().skip(1)).singleElement().satisfies(part -> {
            assertThat(part.rows()).isEqualTo(2);
            assertThat(part.badRows()).singleElement().satisfies(bad -> {
                assertThat(bad.number()).isEqualTo(3);
                assertThat(bad.digest().value()).isEqualTo(DigestUtils.sha256Hex(row));
                assertThat(bad.text()).isNull();
            });
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ROW_PIN_MISMATCH | {\"at\":5,\"k\":1,\"n\":1,\"seed\":1}",
                "ORDER_VIOLATION  | {\"at\":2,\"k\":1,\"n\":1}",
                "ROW_TOO_LARGE    | {\"at\":5,\"k\":1,\"n\":1,\"x\":\"                         \"}"
            })
    void whatIsNoFaultOfTheRowAloneIsARefusalStill(ReasonCode code, String row) {
        world.outcomes(DEAD_LETTERED)
                .maxDisorder("out", 2)
                .limits(Limits.builder().maxRowBytes(40).build());
        assertThat(refused(utf8(SOUND + "\njunk\n" + row + "\n")))
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(code, "p0.jsonl#row=3"));
    }

    /** A row without a time is in no window, and outside none. */
    @Test
    void aBadRowIsDeadLetteredWhateverTheWindow() {
        world.outcomes(DEAD_LETTERED).window(1_000_000, 2_000_000);
        Survey survey = surveyed(lines("junk", "{\"at\":5,\"k\":1}", SOUND));
        assertThat(survey.badRows()).isEqualTo(2);
        assertThat(survey.rows()).isZero();
    }

    @Test
    void moreBadRowsThanTheLimitAreARefusalThatNamesTheFirst() {
        world.outcomes(DEAD_LETTERED)
                .limits(Limits.builder().maxBadRows(3).build())
                .part("a", "a.jsonl", lines("junk", SOUND, "{}"))
                .part("b", "b.jsonl", lines("{}"));
        assertThat(world.survey().badRows()).isEqualTo(3);
        world.part("b", "b1.jsonl", lines(SOUND, "junk", "{}", "{}", "{}", "{}"));
        assertThat(refused(world.trySurvey()))
                .extracting(Violation::code, Violation::path)
                .containsExactly(
                        tuple(ReasonCode.LIMIT_EXCEEDED, "b1.jsonl#row=2"),
                        tuple(ReasonCode.ROW_INVALID, "a.jsonl#row=1"),
                        tuple(ReasonCode.EVENT_TIME_MISSING, "a.jsonl#row=3"),
                        tuple(ReasonCode.EVENT_TIME_MISSING, "b.jsonl#row=1"));
    }

    /** I12: what is kept of rows is bounded, however long they are. */
    @Test
    void rowsThatAreKeptHaveABudgetToo() {
        world.limits(Limits.builder().sortBytes(9).build())
                .outcomes(DEAD_LETTERED.withKeepRows(true))
                .parts(lines("junk", SOUND, "other"));
        assertThat(world.survey().parts().flatMap(part -> part.badRows().stream()))
                .extracting(BadRow::text)
                .containsExactly("junk", "other");
        world.limits(Limits.builder().sortBytes(8).build());
        assertThat(refused(world.trySurvey()))
                .extracting(Violation::code, Violation::path)
                .containsExactly(
                        tuple(ReasonCode.LIMIT_EXCEEDED, "p0.jsonl#row=3"),
                        tuple(ReasonCode.ROW_INVALID, "p0.jsonl#row=1"));
    }

    /** The parts need not be sorted, and what rows of several parts say of each other is for the merge to find. */
    @Test
    void disorderAndRowsThatContradictEachOtherAreNoFaultsOfRows() {
        Survey survey = surveyed(lines(row(5, "1"), row(5, "1", ",\"x\":0"), row(1, "1"), row(4, "1")));
        assertThat(survey.parts()).singleElement().satisfies(part -> {
            assertThat(part.sorted()).isFalse();
            assertThat(part.disorderMicros()).isEqualTo(4);
        });
    }

    @Test
    void aFaultOutsideTheWindowIsAFaultToo() {
        world.window(1_000_000, 2_000_000);
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
                .containsExactly(tuple(ReasonCode.ROW_INVALID, "p0.jsonl#row=2"));
    }

    @Test
    void aByteOrderMarkIsInvalid() {
        assertThat(refused(utf8("\uFEFF" + SOUND)))
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(ReasonCode.ROW_INVALID, "p0.jsonl#row=1"));
    }

    @Test
    void aRowThatIsTooLongEndsItsPart() {
        world.limits(Limits.builder().maxRowBytes(SOUND.length()).build());
        String tooLong = SOUND.replace("}", " }");
        assertThat(refused(utf8(SOUND + "\n" + tooLong + "\njunk\n"), utf8("{}")))
                .extracting(Violation::code, Violation::path)
                .containsExactlyInAnyOrder(
                        tuple(ReasonCode.ROW_TOO_LARGE, "p0.jsonl#row=2"),
                        tuple(ReasonCode.EVENT_TIME_MISSING, "p1.jsonl#row=1"));
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
                        tuple(ReasonCode.ROW_INVALID, "p0.jsonl#row=1"),
                        tuple(ReasonCode.PRIMARY_KEY_MISSING, "p0.jsonl#row=3"),
                        tuple(ReasonCode.PRIMARY_KEY_UNSUPPORTED, "p0.jsonl#row=4"),
                        tuple(ReasonCode.EVENT_TIME_MISSING, "p0.jsonl#row=5"),
                        tuple(ReasonCode.EVENT_TIME_MISSING, "p1.jsonl#row=1"));
    }

    @Test
    void theNumberOfFaultsIsCapped() {
        world.limits(Limits.builder().maxRowViolations(7).build());
        String rows = String.join(
                "\n", IntStream.range(0, 50).mapToObj(i -> "junk " + i).toList());
        byte[] part = utf8(rows);
        assertThat(refused(part, part))
                .extracting(Violation::path)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 7)
                        .mapToObj(i -> "p0.jsonl#row=" + i)
                        .toList());
    }

    @Test
    void faultsOfSeveralOutputsAreCappedTogether() {
        world.limits(Limits.builder().maxRowViolations(3).build())
                .part("a", "a.jsonl", utf8("junk\njunk\n"))
                .part("b", "b.jsonl", utf8("junk\njunk\n"));
        assertThat(refused(world.trySurvey()))
                .extracting(Violation::path)
                .containsExactly("a.jsonl#row=1", "a.jsonl#row=2", "b.jsonl#row=1", "b.jsonl#row=2");
        assertThat(refused(world.trySurvey()).get(3).message())
                .isEqualTo("is 1 more finding, which is not explained: limits.max_row_violations is 3");
    }

    /** Judging sealed content takes all of its bytes; rows after the last reported fault are not parsed. */
    @Test
    void aWorldThatIsRefusedAnywayIsHashedToItsEndAndReadOnce() {
        world.limits(Limits.builder().maxRowViolations(1).build());
        byte[] part = lines(rows(50_000));
        byte[] junk = utf8("junk\n");
        assertThat(refused(junk, part)).hasSize(1);
        assertThat(world.store().bytesRead()).isEqualTo(junk.length + part.length);
    }

    @Test
    void aPartOfAnUnknownFormatIsAFaultBesideOthers() {
        world.part("out", "p", utf8("PAR1...."));
        assertThat(refused(lines("junk")))
                .extracting(Violation::code, Violation::path)
                .containsExactly(
                        tuple(ReasonCode.FORMAT_UNSUPPORTED, "p"), tuple(ReasonCode.ROW_INVALID, "p1.jsonl#row=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"junk\n", "{\"at\":5,\"k\":1,\"n\":1}\n", ""})
    void ofBytesThatAreNotAsSealedNothingIsReportedButThat(String content) {
        world.parts(utf8(content));
        List<Violation> violations = refused(world.trySurvey(TestPlans.of(TestPlans.target("out", utf8("sealed")))));
        assertThat(violations)
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(ReasonCode.CONTENT_DIGEST_MISMATCH, "out/part-*.jsonl"));
        assertThat(violations.toString()).doesNotContain("junk");
        assertThat(world.store().opened()).isEqualTo(1);
    }

    @Test
    void aPartOfAnUnknownFormatIsNotReportedIfItsBytesAreNotAsSealed() {
        world.part("out", "p", utf8("PAR1...."));
        assertThat(refused(world.trySurvey(TestPlans.of(TestPlans.target("out", utf8("sealed"))))))
                .extracting(Violation::code)
                .containsExactly(ReasonCode.CONTENT_DIGEST_MISMATCH);
    }

    @Test
    void everyOutputWithAnotherDigestIsReportedAndTheFaultsOfTheOthers() {
        Target[] targets = {
            TestPlans.target("a", utf8("x")),
            TestPlans.target("b", utf8(SOUND)),
            TestPlans.target("c", utf8("y")),
            TestPlans.target("d", utf8("junk"))
        };
        world.part("a", "a.jsonl", utf8("junk"))
                .part("b", "b.jsonl", utf8(SOUND))
                .part("c", "c.jsonl", utf8(SOUND))
                .part("d", "d.jsonl", utf8("junk"));
        assertThat(refused(world.trySurvey(TestPlans.of(targets))))
                .extracting(Violation::code, Violation::path)
                .containsExactly(
                        tuple(ReasonCode.CONTENT_DIGEST_MISMATCH, "a/part-*.jsonl"),
                        tuple(ReasonCode.CONTENT_DIGEST_MISMATCH, "c/part-*.jsonl"),
                        tuple(ReasonCode.ROW_INVALID, "d.jsonl#row=1"));
    }

    @Test
    void aPartThatIsGoneIsMissing() {
        world.parts(utf8("junk\n"), utf8(SOUND));
        world.store().remove("p1.jsonl");
        assertThat(refused(world.trySurvey()))
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(ReasonCode.OBJECT_MISSING, "out/part-*.jsonl"));
    }

    @Test
    void bytesThatCannotBeHadAreNotSaidToBeOthers() {
        world.parts(lines(rows(20_000)));
        world.store().shortReads(100_000).failFrom(600_000);
        assertThat(refused(world.trySurvey()))
                .extracting(Violation::code)
                .containsExactly(ReasonCode.OBJECT_UNREADABLE);
    }

    @Test
    void bytesThatCannotBeHadOnceAreNotSaidToBeOthers() {
        RowFormat lines = new FailingOnce(world);
        world.formats(lines).parts(lines(rows(20_000)));
        assertThat(refused(world.trySurvey()))
                .extracting(Violation::code)
                .containsExactly(ReasonCode.OBJECT_UNREADABLE);
    }

    @Test
    void partsAreCountedBeforeAnyIsOpened() {
        world.limits(Limits.builder().maxParts(3).build())
                .part("a", "a1.jsonl", utf8(SOUND))
                .part("a", "a2.jsonl", utf8(SOUND))
                .part("b", "b1.jsonl", utf8(SOUND));
        assertThat(world.survey().rows()).isEqualTo(3);
        int opened = world.store().opened();
        world.part("b", "b2.jsonl", utf8(SOUND));
        assertThat(refused(world.trySurvey())).singleElement().satisfies(violation -> {
            assertThat(violation.code()).isEqualTo(ReasonCode.LIMIT_EXCEEDED);
            assertThat(violation.message()).contains("4 parts", "more than 3");
        });
        assertThat(world.store().opened()).isEqualTo(opened);
    }

    @Test
    void aWorldIsReadOncePlainAndGzip() {
        byte[] plain = lines(rows(20_000));
        byte[] gzip = gzip(plain);
        assertThat(plain.length).isGreaterThan(512 << 10);
        world.parts(plain, gzip, utf8("")).store().shortReads(10_000);
        Survey survey = world.survey();
        assertThat(survey.rows()).isEqualTo(40_000);
        assertThat(world.store().bytesRead()).isEqualTo(plain.length + gzip.length);
        assertThat(world.store().opened()).isEqualTo(3);
        assertThat(survey.parts().map(part -> part.sealed().sizeBytes()))
                .containsExactly((long) plain.length, (long) gzip.length, 0L);
    }

    @Test
    void countsAreOfTheWindowAndSpansToo() {
        world.window(10, 20);
        Survey survey = surveyed(
                lines(row(25, "1"), row(12, "1"), row(9, "1"), row(19, "1")),
                lines(row(1, "2"), row(10, "2"), row(10, "3"), row(20, "2")),
                lines(row(9, "4"), row(20, "4")));
        assertThat(survey.parts())
                .extracting(SurveyedPart::rows, SurveyedPart::windowRows, SurveyedPart::disorderMicros)
                .containsExactly(tuple(4L, 2L, 16L), tuple(4L, 2L, 0L), tuple(2L, 0L, 0L));
        assertThat(survey.parts().limit(2))
                .extracting(SurveyedPart::firstMicros, SurveyedPart::lastMicros)
                .containsExactly(tuple(12L, 19L), tuple(10L, 10L));
        assertThat(survey.firstMicros()).isEqualTo(10L);
        assertThat(survey.lastMicros()).isEqualTo(19L);
        assertThat(survey.rows()).isEqualTo(4);
        assertThat(survey.rowsFrom(11))
                .as("of the first part, which has one entry")
                .isEqualTo(2);
        assertThat(survey.rowsFrom(20)).isZero();
    }

    @Test
    void disorderIsCountedFromTheLatestRow() {
        Survey survey = surveyed(
                lines(row(1, "1"), row(9, "1"), row(7, "1"), row(8, "1"), row(5, "1"), row(10, "1")),
                lines(row(1, "1"), row(1, "1")),
                lines(row(Long.MIN_VALUE / 1_000_000, "1"), row(Long.MAX_VALUE / 1_000_000, "1"), row(0, "1")));
        assertThat(survey.parts())
                .extracting(SurveyedPart::disorderMicros, SurveyedPart::sorted)
                .containsExactly(tuple(4L, false), tuple(0L, true), tuple(Long.MAX_VALUE / 1_000_000, false));
    }

    @Test
    void aRowLaterThanDeclaredIsARefusalThatNamesTheFirstOfThePart() {
        world.maxDisorder("out", 3);
        assertThat(refused(
                        lines(row(1, "1"), row(9, "1"), row(6, "1"), row(5, "1"), row(2, "1")),
                        lines(row(4, "1"), row(1, "1")),
                        lines(row(9, "1"), row(1, "1"))))
                .extracting(Violation::code, Violation::path, Violation::message)
                .containsExactly(
                        tuple(
                                ReasonCode.ORDER_VIOLATION,
                                "p0.jsonl#row=4",
                                "has event time 1970-01-01T00:00:00.000005Z, behind a row of"
                                        + " 1970-01-01T00:00:00.000009Z: more than the declared max_disorder"),
                        tuple(
                                ReasonCode.ORDER_VIOLATION,
                                "p2.jsonl#row=2",
                                "has event time 1970-01-01T00:00:00.000001Z, behind a row of"
                                        + " 1970-01-01T00:00:00.000009Z: more than the declared max_disorder"));
    }

    @Test
    void whatIsDeclaredOfOneOutputDoesNotBindAnother() {
        world.maxDisorder("a", 0)
                .part("a", "a.jsonl", lines(row(1, "1"), row(1, "2")))
                .part("b", "b.jsonl", lines(row(9, "1"), row(1, "1")));
        assertThatCode(world::survey).doesNotThrowAnyException();
    }

    @Test
    void aStepBackBesideARowThatCannotBeReadIsStillSeen() {
        world.maxDisorder("out", 0);
        assertThat(refused(lines(row(5, "1"), "junk", row(4, "1"))))
                .extracting(Violation::code, Violation::path)
                .containsExactly(
                        tuple(ReasonCode.ROW_INVALID, "p0.jsonl#row=2"),
                        tuple(ReasonCode.ORDER_VIOLATION, "p0.jsonl#row=3"));
    }

    /** A format that jumps is hashed first, then parsed through the second look. */
    @Test
    void aPartOfAFormatThatJumpsIsHashedBeforeItsRowsAreRead() {
        byte[] part = lines(row(1, "1"), row(2, "1"), row(3, "1"));
        Survey survey = world.formats(new BackwardLines())
                .part("out", "a.back", part)
                .part("out", "b.jsonl", lines(row(7, "2")))
                .part("out", "c.back", part)
                .survey();
        assertThat(world.store().openedPaths()).containsExactly("a.back", "b.jsonl", "c.back", "a.back", "c.back");
        assertThat(survey.parts())
                .extracting(SurveyedPart::rows, SurveyedPart::disorderMicros)
                .containsExactly(tuple(3L, 2L), tuple(1L, 0L), tuple(3L, 2L));
        assertThat(world.store().bytesRead()).isEqualTo(4L * part.length + lines(row(7, "2")).length);
    }

    @Test
    void ofAFormatThatJumpsNoRowIsReadIfTheBytesAreNotAsSealed() {
        world.formats(new BackwardLines()).part("out", "a.back", utf8("junk\n"));
        assertThat(refused(world.trySurvey(TestPlans.of(TestPlans.target("out", utf8("sealed"))))))
                .extracting(Violation::code)
                .containsExactly(ReasonCode.CONTENT_DIGEST_MISMATCH);
        assertThat(world.store().opened()).isEqualTo(1);
        assertThat(world.store().bytesRead()).isEqualTo(5);
    }

    @Test
    void bytesThatChangeBetweenTheTwoPassesAreFound() {
        byte[] part = lines(row(1, "1"), row(2, "1"));
        byte[] other = lines(row(1, "1"), row(3, "1"));
        world.formats(new BackwardLines()).part("out", "a.back", part);
        world.store().changeOnceClosed("a.back", other);
        assertThat(refused(world.trySurvey()))
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(ReasonCode.CONTENT_DIGEST_MISMATCH, "a.back"));
    }

    private static List<String> rows(int count) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(i, "\"" + "x".repeat(i % 20) + "\""));
        }
        return rows;
    }

    /** JSON Lines, for which one read fails behind the first row. */
    private record FailingOnce(TestWorld world) implements RowFormat {
        @Override
        public boolean recognises(OraclePart part, ByteBuffer head) {
            return true;
        }

        @Override
        public boolean readsInOrder() {
            return true;
        }

        @Override
        public RowReader open(PartContent content, int maxRowBytes) {
            world.store().failNextRead();
            return new JsonLinesFormat().open(content, maxRowBytes);
        }
    }
}
