package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReadyVerifier;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Verifies READYs with keys in files. Each READY reads the file of its key anew: to rotate a key, replace its file by a
 * rename; to revoke it at once, remove the file. Both need no restart.
 *
 * <pre>{@code
 * FileReadyVerifier verifier = FileReadyVerifier.of(List.of(
 *         new ReadyKey("sr-2026", ReadyAlgorithm.ED25519, Path.of("keys/sr-2026.pem"))));
 * verifier.requireReadable();
 * }</pre>
 *
 * <p>Immutable; any thread may use it. Calls block on the file system.
 */
public final class FileReadyVerifier implements ReadyVerifier {
    /** Far longer than any signature of these algorithms. */
    private static final int MOST_SIGNATURE_CHARS = 1024;

    private static final int ED25519_BYTES = 64;

    private final Map<String, ReadyKey> keys;

    private FileReadyVerifier(Map<String, ReadyKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * Creates a verifier. Reads no file.
     *
     * @param keys the keys, at least one, with different ids
     * @throws IllegalArgumentException if there is no key, or an id occurs twice
     */
    public static FileReadyVerifier of(List<ReadyKey> keys) {
        Map<String, ReadyKey> byId = new LinkedHashMap<>();
        for (ReadyKey key : keys) {
            if (byId.putIfAbsent(key.id(), key) != null) {
                throw new IllegalArgumentException("the key " + LogText.quote(key.id()) + " is given twice");
            }
        }
        if (byId.isEmpty()) {
            throw new IllegalArgumentException("expected at least one key, found none");
        }
        return new FileReadyVerifier(byId);
    }

    /**
     * Checks that every key can be read now, for hosts that fail early. A key that cannot be read later refuses the READYs
     * that name it.
     *
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} with every key that cannot be read
     */
    public void requireReadable() {
        List<String> faults = new ArrayList<>();
        keys.values().stream()
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .forEach(key -> {
                    try {
                        read(key);
                    } catch (IOException e) {
                        faults.add(unreadable(key, e));
                    }
                });
        if (!faults.isEmpty()) {
            throw new WspException(ReasonCode.CONFIG_INVALID, String.join("; ", faults));
        }
    }

    @Override
    public Verification verify(ReadySignature signature, byte[] payload, Instant receivedAt) {
        ReadyKey key = keys.get(signature.keyId());
        String name = LogText.quote(signature.keyId());
        if (key == null) {
            return refused(ReasonCode.READY_KEY_UNKNOWN, "is " + name + ", which is none of this host's keys");
        }
        if (!key.algorithm().algorithm().equals(signature.algorithm())) {
            return refused(
                    ReasonCode.READY_ALGORITHM_MISMATCH,
                    "is " + LogText.quote(signature.algorithm()) + ", but the key " + name + " is for "
                            + key.algorithm().algorithm());
        }
        Instant notBefore = key.notBefore();
        if (notBefore != null && receivedAt.isBefore(notBefore)) {
            return refused(
                    ReasonCode.READY_KEY_NOT_YET_VALID, "is " + name + ", which is valid from " + notBefore + " on");
        }
        Instant notAfter = key.notAfter();
        if (notAfter != null && !receivedAt.isBefore(notAfter)) {
            return refused(ReasonCode.READY_KEY_EXPIRED, "is " + name + ", which was valid until " + notAfter);
        }
        byte[] bytes = decoded(signature.value());
        if (bytes == null) {
            return refused(ReasonCode.READY_SIGNATURE_INVALID, "is no base64 with padding");
        }
        return verify(key, payload, bytes);
    }

    private static Verification verify(ReadyKey key, byte[] payload, byte[] signature) {
        String name = LogText.quote(key.id());
        try {
            if (holds(key, payload, signature)) {
                return new Verification.Authentic(key.id());
            }
            return refused(
                    ReasonCode.READY_SIGNATURE_INVALID,
                    "is not that of the key " + name + " over this payload: the payload was changed, or another key"
                            + " signed it");
        } catch (NoSuchFileException e) {
            return refused(
                    ReasonCode.READY_KEY_UNKNOWN, "is " + name + ", whose file " + path(key) + " has been removed");
        } catch (IOException e) {
            return refused(ReasonCode.READY_KEY_UNREADABLE, "is " + name + "; " + unreadable(key, e));
        } catch (NoSuchAlgorithmException e) {
            throw KeyFile.withoutAlgorithm(e);
        } catch (InvalidKeyException e) {
            return refused(
                    ReasonCode.READY_KEY_UNREADABLE, "is " + name + ", whose file " + path(key) + " holds no key");
        }
    }

    private static boolean holds(ReadyKey key, byte[] payload, byte[] signature)
            throws IOException, NoSuchAlgorithmException, InvalidKeyException {
        return switch (key.algorithm()) {
            case ED25519 -> {
                Signature ed25519 = Signature.getInstance(KeyFile.ED25519);
                ed25519.initVerify(KeyFile.publicKey(key.file()));
                try {
                    ed25519.update(payload);
                    // The JDK takes a signature with zeros after its end.
                    yield signature.length == ED25519_BYTES && ed25519.verify(signature);
                } catch (SignatureException e) {
                    yield false; // no point of the curve, or no number below its order
                }
            }
            case HMAC_SHA256 -> {
                Mac mac = Mac.getInstance(KeyFile.HMAC);
                mac.init(KeyFile.secret(key.file()));
                yield MessageDigest.isEqual(
                        mac.doFinal(payload), signature); // takes the same time wherever they differ
            }
        };
    }

    private static void read(ReadyKey key) throws IOException {
        switch (key.algorithm()) {
            case ED25519 -> KeyFile.publicKey(key.file());
            case HMAC_SHA256 -> KeyFile.secret(key.file());
        }
    }

    /** Returns the bytes, or null if the text is not their one spelling in padded base64. */
    private static byte @Nullable [] decoded(String text) {
        if (text.length() > MOST_SIGNATURE_CHARS) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String unreadable(ReadyKey key, IOException cause) {
        return "the key " + LogText.quote(key.id()) + " in " + path(key) + " cannot be used: "
                + FileFailure.inWords(cause);
    }

    private static String path(ReadyKey key) {
        return LogText.path(key.file().toString());
    }

    private static Verification refused(ReasonCode code, String message) {
        return new Verification.Refused(code, message);
    }
}
