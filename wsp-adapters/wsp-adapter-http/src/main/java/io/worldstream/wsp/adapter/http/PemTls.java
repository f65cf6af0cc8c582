package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.PemText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a TLS context from PEM text, for {@link HttpIngressSink.Builder#sslContext}: the CAs that are trusted, and the client
 * certificate of this host. No message shows anything of a key. Not thread-safe; blocks on nothing.
 *
 * <pre>{@code
 * SSLContext tls = new PemTls()
 *         .caCertificates(Files.readString(Path.of("ca.pem")))
 *         .clientCertificate(Files.readString(Path.of("wsp.pem")), Files.readString(Path.of("wsp.key")))
 *         .build();
 * }</pre>
 */
public final class PemTls {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String TO_PKCS8 = "openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW";
    /** The algorithms of keys, and for each the signature by which a key is compared with its certificate. */
    private static final List<List<String>> ALGORITHMS =
            List.of(List.of("RSA", "SHA256withRSA"), List.of("EC", "SHA256withECDSA"), List.of("EdDSA", "EdDSA"));

    private TrustManager @Nullable [] trusted;
    private KeyManager @Nullable [] own;

    /** Begins with the trust of the JVM and without a client certificate. */
    public PemTls() {}

    /**
     * Sets the certificates of the CAs that are trusted, in place of those of the JVM. A certificate that is no CA's is trusted
     * as itself.
     *
     * @param pem one certificate or more; other blocks and text between them are passed over
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if there is none, or one cannot be read
     */
    public PemTls caCertificates(String pem) {
        try {
            KeyStore store = emptyStore();
            List<X509Certificate> certificates = certificates(pem);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + i, certificates.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            trusted = trust.getTrustManagers();
            return this;
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /**
     * Sets the certificate that this host shows to a gate that asks for one.
     *
     * @param chain the certificate of this host, then those of the intermediate CAs, if any
     * @param key its private key, as PKCS#8 that is not encrypted (RSA, EC or EdDSA)
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if one of them cannot be read, or they do not belong together
     */
    public PemTls clientCertificate(String chain, String key) {
        try {
            List<X509Certificate> certificates = certificates(chain);
            PrivateKey own = privateKey(key);
            requirePair(certificates.get(0), own);
            KeyStore store = emptyStore();
            store.setKeyEntry("own", own, new char[0], certificates.toArray(Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, new char[0]);
            this.own = managers.getKeyManagers();
            return this;
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /** Checks the certificates of a chain without a key; otherwise as {@link #clientCertificate}. */
    public static void requireCertificates(String pem) {
        certificates(pem);
    }

    /** Checks a private key without its certificate; otherwise as {@link #clientCertificate}. */
    public static void requireKey(String pem) {
        privateKey(pem);
    }

    /** Returns a context with these settings. */
    public SSLContext build() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("an empty key store cannot be made", e);
        }
    }

    private static List<X509Certificate> certificates(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemText.Block block : blocks(pem)) {
                if (block.label().equals(CERTIFICATE)) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
                }
            }
        } catch (CertificateException e) {
            throw invalid("its certificate number " + (certificates.size() + 1) + " cannot be read", e);
        }
        if (certificates.isEmpty()) {
            throw invalid("it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", null);
        }
        return certificates;
    }

    private static PrivateKey privateKey(String pem) {
        if (pem.contains("ENCRYPTED")) {
            throw invalid(
                    "its key is encrypted, and there is no place for a passphrase: decrypt it with " + TO_PKCS8
                            + ", and let only this host's user read the file",
                    null);
        }
        List<PemText.Block> keys = blocks(pem).stream()
                .filter(block -> block.label().endsWith(PKCS8))
                .toList();
        if (keys.size() != 1) {
            throw invalid(
                    "expected one private key in PEM form (-----BEGIN PRIVATE KEY-----), found "
                            + (keys.isEmpty() ? "none" : keys.size()),
                    null);
        }
        if (!keys.get(0).label().equals(PKCS8)) {
            throw invalid("its key is a " + keys.get(0).label() + ", not of PKCS#8: convert it with " + TO_PKCS8, null);
        }
        byte[] der = keys.get(0).der();
        try {
            return ALGORITHMS.stream()
                    .map(algorithm -> privateKey(algorithm.get(0), der))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElseThrow(
                            () -> invalid("its key is damaged, or of another algorithm than RSA, EC and EdDSA", null));
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** Reads a key; empty if it is not one of the algorithm. */
    private static Optional<PrivateKey> privateKey(String algorithm, byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    private static List<PemText.Block> blocks(String pem) {
        try {
            return PemText.blocks(pem);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requirePair(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        if (!algorithm(certificate.getPublicKey()).equals(algorithm(key)) || !signs(key, certificate)) {
            throw invalid("the private key is not that of the first certificate", null);
        }
    }

    private static boolean signs(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = ALGORITHMS.stream()
                .filter(names -> names.get(0).equals(algorithm(key)))
                .findFirst()
                .orElseThrow()
                .get(1);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update((byte) 1);
        byte[] signature = signing.sign();
        signing.initVerify(certificate.getPublicKey());
        signing.update((byte) 1);
        return signing.verify(signature);
    }

    /** Returns the family of a key: the JDK names a key of Ed25519 by its curve in some releases. */
    private static String algorithm(Key key) {
        return key.getAlgorithm().startsWith("Ed") ? "EdDSA" : key.getAlgorithm();
    }

    private static WspException unusable(GeneralSecurityException cause) {
        return invalid("the JVM cannot use it: " + cause.getClass().getSimpleName(), cause);
    }

    /** Without the messages of the JDK, which may quote what they could not read. */
    private static WspException invalid(String why, @Nullable Exception cause) {
        return cause == null
                ? new WspException(ReasonCode.CONFIG_INVALID, why)
                : new WspException(ReasonCode.CONFIG_INVALID, why, cause);
    }
}
