package io.worldstream.wsp.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.WspException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTokenTest {
    /** Made with {@code printf 'v1|svc:world_stream_producer' | openssl dgst -sha256 -hmac test-secret-1}. */
    private static final String KNOWN =
            "st.v1.c3ZjOndvcmxkX3N0cmVhbV9wcm9kdWNlcg.92dedbf7abd36a7482b26f1f1d53e298258a7b804fb906291706b48716ba3cf9";

    @Test
    void of_knownSecret_isTheTokenOfTheGate() {
        assertThat(ServiceToken.of("svc:world_stream_producer", "test-secret-1"))
                .isEqualTo(KNOWN);
    }

    @Test
    void principal_ofAToken_isThatItWasMadeFor() {
        for (String principal : new String[] {"a", "svc:wsp", "ab?>~", "stra\u00dfe"}) {
            String token = ServiceToken.of(principal, "s");
            assertThat(ServiceToken.principal(token)).contains(principal);
            assertThat(AuthHeader.isValue(token)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "st.v1.",
                "st.v1.YQ",
                "st.v1.YQ.00",
                "st.v2.YQ.0000000000000000000000000000000000000000000000000000000000000000",
                "st.v1.Y.0000000000000000000000000000000000000000000000000000000000000000",
                "st.v1._w.0000000000000000000000000000000000000000000000000000000000000000",
                "st.v1.YQ==.0000000000000000000000000000000000000000000000000000000000000000",
                "st.v1.YQ.0000000000000000000000000000000000000000000000000000000000000000.x",
                "st.v1.YQ.000000000000000000000000000000000000000000000000000000000000000g"
            })
    void principal_ofAnotherForm_isNone(String text) {
        assertThat(ServiceToken.principal(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', s", "' a', s", "a, ''", "a, 's '", "a, 's,t'", "a, '\ts'"})
    void of_whatNoGateTakes_isInvalid(String principal, String secret) {
        assertThatThrownBy(() -> ServiceToken.of(principal, secret)).isInstanceOf(WspException.class);
    }
}
