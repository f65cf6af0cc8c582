package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.row;
import static io.worldstream.wsp.internal.samples.TestWorld.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.samples.Crc32cForgery;
import io.worldstream.wsp.internal.samples.MemorySortedStore;
import io.worldstream.wsp.internal.samples.MemorySurveyStore;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.SecondLook;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;

/** I4: bytes that changed since the survey, under each second look. */
class SecondLookTest {
    private static final String PART = "p0.jsonl";
    private static final byte[] ROWS = lines(row(1, "1", ",\"p\":\"" + "p".repeat(60) + "\""), row(2, "2"));

    private final MemorySortedStore views = new MemorySortedStore();
    private final MemorySurveyStore surveys = new MemorySurveyStore();
    private final TestWorld world = new TestWorld();

    /** The rows with another digit, and with letters that give them the same checksum. */
    private static byte[] forged() {
        byte[] forged = utf8(new String(ROWS, StandardCharsets.UTF_8).replace("\"n\":0", "\"n\":7"));
        Crc32cForgery.forge(ROWS, forged, new String(ROWS, StandardCharsets.UTF_8).indexOf("ppp"));
        return forged;
    }

    private void assertFound(Survey survey) {
        assertThatThrownBy(() -> world.read(survey, 0))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH));
    }

    @ParameterizedTest
    @NullSource
    @EnumSource
    void stream_damagedPart_isFound(@Nullable SecondLook look) {
        for (boolean immutable : new boolean[] {false, true}) {
            TestWorld other = new TestWorld()
                    .secondLook(look)
                    .immutableVersions(immutable)
                    .parts(ROWS);
            Survey survey = other.survey();
            byte[] damaged = ROWS.clone();
            damaged[new String(ROWS, StandardCharsets.UTF_8).indexOf("ppp")] = 'q';
            other.store().put(PART, damaged);
            assertThatThrownBy(() -> other.read(survey, 0))
                    .isInstanceOfSatisfying(
                            WspException.class,
                            e -> assertThat(e.code()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true,, true",
        "true, CRC32C, true",
        "true, SHA256, false",
        "false,, false",
        "false, CRC32C, true",
        "false, SHA256, false"
    })
    void stream_forgedPart_isFoundBySha256Only(boolean immutable, @Nullable SecondLook look, boolean passes) {
        world.secondLook(look).immutableVersions(immutable).parts(ROWS);
        Survey survey = world.survey();
        world.store().put(PART, forged());
        if (passes) {
            assertThat(world.read(survey, 0).get(0)).contains("\"n\":7");
        } else {
            assertFound(survey);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stream_surveyOfAnotherLook_isUsedAndChecksByThePresentOne(SecondLook before) {
        SecondLook after = before == SecondLook.SHA256 ? SecondLook.CRC32C : SecondLook.SHA256;
        world.trusting(surveys).secondLook(before).parts(ROWS);
        List<String> texts = world.read();
        long read = world.store().bytesRead();
        world.secondLook(after);
        Survey survey = world.survey();
        assertThat(world.store().bytesRead()).isEqualTo(read);
        assertThat(world.read(survey, 0)).isEqualTo(texts);
        world.store().put(PART, forged());
        if (after == SecondLook.SHA256) {
            assertFound(survey);
        } else {
            assertThat(world.read(survey, 0).get(0)).contains("\"n\":7");
        }
    }

    @ParameterizedTest
    @NullSource
    @EnumSource
    void stream_flippedByteInAView_isFoundAndTheRowsComeFromTheParts(@Nullable SecondLook look) {
        world.secondLook(look).sortedViews(views).parts(lines(row(2, "2"), row(1, "1")));
        Survey survey = world.sort(1);
        List<String> texts = world.read(survey, 0);
        assertThat(world.spill().created()).isZero();
        long read = world.store().bytesRead();
        views.change(bytes -> {
            bytes[45] ^= 1;
            return bytes;
        });
        assertThat(world.read(survey, 0)).isEqualTo(texts);
        assertThat(views.discarded()).hasSize(1);
        assertThat(world.store().bytesRead()).isGreaterThan(read);
    }

    /** A view is written with both digests, so each host reads it by its own policy. */
    @Test
    void stream_viewOfAnotherLook_isRead() {
        world.secondLook(SecondLook.CRC32C).sortedViews(views).parts(lines(row(2, "2"), row(1, "1")));
        world.sort(1);
        long read = world.store().bytesRead();
        world.secondLook(SecondLook.SHA256);
        assertThat(world.read()).hasSize(2);
        assertThat(world.store().bytesRead()).isEqualTo(read);
    }
}
