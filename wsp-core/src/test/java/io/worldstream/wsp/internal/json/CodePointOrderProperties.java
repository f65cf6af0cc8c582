package io.worldstream.wsp.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.support.CodePointOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The order of text is that of its UTF-8 bytes, unsigned (contracts 11). */
final class CodePointOrderProperties {
    @Property(tries = 20_000)
    void theOrderIsThatOfTheUtf8Bytes(@ForAll("text") String left, @ForAll("text") String right) {
        int expected =
                Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(CodePointOrder.INSTANCE.compare(left, right))).isEqualTo(Integer.signum(expected));
    }

    /** Few code points, so that texts share prefixes; those at the borders, where the orders differ. */
    @Provide
    Arbitrary<String> text() {
        return Arbitraries.of(
                        0, 0x61, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x103ff, 0x10400,
                        0x10ffff)
                .list()
                .ofMaxSize(4)
                .map(points -> points.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }
}
