package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReadyVerifier.Verification;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReadyVerifierTest {
    private static final byte[] PAYLOAD =
            "{\"bundle_hash\":\"48ea\",\"run_id\":\"3e76\"}".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(FileReadyVerifierTest.class.getResource("keys/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("key"), content);
    }

    private static ReadySignature signed(ReadyAlgorithm algorithm, String value) {
        return new ReadySignature("k", algorithm.algorithm(), value);
    }

    private static Verification judged(ReadyAlgorithm algorithm, Path key, String value) {
        return FileReadyVerifier.of(List.of(new ReadyKey("k", algorithm, key)))
                .verify(signed(algorithm, value), PAYLOAD, NOW);
    }

    private static ReadySignature sign(ReadyAlgorithm algorithm, Path key) {
        return new FileReadySigner(key, "k", algorithm).sign(PAYLOAD);
    }

    /** The signatures are those of {@code openssl pkeyutl -sign -rawin} and {@code openssl dgst -sha256 -mac hmac}. */
    @Nested
    class OpenSsl {
        private static final String ED25519 =
                "QAcZjtzvaRaFOt7zw6QsTdfMgCQtUglXv3Bg3VLYHAnBE8IxK/8fvtQzmnQDqHe/vPvB0mMNJBVap5ZQHXmjCA==";
        private static final String HMAC = "Y5Di+Y7D+Ov1PE77jHTkkIh8BVRHHV/cX0/8i3rIzmc=";

        @Test
        void ed25519_keyAndSignature_areTaken() {
            assertThat(judged(ReadyAlgorithm.ED25519, resource("ed25519.pub.pem"), ED25519))
                    .isEqualTo(new Verification.Authentic("k"));
            assertThat(sign(ReadyAlgorithm.ED25519, resource("ed25519.pem")).value())
                    .isEqualTo(ED25519);
        }

        @Test
        void hmac_secretAndSignature_areTaken() {
            assertThat(judged(ReadyAlgorithm.HMAC_SHA256, resource("hmac.txt"), HMAC))
                    .isEqualTo(new Verification.Authentic("k"));
            assertThat(sign(ReadyAlgorithm.HMAC_SHA256, resource("hmac.txt")).value())
                    .isEqualTo(HMAC);
        }

        /** RFC 8032, 5.1.7: the second half is below the order of the group, or one signature would have several spellings. */
        @Test
        void ed25519_anotherSpellingOfTheSignature_isInvalid() {
            byte[] signature = Base64.getDecoder().decode(ED25519);
            BigInteger order =
                    BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
            byte[] bigEndian = new byte[32];
            for (int i = 0; i < 32; i++) {
                bigEndian[i] = signature[63 - i];
            }
            byte[] sum = new BigInteger(1, bigEndian).add(order).toByteArray();
            for (int i = 0; i < 32; i++) {
                signature[32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
            }
            assertThat(judged(
                            ReadyAlgorithm.ED25519,
                            resource("ed25519.pub.pem"),
                            Base64.getEncoder().encodeToString(signature)))
                    .isInstanceOf(Verification.Refused.class);
        }

        @Test
        void rsa_publicKey_isNoKeyOfEd25519() {
            assertUnreadable(resource("rsa.pub.pem"), "its key is not one of Ed25519");
        }
    }

    @Nested
    class Secrets {
        @Test
        void secret_lineBreakAtItsEnd_isDroppedOnce() throws IOException {
            String value = sign(ReadyAlgorithm.HMAC_SHA256, file(SECRET)).value();
            for (String same : List.of(SECRET + "\n", SECRET + "\r\n")) {
                assertThat(judged(ReadyAlgorithm.HMAC_SHA256, file(same), value))
                        .isInstanceOf(Verification.Authentic.class);
            }
            for (String other : List.of(SECRET + "\n\n", SECRET + "\r", SECRET + " ", "\n" + SECRET)) {
                assertThat(judged(ReadyAlgorithm.HMAC_SHA256, file(other), value))
                        .isInstanceOf(Verification.Refused.class);
            }
        }

        @Test
        void secret_tooShort_isUnreadable() throws IOException {
            Path file = file(SECRET.substring(1) + "\n");
            FileReadyVerifier verifier =
                    FileReadyVerifier.of(List.of(new ReadyKey("k", ReadyAlgorithm.HMAC_SHA256, file)));
            assertThatThrownBy(verifier::requireReadable).hasMessageContaining("fewer than 32 bytes");
            assertThatThrownBy(() -> sign(ReadyAlgorithm.HMAC_SHA256, file))
                    .isInstanceOf(WspException.class)
                    .hasMessageContaining("fewer than 32 bytes")
                    .hasMessageNotContaining(SECRET.substring(1));
        }
    }

    /** Otherwise anyone who has the public key could sign. */
    @Nested
    class KeysThatAreNoSecret {
        private void assertNoSecret(Path file) {
            FileReadyVerifier verifier =
                    FileReadyVerifier.of(List.of(new ReadyKey("k", ReadyAlgorithm.HMAC_SHA256, file)));
            assertThatThrownBy(verifier::requireReadable)
                    .isInstanceOf(WspException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("no secret")
                    .hasMessageContaining("Set the algorithm to Ed25519");
            assertThat(judged(ReadyAlgorithm.HMAC_SHA256, file, "A".repeat(43) + "="))
                    .isInstanceOfSatisfying(
                            Verification.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo(ReasonCode.READY_KEY_UNREADABLE));
            assertThatThrownBy(() -> sign(ReadyAlgorithm.HMAC_SHA256, file))
                    .isInstanceOf(WspException.class)
                    .hasMessageContaining("no secret");
        }

        @Test
        void pem_ofAnyKind_isNoSecret() throws IOException {
            for (String name : List.of("ed25519.pub.pem", "rsa.pub.pem", "ed25519.pem")) {
                assertNoSecret(resource(name));
                String pem = Files.readString(resource(name));
                assertNoSecret(file("\r\n  " + pem));
                assertNoSecret(file("\ufeff" + pem));
                assertNoSecret(file("Bag Attributes\n    friendlyName: k\n" + pem));
            }
        }

        @Test
        void publicKeyOfOpenSsh_isNoSecret() throws IOException {
            assertNoSecret(
                    file("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0000000000000000000000000000000000000000000 a@b"));
            assertNoSecret(file("---- BEGIN SSH2 PUBLIC KEY ----\nAAAAC3NzaC1lZDI1NTE5AAAAIJ0000000000000000000\n"));
        }

        @Test
        void secret_withDashes_isTaken() throws IOException {
            FileReadyVerifier.of(List.of(
                            new ReadyKey("k", ReadyAlgorithm.HMAC_SHA256, file("-----" + SECRET + "BEGIN-----"))))
                    .requireReadable();
        }
    }

    @Nested
    class Pem {
        @Test
        void pem_ofAnotherForm_isUnreadable() throws IOException {
            String pem = Files.readString(resource("ed25519.pub.pem"));
            assertUnreadable(file(""), "it is not the PEM of one PUBLIC KEY");
            assertUnreadable(file(pem + pem), "it is not the PEM of one PUBLIC KEY");
            assertUnreadable(file(pem.replace("-----END PUBLIC KEY-----", "")), "it is not the PEM of one PUBLIC KEY");
            assertUnreadable(file(pem.replace("/WiOMF", "/WiO=F")), "its PEM is not base64");
            assertUnreadable(file(pem.replace("/WiOMF+o", "")), "its key is not one of Ed25519");
            assertUnreadable(folder.resolve("absent"), "no such file");
            assertUnreadable(folder, "it is a folder");
        }

        /** Else a host that gives the wrong file would print its private key. */
        @Test
        void pem_ofThePrivateKey_isRefusedWithoutShowingIt() throws IOException {
            Path file = resource("ed25519.pem");
            String body = Files.readAllLines(file).get(1);
            assertUnreadable(file, "it holds the PEM of another kind than PUBLIC KEY");
            FileReadyVerifier verifier = FileReadyVerifier.of(List.of(new ReadyKey("k", ReadyAlgorithm.ED25519, file)));
            assertThatThrownBy(verifier::requireReadable).hasMessageNotContaining(body);
        }

        @Test
        void pem_crlfAndSpaceAround_isTaken() throws IOException {
            String pem = Files.readString(resource("ed25519.pub.pem"));
            FileReadyVerifier.of(List.of(
                            new ReadyKey("k", ReadyAlgorithm.ED25519, file("\n" + pem.replace("\n", "\r\n") + "\r\n"))))
                    .requireReadable();
        }
    }

    private static void assertUnreadable(Path file, String why) {
        FileReadyVerifier verifier = FileReadyVerifier.of(List.of(new ReadyKey("k", ReadyAlgorithm.ED25519, file)));
        assertThatThrownBy(verifier::requireReadable)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageContaining(why)
                .hasMessageContaining(file.toString());
    }

    @Test
    void requireReadable_severalFaults_namesAll() {
        FileReadyVerifier verifier = FileReadyVerifier.of(List.of(
                new ReadyKey("b", ReadyAlgorithm.ED25519, folder.resolve("one")),
                new ReadyKey("a", ReadyAlgorithm.HMAC_SHA256, folder.resolve("two"))));
        assertThatThrownBy(verifier::requireReadable).hasMessageContainingAll("one", "two");
    }

    @Test
    void keys_noneOrTwice_areInvalid() {
        ReadyKey key = new ReadyKey("k", ReadyAlgorithm.ED25519, folder);
        assertThatIllegalArgumentException().isThrownBy(() -> FileReadyVerifier.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> FileReadyVerifier.of(List.of(key, key)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReadyKey("", ReadyAlgorithm.ED25519, folder));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReadyKey("k", ReadyAlgorithm.ED25519, folder, NOW, NOW));
    }
}
