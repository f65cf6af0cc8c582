package io.worldstream.wsp.internal.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.json.JsonFault;
import io.worldstream.wsp.internal.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the passed flags of gates and checks them against their receipts (contracts 4). Blocks on the oracle. */
final class GateEvidence {
    private static final int MAX_FLAG_BYTES = 1 << 20;
    private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z0-9_]+) *= *([0-9a-f]{64})\\s*");
    private static final List<String> BUNDLE_DIGEST_GATES = List.of("5A", "5B");

    private final SmallObjects objects;

    GateEvidence(SmallObjects objects) {
        this.objects = objects;
    }

    void check(Collection<FactsView.GateReceipt> receipts, Findings findings) {
        for (FactsView.GateReceipt receipt : receipts) {
            if (receipt.passedFlagPath() != null) {
                checkFlag(receipt, receipt.passedFlagPath(), findings);
            }
        }
    }

    private void checkFlag(FactsView.GateReceipt receipt, String path, Findings findings) {
        String pointer = receipt.pointer() + "/artifacts/passed_flag_path";
        Hex64 digest = receipt.digest();
        if (digest == null) {
            findings.add(
                    ReasonCode.GATE_EVIDENCE_MISMATCH,
                    pointer,
                    "the receipt has no digest to check its passed flag against");
            return;
        }
        byte[] flag;
        try {
            flag = objects.read(new SealedReference(RootKind.ORACLE, path), MAX_FLAG_BYTES);
        } catch (WspException e) {
            findings.add(e.code(), pointer, e.getMessage());
            return;
        }
        String field = digestField(receipt.gateId());
        String value = flagValue(flag, field);
        if (value == null) {
            findings.add(
                    ReasonCode.GATE_EVIDENCE_MISMATCH,
                    pointer,
                    "the passed flag has no " + field + " of 64 lowercase hex characters");
        } else if (!value.equals(digest.value())) {
            findings.add(
                    ReasonCode.GATE_EVIDENCE_MISMATCH,
                    pointer,
                    "the passed flag says " + value + ", the receipt " + digest);
        }
    }

    /** Returns the field that the engine's gate map names for a gate; the gate's segment decides between two. */
    private static String digestField(String gateId) {
        return Arrays.stream(gateId.split("\\.", -1)).anyMatch(BUNDLE_DIGEST_GATES::contains)
                ? "bundle_digest_sha256"
                : "sha256_hex";
    }

    private static @Nullable String flagValue(byte[] flag, String field) {
        Matcher line = LINE.matcher(new String(flag, StandardCharsets.UTF_8));
        if (line.matches()) {
            return field.equals(line.group(1)) ? line.group(2) : null;
        }
        try {
            JsonNode value = StrictJson.parse(flag).path(field);
            boolean hex64 = value.isTextual()
                    && DocumentObject.HEX64.matcher(value.textValue()).matches();
            return hex64 ? value.textValue() : null;
        } catch (JsonFault e) {
            return null;
        }
    }
}
