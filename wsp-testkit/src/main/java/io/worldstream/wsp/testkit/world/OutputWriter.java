package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Names, opens and digests the parts of outputs in the layout of the contracts. */
final class OutputWriter {
    private final WorldStore store;
    private final Pins pins;
    private final boolean gzip;

    OutputWriter(WorldStore store, Pins pins, boolean gzip) {
        this.store = store;
        this.pins = pins;
        this.gzip = gzip;
    }

    /** Returns the folder of an output under the oracle root. */
    String folder(OutputId outputId) {
        return "data/" + outputId + "/seed=" + pins.seed() + "/manifest_fingerprint=" + pins.manifestFingerprint()
                + "/scenario_id=" + pins.scenarioId();
    }

    List<String> partPaths(OutputId outputId, int parts) {
        return partPaths(outputId, parts, suffix());
    }

    List<String> partPaths(OutputId outputId, int parts, String suffix) {
        return IntStream.range(0, parts)
                .mapToObj(part -> folder(outputId) + "/" + String.format(Locale.ROOT, "part-%05d", part) + suffix)
                .toList();
    }

    /** Starts a part; its content is compressed if the world is. */
    OutputStream startPart(String path) throws IOException {
        OutputStream file = startStoredPart(path);
        return gzip ? new GZIPOutputStream(file, 1 << 13) : file;
    }

    /** Starts a part whose bytes are stored unchanged. */
    OutputStream startStoredPart(String path) throws IOException {
        return store.create(WorldStore.ORACLE + "/" + path);
    }

    /** Seals an output after all its parts are written. */
    SealedOutput seal(Catalogue.Output entry, List<String> partPaths, long rows) throws IOException {
        return seal(entry, partPaths, rows, suffix());
    }

    SealedOutput seal(Catalogue.Output entry, List<String> partPaths, long rows, String suffix) throws IOException {
        String locator = folder(entry.outputId()) + "/part-*" + suffix;
        return new SealedOutput(entry, SealedOutput.Kind.TRAFFIC, locator, digest(partPaths), rows);
    }

    /** Returns the SHA-256 over the concatenated files, in the order of their paths (contracts 4). */
    String digest(List<String> paths) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (OutputStream sum = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            for (String path : paths.stream().sorted(CodePointOrder.INSTANCE).toList()) {
                try (InputStream in = store.open(WorldStore.ORACLE + "/" + path)) {
                    in.transferTo(sum);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    String suffix() {
        return gzip ? ".jsonl.gz" : ".jsonl";
    }
}
