package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.TestPush.ADMIT;
import static io.worldstream.wsp.adapter.http.TestPush.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Unavailable;
import io.worldstream.wsp.api.PushOutcome.Unknown;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS from PEM, with real handshakes and the certificates of a private CA. */
@Timeout(600)
class PemTlsTest {
    @TempDir
    static Path folder;

    private static TestCa ca;
    private static TestCa stranger;

    @BeforeAll
    static void makeCertificates() throws Exception {
        ca = new TestCa(
                folder,
                "gate -keyalg EC -ext san=ip:127.0.0.1",
                "elsewhere -keyalg EC -ext san=dns:elsewhere.example",
                "expired -keyalg EC -ext san=ip:127.0.0.1 -startdate -10d -validity 5",
                "client -keyalg RSA -keysize 2048",
                "late -keyalg Ed25519 -startdate -10d -validity 5");
        stranger = new TestCa(Files.createDirectory(folder.resolve("stranger")));
    }

    private static RawGate gate(String alias, boolean asksForCertificates, String... protocols) throws Exception {
        SSLServerSocket server = (SSLServerSocket)
                ca.server(alias).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(asksForCertificates);
        if (protocols.length > 0) {
            server.setEnabledProtocols(protocols);
        }
        return new RawGate(server, peer -> {
            while (peer.read() != null) {
                peer.write(RawGate.json(200, ADMIT));
            }
        });
    }

    private static PushOutcome push(RawGate gate, SSLContext tls) throws Exception {
        try (HttpIngressSink sink = HttpIngressSink.builder()
                .url("https://127.0.0.1:" + gate.port())
                .clock(CLOCK)
                .sslContext(tls)
                .timeout(Duration.ofMinutes(5))
                .build()) {
            return TestPush.of(sink, "{}").outcome();
        }
    }

    private static PemTls trusting() throws Exception {
        return new PemTls().caCertificates(ca.chain("ca"));
    }

    /** Returns the detail of a push that must fail before anything is sent. */
    private static String refused(RawGate gate, SSLContext tls) throws Exception {
        PushOutcome outcome = push(gate, tls);
        assertThat(outcome).isInstanceOf(Unavailable.class);
        assertThat(gate.requests).isEmpty();
        return ((Unavailable) outcome).detail();
    }

    @Nested
    class Trust {
        @Test
        void push_gateOfTheCa_isDecided() throws Exception {
            try (RawGate gate = gate("gate", false)) {
                assertThat(push(gate, trusting().build())).isInstanceOf(Decided.class);
            }
        }

        @Test
        void push_gateOfAnotherCa_isRefusedAndSaysWhichCasCount() throws Exception {
            try (RawGate gate = gate("gate", false)) {
                assertThat(refused(
                                gate,
                                new PemTls()
                                        .caCertificates(stranger.chain("ca"))
                                        .build()))
                        .startsWith("the certificate of the gate was not accepted: ")
                        .contains("ingress.tls.ca_file", "javax.net.ssl.trustStore");
            }
        }

        @Test
        void push_secondOfTwoCas_isDecided() throws Exception {
            String both = "the old one\n" + stranger.chain("ca") + "# the new one\r\n"
                    + ca.chain("ca").replace("\n", "\r\n");
            try (RawGate gate = gate("gate", false)) {
                assertThat(push(gate, new PemTls().caCertificates(both).build()))
                        .isInstanceOf(Decided.class);
            }
        }

        @Test
        void push_gateOfAnotherName_isRefusedAndSaysWhere() throws Exception {
            try (RawGate gate = gate("elsewhere", false)) {
                assertThat(refused(gate, trusting().build()))
                        .contains(
                                "No subject alternative names matching IP address 127.0.0.1 found",
                                "ingress.url must have a host that the certificate names");
            }
        }

        @Test
        void push_gateWithAnExpiredCertificate_isRefusedAndSaysSo() throws Exception {
            try (RawGate gate = gate("expired", false)) {
                assertThat(refused(gate, trusting().build()))
                        .contains("NotAfter: ", "the gate needs a certificate that is valid now, or a clock is wrong");
            }
        }
    }

    @Nested
    class ClientCertificate {
        private static final String WAY_OUT = "set ingress.tls.cert_file and ingress.tls.key_file";

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void push_gateAsksForIt_isDecided(String protocol) throws Exception {
            SSLContext tls = trusting()
                    .clientCertificate(ca.chain("client"), ca.key("client"))
                    .build();
            try (RawGate gate = gate("gate", true, protocol)) {
                assertThat(push(gate, tls)).isInstanceOf(Decided.class);
            }
        }

        @Test
        void push_gateAsksAndThereIsNone_isRefusedAndSaysWhatToSet() throws Exception {
            try (RawGate gate = gate("gate", true, "TLSv1.2")) {
                assertThat(refused(gate, trusting().build())).contains(WAY_OUT);
            }
        }

        @Test
        void push_certificateOfAnotherCa_isRefused() throws Exception {
            SSLContext tls = trusting()
                    .clientCertificate(stranger.chain("ca"), stranger.key("ca"))
                    .build();
            try (RawGate gate = gate("gate", true, "TLSv1.2")) {
                assertThat(refused(gate, tls)).contains(WAY_OUT);
            }
        }

        @Test
        void push_certificateHasExpired_isRefused() throws Exception {
            SSLContext tls = trusting()
                    .clientCertificate(ca.chain("late"), ca.key("late"))
                    .build();
            try (RawGate gate = gate("gate", true, "TLSv1.2")) {
                assertThat(refused(gate, tls)).contains(WAY_OUT);
            }
        }

        /** Under TLS 1.3 the client may send its request before it hears that its certificate is missing. */
        @Test
        void push_gateAsksByTls13AndThereIsNone_decidesNothing() throws Exception {
            try (RawGate gate = gate("gate", true, "TLSv1.3")) {
                assertThat(push(gate, trusting().build())).isInstanceOfAny(Unavailable.class, Unknown.class);
                assertThat(gate.requests).isEmpty();
            }
        }
    }

    @Nested
    class Version {
        /** An answer to a hello: by TLS 1.1, with the cipher suite TLS_RSA_WITH_AES_128_CBC_SHA. */
        private static final byte[] HELLO_OF_TLS_1_1 = hello();

        private static byte[] hello() {
            byte[] hello = new byte[5 + 4 + 38];
            byte[] head = {22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2};
            System.arraycopy(head, 0, hello, 0, head.length);
            hello[hello.length - 2] = 0x2f;
            hello[hello.length - 3] = 0;
            return hello;
        }

        @Test
        void push_gateSpeaksTls11Only_isRefusedAndSaysSo() throws Exception {
            try (RawGate gate = new RawGate(peer -> {
                peer.socket.getOutputStream().write(HELLO_OF_TLS_1_1);
                peer.socket.getOutputStream().flush();
                peer.awaitEnd();
            })) {
                assertThat(refused(gate, trusting().build())).contains("; the gate must speak TLS 1.2 or 1.3");
            }
        }

        @Test
        void push_contextOfTheHostAllowsLess_offersOnlyTls12And13() throws Exception {
            Lax lax = new Lax(trusting().build());
            try (RawGate gate = gate("gate", false)) {
                assertThat(push(gate, lax.context())).isInstanceOf(Decided.class);
            }
            assertThat(lax.engines).singleElement().satisfies(engine -> {
                assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
                assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                        .isEqualTo("HTTPS");
                assertThat(engine.getSession().getProtocol()).isEqualTo("TLSv1.3");
            });
        }

        @Test
        void push_contextOfTheHostIgnoresNames_isStillRefusedForAnotherName() throws Exception {
            try (RawGate gate = gate("elsewhere", false)) {
                assertThat(refused(gate, new Lax(trusting().build()).context()))
                        .contains("ingress.url must have a host that the certificate names");
            }
        }
    }

    /** A context whose engines allow old protocols and any host name. */
    private static final class Lax extends SSLContextSpi {
        final List<SSLEngine> engines = new CopyOnWriteArrayList<>();
        private final SSLContext strict;

        Lax(SSLContext strict) {
            this.strict = strict;
        }

        SSLContext context() {
            return new SSLContext(this, new Provider("lax", "1", "") {}, "TLS") {};
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            SSLEngine engine = strict.createSSLEngine(host, port);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"});
            parameters.setEndpointIdentificationAlgorithm(null);
            engine.setSSLParameters(parameters);
            engines.add(engine);
            return engine;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return engineCreateSSLEngine("", -1);
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("initialised already");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return strict.getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return strict.getServerSocketFactory();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return strict.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return strict.getClientSessionContext();
        }
    }

    @Nested
    class Text {
        private void assertInvalid(ThrowingCallable call, String message) {
            assertThatThrownBy(call).isInstanceOfSatisfying(WspException.class, e -> {
                assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID);
                assertThat(e).hasMessageContaining(message);
            });
        }

        @Test
        void caCertificates_none_isInvalid() {
            assertInvalid(() -> new PemTls().caCertificates(""), "it holds no certificate in PEM form");
            assertInvalid(() -> new PemTls().caCertificates(ca.key("gate")), "it holds no certificate in PEM form");
        }

        @Test
        void caCertificates_secondIsDamaged_saysWhich() throws Exception {
            String chain = ca.chain("ca") + TestCa.pem("CERTIFICATE", new byte[] {1, 2, 3});
            assertInvalid(() -> new PemTls().caCertificates(chain), "its certificate number 2 cannot be read");
        }

        @Test
        void clientCertificate_keyOfAnother_isInvalid() throws Exception {
            for (String other : List.of("gate", "late")) {
                assertInvalid(
                        () -> new PemTls().clientCertificate(ca.chain("client"), ca.key(other)),
                        "the private key is not that of the first certificate");
            }
            assertInvalid(
                    () -> new PemTls().clientCertificate(ca.chain("gate"), ca.key("elsewhere")),
                    "the private key is not that of the first certificate");
        }

        @Test
        void requireKey_encrypted_saysHowToDecrypt() {
            String legacy = """
                    -----BEGIN RSA PRIVATE KEY-----
                    Proc-Type: 4,ENCRYPTED
                    DEK-Info: AES-256-CBC,00

                    AAAA
                    -----END RSA PRIVATE KEY-----
                    """;
            for (String encrypted : List.of(TestCa.pem("ENCRYPTED PRIVATE KEY", new byte[40]), legacy)) {
                assertInvalid(
                        () -> PemTls.requireKey(encrypted),
                        "its key is encrypted, and there is no place for a passphrase: decrypt it with openssl pkcs8");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY"})
        void requireKey_notPkcs8_saysHowToConvert(String label) {
            assertInvalid(
                    () -> PemTls.requireKey(TestCa.pem(label, new byte[40])),
                    "its key is a " + label + ", not of PKCS#8: convert it with openssl pkcs8");
        }

        @Test
        void requireKey_damaged_showsNothingOfIt() {
            String secret = "c2VjcmV0c2VjcmV0";
            assertThatThrownBy(() -> PemTls.requireKey(
                            "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n"))
                    .hasMessage("its key is damaged, or of another algorithm than RSA, EC and EdDSA")
                    .hasNoCause();
            assertThatThrownBy(() -> PemTls.requireKey(
                            "-----BEGIN PRIVATE KEY-----\n" + secret + "=A\n-----END PRIVATE KEY-----\n"))
                    .hasMessage("its PEM is not base64")
                    .rootCause()
                    .message()
                    .doesNotContain(secret);
        }

        @Test
        void requireKey_twoOrNone_isInvalid() throws Exception {
            assertInvalid(() -> PemTls.requireKey(ca.key("gate") + ca.key("client")), "found 2");
            assertInvalid(() -> PemTls.requireKey(ca.chain("gate")), "found none");
        }

        @Test
        void requireKey_belowParameters_isRead() throws Exception {
            PemTls.requireKey("Bag Attributes\n  x: y\n" + TestCa.pem("EC PARAMETERS", new byte[10]) + ca.key("gate"));
        }

        @Test
        void requireKey_ofAnotherAlgorithm_isInvalid() throws Exception {
            byte[] x25519 = KeyPairGenerator.getInstance("X25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            assertInvalid(() -> PemTls.requireKey(TestCa.pem("PRIVATE KEY", x25519)), "another algorithm than RSA, EC");
        }
    }
}
