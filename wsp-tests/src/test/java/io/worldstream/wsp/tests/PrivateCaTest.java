package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wsp run} against a gate whose certificate a private CA has signed, as docs/cli.md says. */
@Tag("process")
@Timeout(300)
final class PrivateCaTest {
    private static final int EVENTS = 20;
    private static final String PASSWORD = "changeit";
    private static final String CA = "ingress.tls.ca_file";
    private static final String CLIENT = "ingress.tls.cert_file";
    private static final String KEY = "ingress.tls.key_file";
    private static final Map<String, String> FILES = Map.of(CA, "ca.pem", CLIENT, "client.pem", KEY, "client.key");

    @TempDir
    static Path keys;

    @TempDir
    Path temp;

    private static String trusting;

    @BeforeAll
    static void makeCertificates() throws Exception {
        keytool("-genkeypair -alias ca -keyalg EC -dname CN=private-ca -ext bc:c -keystore keys.p12");
        signed("right", "-ext san=ip:127.0.0.1");
        signed("elsewhere", "-ext san=dns:elsewhere.example");
        signed("expired", "-ext san=ip:127.0.0.1 -startdate -10d -validity 5");
        signed("client", "");
        keytool("-exportcert -rfc -alias ca -file ca.pem -keystore keys.p12");
        KeyStore all = keys();
        pem("client.pem", "CERTIFICATE", all.getCertificate("client").getEncoded());
        pem(
                "client.key",
                "PRIVATE KEY",
                all.getKey("client", PASSWORD.toCharArray()).getEncoded());
        keytool("-importcert -noprompt -alias gate-ca -file ca.pem -keystore trust.p12");
        trusting = "-Djavax.net.ssl.trustStore=" + keys.resolve("trust.p12") + " -Djavax.net.ssl.trustStorePassword="
                + PASSWORD;
    }

    private static void signed(String alias, String more) throws Exception {
        keytool("-genkeypair -alias " + alias + " -keyalg EC -dname CN=" + alias + " -signer ca -keystore keys.p12 "
                + more);
    }

    private static void keytool(String args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(args.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Path said = keys.resolve("keytool.txt");
        Process keytool = new ProcessBuilder(command)
                .directory(keys.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(keytool.waitFor()).as(Files.readString(said)).isZero();
    }

    private static void pem(String file, String label, byte[] der) throws IOException {
        Files.writeString(
                keys.resolve(file),
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }

    private static KeyStore keys() throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys.resolve("keys.p12"))) {
            all.load(in, PASSWORD.toCharArray());
        }
        return all;
    }

    /** The server side of TLS with one of the keys; it trusts clients of the CA. */
    private static SSLContext presenting(String alias) throws Exception {
        char[] password = PASSWORD.toCharArray();
        KeyStore all = keys();
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        KeyStore clients = KeyStore.getInstance("PKCS12");
        clients.load(null, null);
        clients.setCertificateEntry("ca", all.getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(clients);
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Streams to a gate with this certificate, by a JVM with these options. */
    private WspProcess run(int code, String certificate, String javaOptions, String... settings) throws Exception {
        boolean mutual = List.of(settings).contains(CLIENT);
        String config = WspProcess.run(
                        0, "world", "--out", temp.resolve("world").toString(), "--events", "" + EVENTS)
                .line()
                .get("config")
                .textValue();
        try (EmbeddedGate gate = EmbeddedGate.start();
                TlsDoor door = TlsDoor.open(presenting(certificate), mutual, gate.port())) {
            List<String> command = new ArrayList<>(List.of(
                    "run",
                    "--once",
                    "--config",
                    config,
                    "--set",
                    "ingress.url=https://127.0.0.1:" + door.port(),
                    "--set",
                    "policy.stream_speedup=max",
                    "--set",
                    "policy.retry_budget_ms=1000"));
            for (String setting : settings) {
                command.addAll(List.of("--set", setting + "=" + keys.resolve(FILES.get(setting))));
            }
            WspProcess run = WspProcess.launch(javaOptions, command.toArray(String[]::new))
                    .ends(code);
            assertThat(gate.admitted()).hasSize(code == 0 ? EVENTS : 0);
            return run;
        }
    }

    private static void assertSays(WspProcess run, String... reasons) throws IOException {
        assertThat(run.line().get("reason").textValue()).isEqualTo("RETRY_EXHAUSTED");
        String message = run.line().get("violations").get(0).get("message").textValue();
        assertThat(message)
                .contains("the certificate of the gate was not accepted: ")
                .contains(reasons);
        assertThat(run.err()).contains(message);
    }

    @Test
    void run_withTheCaInItsTrustStore_completes() throws Exception {
        assertThat(run(0, "right", trusting).line().get("status").textValue()).isEqualTo("COMPLETED");
    }

    @Test
    void run_withTheCaAndAClientCertificateFromFiles_completes() throws Exception {
        assertThat(run(0, "right", "", CA, CLIENT, KEY).line().get("status").textValue())
                .isEqualTo("COMPLETED");
    }

    @Test
    void run_withoutTheCa_haltsWithTheReason() throws Exception {
        assertSays(
                run(4, "right", ""),
                "PKIX path building failed",
                "unable to find valid certification path to requested target",
                "ingress.tls.ca_file",
                "javax.net.ssl.trustStore");
    }

    @Test
    void run_certificateOfAnotherHost_haltsWithTheReason() throws Exception {
        assertSays(run(4, "elsewhere", trusting), "No subject alternative names matching IP address 127.0.0.1 found");
    }

    @Test
    void run_certificateHasExpired_haltsWithTheReason() throws Exception {
        assertSays(run(4, "expired", trusting), "validity check failed", "NotAfter: ");
    }
}
