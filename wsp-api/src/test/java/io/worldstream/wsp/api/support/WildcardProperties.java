package io.worldstream.wsp.api.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WildcardProperties {
    @Property
    void matches_anyPatternAndName_isWhatARegularExpressionSays(
            @ForAll("patterns") String pattern, @ForAll("names") String name) {
        String regex = Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*"));
        Wildcard wildcard = new Wildcard(pattern);
        boolean matches = Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
        assertThat(wildcard.matches(name)).isEqualTo(matches);
        assertThat(!matches || name.startsWith(wildcard.head())).isTrue();
    }

    /** Few characters, so that many pairs match. */
    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("ab.*").ofMaxLength(6);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("ab.*\n/").ofMaxLength(7);
    }
}
