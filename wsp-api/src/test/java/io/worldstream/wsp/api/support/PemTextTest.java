package io.worldstream.wsp.api.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTextTest {
    private static final String A = "-----BEGIN A KEY-----\nAQ\r\nID\n-----END A KEY-----";
    private static final String B = "-----BEGIN B-----\nBA==\n-----END B-----";

    @Test
    void blocks_amongOtherText_areReadInOrder() {
        assertThat(PemText.blocks("Bag\n" + A + "\nattributes: x\n" + B + "rest"))
                .extracting(PemText.Block::label)
                .containsExactly("A KEY", "B");
        assertThat(PemText.blocks(A).get(0).der()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "BEGIN A",
                "-----BEGIN A-----\n-----END A-----",
                "-----BEGIN A-----\nAQID\n-----END B-----",
                "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\nAQID\n-----END A-----",
                "-----BEGIN A-----\nAQID\n"
            })
    void blocks_none_isEmpty(String text) {
        assertThat(PemText.blocks(text)).isEmpty();
        assertThat(PemText.only(text)).isEmpty();
    }

    @Test
    void only_withAnythingElse_isEmpty() {
        assertThat(PemText.only("\n" + A + "\r\n ")).get().hasToString("A KEY");
        for (String text : new String[] {A + B, "x" + A, A + "x"}) {
            assertThat(PemText.only(text)).isEmpty();
        }
    }

    @Test
    void blocks_notBase64_isRefusedWithoutTheText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PemText.blocks("-----BEGIN A-----\nc2Vj=cmV0\n-----END A-----"))
                .withMessage("its PEM is not base64");
    }

    @Test
    void blocks_ofLargeText_takeNoStack() {
        String text = "-----BEGIN A-----\n" + "AAAA".repeat(1 << 18) + "\n";
        assertThat(PemText.blocks(text + "-----END A-----")).hasSize(1);
        assertThat(PemText.blocks(text)).isEmpty();
    }
}
