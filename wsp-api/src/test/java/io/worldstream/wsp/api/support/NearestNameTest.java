package io.worldstream.wsp.api.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "'', abc, 3",
        "abc, abc, 0",
        "abc, ab, 1",
        "abc, acb, 1",
        "abc, xbc, 1",
        "abc, axbc, 1",
        "ca, abc, 3",
        "kitten, sitting, 3",
    })
    void editsCountInsertionsDeletionsSubstitutionsAndSwaps(String left, String right, int edits) {
        assertThat(NearestName.edits(left, right)).isEqualTo(edits);
        assertThat(NearestName.edits(right, left)).isEqualTo(edits);
    }

    @Test
    void of_equallyNearNames_prefersTheLongerCommonStart() {
        assertThat(NearestName.of("rate_cap", List.of("idle_gap", "rate_cap_eps")))
                .isEqualTo("rate_cap_eps");
        assertThat(NearestName.of("abcd", List.of("xbcd", "abcx", "axcd"))).isEqualTo("abcx");
    }

    /** At most a third of the characters, or two. */
    @ParameterizedTest
    @CsvSource({
        "abcdefghi, abcdefxyz, true",
        "abcdefghi, abcdewxyz, false",
        "ab, xy, true",
        "abc, xyz, false",
    })
    void near_aThirdOfTheCharactersOrTwo_isNear(String unknown, String known, boolean near) {
        assertThat(NearestName.near(unknown, List.of(known)).isPresent()).isEqualTo(near);
    }
}
