package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.support.PemText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads the files of keys, anew at each call. No message holds anything of their content. An {@link IOException} says what
 * is wrong with the file. Stateless; any thread may use it.
 */
final class KeyFile {
    static final String HMAC = "HmacSHA256";
    static final String ED25519 = ReadyAlgorithm.ED25519.algorithm();

    private static final int MAX_BYTES = 1 << 16;
    private static final int LEAST_SECRET_BYTES = 32;
    /** A PEM of whatever kind, also below attributes, and the keys of OpenSSH: all are keys of a pair, many of them public. */
    private static final Pattern NO_SECRET =
            Pattern.compile("(?m)^[^\\w\n]{0,16}----[- ]BEGIN |\\A\\s*(ssh-[a-z0-9-]+|ecdsa-sha2-[a-z0-9-]+) AAAA");

    private KeyFile() {}

    /**
     * Reads the public key of Ed25519.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws IOException if it cannot be read, or holds no such key
     */
    static PublicKey publicKey(Path file) throws IOException {
        byte[] der = der(file, "PUBLIC KEY", "openssl pkey -pubout makes it from the private key");
        try {
            return factory().generatePublic(new X509EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            throw notEd25519(e);
        }
    }

    /** Reads the private key of Ed25519; otherwise as {@link #publicKey}. */
    static PrivateKey privateKey(Path file) throws IOException {
        byte[] der = der(file, "PRIVATE KEY", "openssl genpkey -algorithm ed25519 makes one");
        try {
            return factory().generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            throw notEd25519(e);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /**
     * Reads the secret of an HMAC: the bytes of the file without one line break at their end; otherwise as above. A PEM is
     * no secret: that of a public key is known to everyone.
     */
    static SecretKey secret(Path file) throws IOException {
        byte[] bytes = BoundedFile.read(file, MAX_BYTES);
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
            if (length > 0 && bytes[length - 1] == '\r') {
                length--;
            }
        }
        if (length < LEAST_SECRET_BYTES) {
            throw new IOException("it has fewer than 32 bytes, not counting a line break at its end; openssl rand -out"
                    + " FILE 32 makes one");
        }
        if (NO_SECRET
                .matcher(new String(bytes, 0, length, StandardCharsets.ISO_8859_1))
                .find()) {
            Arrays.fill(bytes, (byte) 0);
            throw new IOException(
                    "it holds a key of a key pair, or a certificate, and no secret: anyone who has the public"
                            + " key could sign. Set the algorithm to Ed25519, or give a file that openssl rand -out FILE 32"
                            + " makes");
        }
        SecretKey secret = new SecretKeySpec(bytes, 0, length, HMAC);
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    private static byte[] der(Path file, String label, String wayOut) throws IOException {
        String text = new String(BoundedFile.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1);
        PemText.Block pem;
        try {
            pem = PemText.only(text)
                    .orElseThrow(() -> new IOException("it is not the PEM of one " + label + "; " + wayOut));
        } catch (IllegalArgumentException e) {
            throw new IOException("its PEM is not base64", e);
        }
        if (!pem.label().equals(label)) {
            throw new IOException("it holds the PEM of another kind than " + label + "; " + wayOut);
        }
        return pem.der();
    }

    private static KeyFactory factory() {
        try {
            return KeyFactory.getInstance(ED25519);
        } catch (NoSuchAlgorithmException e) {
            throw withoutAlgorithm(e);
        }
    }

    private static IOException notEd25519(InvalidKeySpecException cause) {
        return new IOException("its key is not one of Ed25519", cause);
    }

    /** Returns the failure of a JVM that was built without its cryptography. */
    static IllegalStateException withoutAlgorithm(GeneralSecurityException cause) {
        return new IllegalStateException("this Java runtime lacks an algorithm; add its module jdk.crypto.ec", cause);
    }
}
