package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** READYs that {@code wsp sign} signs, and hosts that verify them. */
final class SignCommandTest {
    private static final int EVENTS = 20;
    private static final String SECRET = "a secret of more than thirty-two bytes";

    @TempDir
    Path temp;

    private final Shell shell = new Shell();
    private String config = "";
    private Path ready = Path.of("");

    @BeforeEach
    void worldAndKeys() throws IOException, GeneralSecurityException {
        JsonNode paths = Shell.world(temp.resolve("world"), EVENTS);
        config = paths.get("config").textValue();
        ready = Path.of(paths.get("ready").textValue());
        Files.writeString(beside("secret"), SECRET + "\n");
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Files.writeString(
                beside("private.pem"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Files.writeString(
                beside("public.pem"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    private Path beside(String name) {
        return Path.of(config).resolveSibling(name);
    }

    private int sign(Shell signer, String alg, String key) {
        return signer.run("sign", "--key", beside(key).toString(), "--key-id", "k", "--alg", alg, ready.toString());
    }

    /** Publishes what the command printed in place of the message. */
    private void publishSigned(String alg, String key) throws IOException {
        Shell signer = new Shell();
        assertThat(sign(signer, alg, key)).as(signer::err).isZero();
        Files.writeString(ready, signer.out());
    }

    private static String keys(String alg, String file, String more) {
        return "security.ready_keys={\"k\":{\"alg\":\"" + alg + "\",\"file\":\"" + file + "\"" + more + "}}";
    }

    private void assertRuns(int code, String reason, String keys, String... more) {
        try (EmbeddedGate gate = EmbeddedGate.builder().start()) {
            String[] settings = new String[2 + more.length];
            settings[0] = "--set";
            settings[1] = keys;
            System.arraycopy(more, 0, settings, 2, more.length);
            shell.streams(code, config, gate, settings);
            assertThat(gate.admitted()).hasSize(code == 0 ? EVENTS : 0);
        }
        assertThat(shell.out()).contains(reason);
        assertThat(shell.out() + shell.err()).doesNotContain(SECRET);
    }

    private void assertInvalid(String why, String setting) {
        assertThat(shell.run("explain", "--config", config, "--set", setting)).isEqualTo(2);
        assertThat(shell.err()).contains("CONFIG_INVALID", setting.substring(0, setting.indexOf('=')), why);
        assertThat(shell.err()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"Ed25519, private.pem, public.pem", "HMAC-SHA256, secret, secret"})
    void run_aSignedReady_isStreamed(String alg, String signing, String verifying) throws IOException {
        publishSigned(alg, signing);
        assertRuns(0, "COMPLETED", keys(alg, verifying, ""));
    }

    @Test
    void run_anUnsignedReady_isRefusedOnceKeysAreGiven() {
        assertRuns(3, "READY_SIGNATURE_MISSING", keys("HMAC-SHA256", "secret", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"if_present", "off"})
    void run_anUnsignedReady_isStreamedIfSignaturesAreNotRequired(String mode) {
        assertRuns(0, "COMPLETED", keys("HMAC-SHA256", "secret", ""), "--set", "security.ready_signature=" + mode);
    }

    @Test
    void run_aReadyThatWasChanged_isRefused() throws IOException {
        publishSigned("HMAC-SHA256", "secret");
        String signed = Files.readString(ready);
        Files.writeString(ready, signed.replace("\"facts_view_ref\":\"", "\"facts_view_ref\":\"./"));
        assertThat(Files.readString(ready)).isNotEqualTo(signed);
        assertRuns(3, "READY_SIGNATURE_INVALID", keys("HMAC-SHA256", "secret", ""));
    }

    @Test
    void run_anotherAlgorithm_isRefused() throws IOException {
        publishSigned("HMAC-SHA256", "secret");
        assertRuns(3, "READY_ALGORITHM_MISMATCH", keys("Ed25519", "public.pem", ""));
    }

    @Test
    void run_anExpiredKey_isRefused() throws IOException {
        publishSigned("HMAC-SHA256", "secret");
        assertRuns(
                3, "READY_KEY_EXPIRED", keys("HMAC-SHA256", "secret", ",\"not_after\":\"2026-01-01T00:00:00+01:00\""));
    }

    @Test
    void run_aKeyOfTheFuture_isRefused() throws IOException {
        publishSigned("HMAC-SHA256", "secret");
        assertRuns(
                3,
                "READY_KEY_NOT_YET_VALID",
                keys("HMAC-SHA256", "secret", ",\"not_before\":\"9999-01-01T00:00:00Z\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"public.pem", "private.pem"})
    void sign_keyOfAPairAsASecret_isRefused(String key) {
        assertThat(sign(shell, "HMAC-SHA256", key)).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains(key, "it holds a key of a key pair", "Set the algorithm to Ed25519");
    }

    @Test
    void run_keyOfAPairAsASecret_isRefused() {
        assertInvalid("it holds a key of a key pair", keys("HMAC-SHA256", "public.pem", ""));
    }

    @Test
    void explain_verifiesTheMessage() {
        assertThat(shell.run(
                        "explain",
                        "--config",
                        config,
                        "--ready",
                        ready.toString(),
                        "--set",
                        keys("HMAC-SHA256", "secret", "")))
                .isEqualTo(3);
        assertThat(shell.out()).contains("READY_SIGNATURE_MISSING");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                      | at least one",
                "{\"k\":7}                                               | expected a map {alg, file",
                "{\"k\":{\"alg\":\"HS256\",\"file\":\"secret\"}}         | expected alg to be Ed25519 or HMAC-SHA256",
                "{\"k\":{\"alg\":\"ed25519\",\"file\":\"public.pem\"}}   | expected alg to be Ed25519 or HMAC-SHA256",
                "{\"k\":{\"alg\":\"Ed25519\"}}                           | expected file, as text",
                "{\"k\":{\"alg\":\"Ed25519\",\"file\":\"f\",\"x\":1}}    | expected alg, file, not_before and not_after",
                "{\"k\":{\"alg\":\"Ed25519\",\"file\":\"absent\"}}       | no such file",
                "{\"k\":{\"alg\":\"Ed25519\",\"file\":\"private.pem\"}}  | another kind than PUBLIC KEY",
                "{\"k\":{\"alg\":\"Ed25519\",\"file\":\"secret\"}}       | not the PEM of one PUBLIC KEY",
                "{\"k\":{\"alg\":\"Ed25519\",\"file\":\"public.pem\",\"not_before\":\"now\"}} | expected not_before as a time",
                "[]                                                      | expected a map of key id"
            })
    void run_keysOfAnotherForm_exitWith2(String value, String why) {
        assertInvalid(why, "security.ready_keys=" + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"required", "if_present"})
    void run_signaturesWithoutKeys_exitWith2(String mode) {
        assertInvalid("needs the keys to verify with: set security.ready_keys", "security.ready_signature=" + mode);
    }

    @Test
    void sign_keepsTheMessageAndReplacesASignature() throws IOException {
        JsonNode before = Shell.json(Files.readString(ready));
        publishSigned("Ed25519", "private.pem");
        publishSigned("HMAC-SHA256", "secret");
        JsonNode after = Shell.json(Files.readString(ready));
        assertThat(after.get("payload")).isEqualTo(before.get("payload"));
        assertThat(after.get("message_id")).isEqualTo(before.get("message_id"));
        assertThat(after.get("attributes").get("alg").textValue()).isEqualTo("HMAC-SHA256");
        assertThat(after.get("attributes").get("kind"))
                .isEqualTo(before.path("attributes").get("kind"));
    }

    @Test
    void sign_badInput_exitsWith2() throws IOException {
        assertThat(sign(shell, "ed25519", "private.pem")).isEqualTo(2);
        assertThat(shell.err()).contains("--alg: expected Ed25519 or HMAC-SHA256");
        Shell publicKey = new Shell();
        assertThat(sign(publicKey, "Ed25519", "public.pem")).isEqualTo(2);
        assertThat(publicKey.err()).contains("--key: ", "another kind than PRIVATE KEY");
        Shell absent = new Shell();
        assertThat(sign(absent, "Ed25519", "absent")).isEqualTo(2);
        assertThat(absent.err()).contains("--key: ", "no such file");
        for (String message : new String[] {
            "", "[]", "{\"payload\":7}", "{\"payload\":{\"x\":1.5}}", "{\"payload\":{},\"payload\":{}}"
        }) {
            Files.write(ready, message.getBytes(StandardCharsets.UTF_8));
            Shell signer = new Shell();
            assertThat(sign(signer, "Ed25519", "private.pem")).as(message).isEqualTo(2);
            assertThat(signer.err()).contains("cannot be signed");
            assertThat(signer.out()).isEmpty();
        }
    }
}
