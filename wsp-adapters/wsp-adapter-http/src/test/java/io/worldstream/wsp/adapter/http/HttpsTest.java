package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.TestPush.ADMIT;
import static io.worldstream.wsp.adapter.http.TestPush.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Unavailable;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS, with certificates that the JDK's keytool makes on the spot. */
@Timeout(600)
class HttpsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path dir;

    private static final String NOT_ACCEPTED = "the certificate of the gate was not accepted: ";

    private static SSLContext rightName;
    private static SSLContext wrongName;

    @BeforeAll
    static void makeCertificates() throws Exception {
        rightName = context("right", "ip:127.0.0.1");
        wrongName = context("wrong", "dns:elsewhere.example");
    }

    @Test
    void aTrustedCertificateOfThatNameIsTaken() throws Exception {
        try (RawGate gate = gate(rightName);
                HttpIngressSink sink = sink(gate, rightName)) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            assertThat(gate.connections).hasValue(1);
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefusedBeforeAnythingIsSent() throws Exception {
        try (RawGate gate = gate(wrongName);
                HttpIngressSink sink = sink(gate, wrongName)) {
            assertThat(fault(sink))
                    .startsWith(NOT_ACCEPTED)
                    .contains("No subject alternative names matching IP address 127.0.0.1 found");
            assertThat(gate.requests).isEmpty();
        }
    }

    @Test
    void push_gateDoesNotSpeakTls_saysSo() throws Exception {
        try (RawGate gate = new RawGate(peer -> peer.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
                HttpIngressSink sink = sink(gate, rightName)) {
            assertThat(fault(sink)).startsWith("SSLException \"Unrecognized SSL message");
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        try (RawGate gate = gate(rightName);
                HttpIngressSink sink = HttpIngressSink.builder()
                        .url("https://127.0.0.1:" + gate.port())
                        .clock(CLOCK)
                        .build()) {
            assertThat(fault(sink))
                    .startsWith(NOT_ACCEPTED)
                    .contains(
                            "PKIX path building failed",
                            "unable to find valid certification path to requested target",
                            "javax.net.ssl.trustStore")
                    .endsWith(", before anything was sent");
            assertThat(gate.requests).isEmpty();
        }
    }

    @Test
    void aHandshakeThatHangsIsUnavailableAndLeavesTheSinkUsable() throws Exception {
        try (RawGate gate = new RawGate(RawGate.Peer::awaitEnd);
                HttpIngressSink sink = HttpIngressSink.builder()
                        .url("https://127.0.0.1:" + gate.port())
                        .clock(CLOCK)
                        .sslContext(rightName)
                        .timeout(Duration.ofSeconds(1))
                        .build()) {
            for (int i = 0; i < 2; i++) {
                assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Unavailable.class);
            }
            assertThat(gate.connections).hasValueGreaterThan(1);
        }
    }

    /** Pushes, which must fail before anything is sent, and returns the detail. */
    private static String fault(HttpIngressSink sink) throws Exception {
        return ((Unavailable) TestPush.of(sink, "{}").outcome()).detail();
    }

    private static HttpIngressSink sink(RawGate gate, SSLContext trusted) {
        return HttpIngressSink.builder()
                .url("https://127.0.0.1:" + gate.port())
                .clock(CLOCK)
                .sslContext(trusted)
                .timeout(Duration.ofMinutes(10))
                .build();
    }

    private static RawGate gate(SSLContext context) throws Exception {
        return new RawGate(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()), peer -> {
                    while (peer.read() != null) {
                        peer.write(RawGate.json(200, ADMIT));
                    }
                });
    }

    /** A context that presents a fresh self-signed certificate, and trusts only that. */
    private static SSLContext context(String name, String subjectAlternative) throws Exception {
        Path file = dir.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + subjectAlternative,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(name, store.getCertificate(name));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
