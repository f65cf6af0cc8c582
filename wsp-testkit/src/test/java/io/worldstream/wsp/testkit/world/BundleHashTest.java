package io.worldstream.wsp.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BundleHashTest {
    @Test
    void agreesWithThePlatform() throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("/run_facts_views.jsonl")),
                StandardCharsets.UTF_8))) {
            int views = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine(), views++) {
                ObjectNode view = (ObjectNode) Json.MAPPER.readTree(line);
                assertThat(BundleHash.of(view))
                        .isEqualTo(view.path("bundle_hash").asText());
            }
            assertThat(views).isPositive();
        }
    }

    @Test
    void sortsByCodePointStablyAndEscapes() throws IOException {
        ObjectNode view = (ObjectNode) Json.MAPPER.readTree("""
                {"gate_receipts":[{"gate_id":"b","n":1},{"gate_id":"a"},{"gate_id":"b","n":0}],
                 "locators":[{"output_id":"o","\\uD83C\\uDFE7":1,"\\uFF5E":"/\\"\\\\\\n\\u007f\\u00e9\\uD83C\\uDFE7"}],
                 "policy_rev":{"x":18446744073709551615,"t":true,"z":null}}""");
        assertThat(BundleHash.canonicalText(view))
                .isEqualTo(
                        "{\"instance_receipts\":[],\"locators\":[{\"output_id\":\"o\","
                                + "\"\\uff5e\":\"/\\\"\\\\\\n\\u007f\\u00e9\\ud83c\\udfe7\",\"\\ud83c\\udfe7\":1}],"
                                + "\"policy_rev\":{\"t\":true,\"x\":18446744073709551615,\"z\":null},"
                                + "\"receipts\":[{\"gate_id\":\"a\"},{\"gate_id\":\"b\",\"n\":1},{\"gate_id\":\"b\",\"n\":0}]}");
    }

    @Test
    void bearsDocumentsThatAreBroken() {
        assertThat(BundleHash.of(Json.object().put("locators", "junk"))).hasSize(64);
    }
}
