package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/** Writes the proofs of a world's outputs: gate bundles with their flags, and instance receipts (contracts 3, 4). */
final class Proofs {
    private static final Catalogue.Output LABELS = new Catalogue.Output(
            new OutputId("s4_event_labels_6B"), List.of(), List.of(BankOutputs.GATE_6B), BankOutputs.INSTANCE_SCOPE);

    private final WorldStore store;
    private final Pins pins;

    Proofs(WorldStore store, Pins pins) {
        this.store = store;
        this.pins = pins;
    }

    /** Writes an output that is never traffic and whose locator names a folder, as such locators in the field do. */
    SealedOutput writeTruthProduct(OutputWriter writer) throws IOException {
        String folder = writer.folder(LABELS.outputId());
        List<String> paths = List.of(folder + "/labels-a.jsonl", folder + "/nested/labels-b.jsonl");
        for (String path : paths) {
            store.write(
                    WorldStore.ORACLE + "/" + path,
                    ("{\"flow_id\":1,\"label\":\"the future: not for WSP\",\"file\":\"" + path + "\"}\n")
                            .getBytes(StandardCharsets.UTF_8));
        }
        return new SealedOutput(LABELS, SealedOutput.Kind.TRUTH, folder, writer.digest(paths), paths.size());
    }

    void prove(List<SealedOutput> outputs, FactsViewBuilder view) throws IOException {
        boolean secondGeneration = PlatformDocuments.of(pins) != null;
        TreeSet<String> gates = new TreeSet<>();
        for (SealedOutput output : outputs) {
            OutputId id = output.entry().outputId();
            boolean instance = output.entry().instanceScoped();
            String role = output.kind().role(secondGeneration);
            view.output(id, role, output.locatorPath(), output.digestHex(), instance);
            gates.addAll(output.entry().requiredGates());
            if (instance) {
                ObjectNode receipt =
                        view.instanceReceiptOf(view.locatorOf(id, output.locatorPath(), output.digestHex()));
                String path = receipt.path("artifacts").path("receipt_path").asText();
                store.write(WorldStore.OBJECT_STORE + "/" + path, Json.bytes(receipt));
            }
        }
        for (String gate : gates) {
            writeGate(gate, view);
        }
    }

    private void writeGate(String gateId, FactsViewBuilder view) throws IOException {
        String root = "data/validation/" + gateId + "/manifest_fingerprint=" + pins.manifestFingerprint() + "/";
        byte[] index = Json.bytes(Json.object()
                .put("gate_id", gateId)
                .put("manifest_fingerprint", pins.manifestFingerprint().value())
                .put("verdict", "PASS"));
        String digest = Sha256.hex(index);
        store.write(WorldStore.ORACLE + "/" + root + "index.json", index);
        store.write(
                WorldStore.ORACLE + "/" + root + "_passed.flag",
                flag(gateId, digest).getBytes(StandardCharsets.UTF_8));
        view.gatePassed(gateId, digest, root);
    }

    /**
     * Returns a passed flag. The engine's gate map names the key by gate; both forms of the flag occur in the field.
     */
    private static String flag(String gateId, String digest) {
        return gateId.endsWith(".5A.validation") || gateId.endsWith(".5B.validation")
                ? "{\"bundle_digest_sha256\": \"" + digest + "\"}\n"
                : "sha256_hex = " + digest + "\n";
    }
}
