package io.worldstream.wsp.internal.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.internal.survey.Surveyor;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.StreamPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code key_check: world}: keys that come twice at whatever times (contracts 11). */
final class RepeatedKeysTest {
    private final StoredParts store = new StoredParts();
    private StreamPolicy policy = StreamPolicy.defaults();
    private @Nullable TrafficWindow window;

    private static String row(long micros, String key, String more) {
        return "{\"at\":" + micros + ",\"k\":" + key + ",\"n\":0" + more + "}\n";
    }

    private static String row(long micros, String key) {
        return row(micros, key, "");
    }

    private List<Violation> repeated(String... texts) throws IOException {
        List<OraclePart> parts = new ArrayList<>();
        byte[][] contents = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            contents[i] = texts[i].getBytes(StandardCharsets.UTF_8);
            parts.add(store.put("p" + i, contents[i]));
        }
        StreamPlan plan = TestPlans.of(window, TestPlans.target("out", contents));
        WorldAccess access = new WorldAccess(store, new RowFormats(List.of()), policy.limits(), null, null);
        SurveyResult.Surveyed surveyed = (SurveyResult.Surveyed)
                new Surveyor(access, policy.read(), policy.outcomes()).survey(plan, List.of(parts), 1);
        try {
            return new RepeatedKeys(access, plan, surveyed.survey()).find();
        } finally {
            assertThat(store.stillOpen()).isZero();
        }
    }

    @Test
    void aKeyAtTwoTimesIsFoundWhereverItsRowsAre() throws IOException {
        assertThat(repeated(row(5, "1") + row(6, "2"), row(1, "3") + row(9, "1.0")))
                .extracting(Violation::code, Violation::path, Violation::message)
                .containsExactly(tuple(
                        ReasonCode.DUPLICATE_KEY_CONFLICT,
                        "p1#row=2",
                        "has event time 1970-01-01T00:00:00.000009Z and the key of p0#row=1, which has event time"
                                + " 1970-01-01T00:00:00.000005Z"));
    }

    @Test
    void rowsOfOneInstantWithOtherBytesAreFoundToo() throws IOException {
        assertThat(repeated(row(5, "1"), row(5, "1", ",\"x\":1"))).hasSize(1);
    }

    @Test
    void identicalRowsAreNoFault() throws IOException {
        assertThat(repeated(row(5, "1") + row(5, "1"), row(5, "1"))).isEmpty();
    }

    @Test
    void distinctKeysAreNoFault() throws IOException {
        assertThat(repeated(row(5, "1") + row(5, "\"1\""), row(5, "true"))).isEmpty();
    }

    @Test
    void whatIsOutsideTheWindowIsNotLookedAt() throws IOException {
        window = new TrafficWindow(Instant.EPOCH.plus(5, ChronoUnit.MICROS), Instant.EPOCH.plus(9, ChronoUnit.MICROS));
        assertThat(repeated(row(4, "1") + row(5, "1") + row(9, "1"))).isEmpty();
    }

    @Test
    void asManyAreNamedAsTheLimitAllows() throws IOException {
        policy = policy.withLimits(Limits.builder().maxRowViolations(2).build());
        assertThat(repeated(row(1, "1") + row(2, "1") + row(3, "1") + row(4, "1") + row(5, "1")))
                .hasSize(2);
    }
}
