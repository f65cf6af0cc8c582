package io.worldstream.wsp.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.internal.rows.VerifiedPart;
import io.worldstream.wsp.internal.seal.SealedPart;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.survey.TimeIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Which parts are read side by side (I12). */
final class InterleavedPartsProperties {
    private static final int PART_BYTES = (256 << 10) + (64 << 10);

    private static SurveyedPart part(long first, long last) {
        SealedPart sealed = SealedPart.recorded(new OraclePart("p", 1 << 20), 1 << 20, new byte[0]);
        return new SurveyedPart(
                new VerifiedPart(sealed, List.of()), new SurveyedPart.Rows(2, 2, first, last, 0), new TimeIndex());
    }

    private static int openAt(List<SurveyedPart> parts, Set<SurveyedPart> surplus, long instant) {
        int open = 0;
        for (SurveyedPart part : parts) {
            boolean covers = part.firstMicros() <= instant && instant <= part.lastMicros();
            open += covers && !surplus.contains(part) ? 1 : 0;
        }
        return open;
    }

    @Property(tries = 100)
    void atNoInstantIsMoreOpenThanFits_andWhatFitsIsNotSorted(
            @ForAll Random random, @ForAll @IntRange(max = 300) int count, @ForAll @IntRange(max = 120) int fit) {
        List<SurveyedPart> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long first = random.nextInt(50);
            parts.add(part(first, first + random.nextInt(50)));
        }
        int most = Math.max(fit, InterleavedParts.FEWEST);
        Set<SurveyedPart> surplus = InterleavedParts.surplus(parts, (long) fit * PART_BYTES);
        int mostWithAll = 0;
        for (long instant = 0; instant < 100; instant++) {
            assertThat(openAt(parts, surplus, instant)).isLessThanOrEqualTo(most);
            mostWithAll = Math.max(mostWithAll, openAt(parts, Set.of(), instant));
        }
        assertThat(surplus.isEmpty()).isEqualTo(mostWithAll <= most);
        assertThat(surplus).hasSizeLessThanOrEqualTo(Math.max(0, count - most));
    }
}
