package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;

/** A folder with the keys of signers and verifiers. */
final class KeyFolder {
    private final Path folder;
    private final ReadyAlgorithm algorithm;

    KeyFolder(Path folder, ReadyAlgorithm algorithm) {
        this.folder = folder;
        this.algorithm = algorithm;
    }

    /** The file of the verifier. */
    Path verifying(String keyId) {
        return folder.resolve(keyId + ".pub");
    }

    /** The file of the signer. */
    Path signing(String keyId) {
        return folder.resolve(keyId + ".key");
    }

    /** Makes a key, in place of one of the same id. */
    void make(String keyId) throws IOException {
        try {
            if (algorithm == ReadyAlgorithm.HMAC_SHA256) {
                byte[] secret = new byte[32];
                new SecureRandom().nextBytes(secret);
                secret[31] = 1;
                Files.write(verifying(keyId), secret);
                Files.write(signing(keyId), secret);
                return;
            }
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Files.writeString(
                    verifying(keyId), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            Files.writeString(
                    signing(keyId), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\r\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\r\n" + base64 + "\r\n-----END " + label + "-----\r\n";
    }
}
