package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Contracts 4: ascending by code point, which is UTF-8 byte order, not UTF-16. */
class CodePointOrderProperties {
    @Example
    void aPairComesAfterEveryCharacterOfTheBasicPlane() {
        String supplementary = new String(Character.toChars(0x10000));
        assertThat(CodePointOrder.INSTANCE.compare("\uFFFF", supplementary)).isNegative();
        assertThat("\uFFFF".compareTo(supplementary)).as("what UTF-16 says").isPositive();
    }

    @Property
    void isTheOrderOfTheUtf8Bytes(@ForAll @From("names") String a, @ForAll @From("names") String b) {
        int expected = Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(CodePointOrder.INSTANCE.compare(a, b))).isEqualTo(Integer.signum(expected));
    }

    /** Few characters, so that common prefixes are common; some on each side of the surrogates. */
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(0x2f, 0x61, 0xe9, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10001, 0x10400, 0x10ffff)
                .list()
                .ofMaxSize(5)
                .map(points -> {
                    StringBuilder text = new StringBuilder();
                    points.forEach(text::appendCodePoint);
                    return text.toString();
                });
    }
}
