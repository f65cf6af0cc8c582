package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Mac;

/**
 * Signs READYs with a key in a file, which each call reads anew: for publishers in Java, and tests. Immutable; any thread
 * may use it. Calls block on the file system.
 */
public final class FileReadySigner {
    private final Path file;
    private final String keyId;
    private final ReadyAlgorithm algorithm;

    /**
     * Creates a signer.
     *
     * @param file the file of the key, in the form that {@link ReadyAlgorithm} states for a signer
     * @param keyId the id by which verifiers know the key
     * @param algorithm the algorithm of the key
     */
    public FileReadySigner(Path file, String keyId, ReadyAlgorithm algorithm) {
        this.file = Objects.requireNonNull(file, "file");
        this.keyId = Objects.requireNonNull(keyId, "keyId");
        this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
    }

    /**
     * Signs a payload.
     *
     * @param payload the bytes to sign: the UTF-8 of the payload's canonical JSON (contracts 1); not modified
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the key cannot be read
     */
    public ReadySignature sign(byte[] payload) {
        try {
            return new ReadySignature(
                    keyId, algorithm.algorithm(), Base64.getEncoder().encodeToString(signature(payload)));
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    "the key in " + LogText.path(file.toString()) + " cannot be used: " + FileFailure.inWords(e),
                    e);
        } catch (GeneralSecurityException e) {
            throw KeyFile.withoutAlgorithm(e);
        }
    }

    private byte[] signature(byte[] payload) throws IOException, GeneralSecurityException {
        return switch (algorithm) {
            case ED25519 -> {
                Signature ed25519 = Signature.getInstance(KeyFile.ED25519);
                ed25519.initSign(KeyFile.privateKey(file));
                ed25519.update(payload);
                yield ed25519.sign();
            }
            case HMAC_SHA256 -> {
                Mac mac = Mac.getInstance(KeyFile.HMAC);
                mac.init(KeyFile.secret(file));
                yield mac.doFinal(payload);
            }
        };
    }
}
