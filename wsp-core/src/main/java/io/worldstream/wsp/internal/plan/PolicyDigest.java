package io.worldstream.wsp.internal.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.policy.PolicySetting;
import io.worldstream.wsp.policy.StreamPolicy;

/** The digest of a whole policy, by which two hosts, or two starts of one, are compared ({@code docs/audit.md}). Stateless. */
public final class PolicyDigest {
    private static final String FORMAT = "wsp.policy.v1";

    private PolicyDigest() {}

    /** Returns the SHA-256 of the canonical JSON of all settings, defaults included, each as a property gives it. */
    public static Hex64 of(StreamPolicy policy) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        for (PolicySetting setting : PolicySetting.all()) {
            settings.put(setting.key(), setting.valueIn(policy));
        }
        ObjectNode text = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
        text.set("settings", settings);
        return new Hex64(CanonicalJson.sha256Hex(text));
    }
}
