package io.worldstream.wsp.api.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {
    @ParameterizedTest
    @CsvSource({
        "a*b*c, aXbYc, true",
        "a*b*c, abcbc, true",
        "a*b*c, abcb, false",
        "*, '', true",
        "*, .hidden, true",
        "**, a, true",
        "'', '', true",
        "'', a, false",
        "a, a, true",
        "a, ab, false",
        "a*, b, false",
        "*a, '*a', true",
        "[a]?{b}.*, [a]?{b}.c, true",
        "[a]*, a1, false",
        "?*, a1, false",
        "a.*, ab1, false",
    })
    void matches_starIsAnyRunAndOtherCharactersAreThemselves(String pattern, String name, boolean matches) {
        assertThat(new Wildcard(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"*, a/b", "*, a/", "a*c, a/c", "a*, /a"})
    void matches_nameWithSlash_isFalse(String pattern, String name) {
        assertThat(new Wildcard(pattern).matches(name)).isFalse();
    }

    /** An implementation that tries each way to place the stars would never end. */
    @Test
    void matches_manyStars_takesPolynomialTime() {
        assertThat(new Wildcard("*a".repeat(50) + "b").matches("a".repeat(5000)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a*b*, a", "*b, ''", "a, a"})
    void head_endsBeforeTheFirstStar(String pattern, String head) {
        assertThat(new Wildcard(pattern).head()).isEqualTo(head);
    }

    @Test
    void create_severalSegments_isRefused() {
        assertThatThrownBy(() -> new Wildcard("a/*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the pattern of one segment: \"a/*\"");
    }
}
