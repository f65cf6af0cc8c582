package io.worldstream.wsp.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.policy.PolicySetting;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The digest of a policy is that of its documented text. */
final class PolicyDigestTest {
    private static final String NAMES = "policy.never_stream";
    private static final String PRODUCERS = "security.producers";

    @Test
    void of_anyPolicy_isOverTheTextOfAllItsSettings() {
        StreamPolicy policy = StreamPolicy.from(Map.of("policy.stream_speedup", "60", NAMES, "[\"t*\",\"s4_*\"]"));
        Map<String, String> settings = new TreeMap<>();
        PolicySetting.all().forEach(setting -> settings.put(setting.key(), setting.valueIn(policy)));
        assertThat(settings).containsEntry("policy.stream_speedup", "60").containsEntry(NAMES, "[\"s4_*\",\"t*\"]");
        String text = settings.entrySet().stream()
                .map(setting ->
                        '"' + setting.getKey() + "\":\"" + setting.getValue().replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{\"format\":\"wsp.policy.v1\",\"settings\":{", "}}"));
        assertThat(PolicyDigest.of(policy)).isEqualTo(new Hex64(DigestUtils.sha256Hex(text)));
    }

    @Test
    void of_sameSettingsInAnotherOrder_isTheSame() {
        Map<String, String> one = new LinkedHashMap<>();
        one.put(NAMES, "[\"a\",\"b\",\"c\"]");
        one.put(PRODUCERS, "{\"svc:a\":[\"x\",\"y\"],\"svc:b\":[\"z\"]}");
        one.put("policy.context_outputs", "[\"d\",\"e\"]");
        Map<String, String> other = new LinkedHashMap<>();
        other.put("policy.context_outputs", "[\"e\",\"d\"]");
        other.put(PRODUCERS, "{\"svc:b\":[\"z\"],\"svc:a\":[\"y\",\"x\"]}");
        other.put(NAMES, "[\"c\",\"a\",\"b\"]");
        assertThat(PolicyDigest.of(StreamPolicy.from(one))).isEqualTo(PolicyDigest.of(StreamPolicy.from(other)));
    }

    @ParameterizedTest
    @CsvSource({
        "policy.stream_speedup, 60",
        "policy.max_in_flight, 2",
        "policy.never_stream, []",
        "security.scenarios, '[\"stress_v1\"]'",
        "checkpoint.events, 7",
        "policy.rate_cap_eps, 5"
    })
    void of_oneSettingChanged_differs(String key, String value) {
        assertThat(PolicyDigest.of(StreamPolicy.from(Map.of(key, value))))
                .isNotEqualTo(PolicyDigest.of(StreamPolicy.defaults()));
    }
}
