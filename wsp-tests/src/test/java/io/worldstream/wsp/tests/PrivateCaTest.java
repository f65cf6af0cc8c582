package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
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
        keytool("-exportcert -rfc -alias ca -file ca.pem -keystore keys.p12");
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

    /** The server side of TLS with one of the keys. */
    private static SSLContext presenting(String alias) throws Exception {
        char[] password = PASSWORD.toCharArray();
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys.resolve("keys.p12"))) {
            all.load(in, password);
        }
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Streams to a gate with this certificate, by a JVM with these options. */
    private WspProcess run(int code, String certificate, String javaOptions) throws Exception {
        String config = WspProcess.run(
                        0, "world", "--out", temp.resolve("world").toString(), "--events", "" + EVENTS)
                .line()
                .get("config")
                .textValue();
        try (EmbeddedGate gate = EmbeddedGate.start();
                TlsDoor door = TlsDoor.open(presenting(certificate), gate.port())) {
            WspProcess run = WspProcess.launch(
                            javaOptions,
                            "run",
                            "--once",
                            "--config",
                            config,
                            "--set",
                            "ingress.url=https://127.0.0.1:" + door.port(),
                            "--set",
                            "policy.stream_speedup=max",
                            "--set",
                            "policy.retry_budget_ms=1000")
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
    void run_withoutTheCa_haltsWithTheReason() throws Exception {
        assertSays(
                run(4, "right", ""),
                "PKIX path building failed",
                "unable to find valid certification path to requested target",
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
