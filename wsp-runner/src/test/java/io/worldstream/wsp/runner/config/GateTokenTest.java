package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.http.ServiceToken;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token in a file that changes. */
final class GateTokenTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();
    private Location file = new Location("", Path.of(""));

    @BeforeEach
    void write() throws IOException {
        file = new Location("token", Files.writeString(folder.resolve("token"), "first\n"));
    }

    private GateToken following(String... settings) throws IOException {
        ConfigFixture fixture = new ConfigFixture(folder);
        for (String setting : settings) {
            fixture.set(setting);
        }
        GateAccess access = new GateAccess(fixture.read(), Map.of());
        return new GateToken(() -> access.tokenIn(file), "ingress.auth_token_file", false, warnings::add);
    }

    private void assertGives(GateToken token, String value) {
        token.refresh();
        assertThat(token.get()).isEqualTo(value);
    }

    @Test
    void get_fileReplacedByARename_isTheNewOne() throws IOException {
        GateToken token = following();
        assertThat(token.get()).isEqualTo("first");
        Path next = Files.writeString(folder.resolve("next"), "second");
        assertGives(token, "first");
        Files.move(next, file.path(), StandardCopyOption.ATOMIC_MOVE);
        assertGives(token, "second");
        assertThat(warnings).isEmpty();
    }

    /** As Kubernetes replaces a secret: the file is a link into a folder that is itself a link. */
    @Test
    void get_linkToTheFolderSwapped_isTheNewOne() throws IOException {
        for (String version : List.of("one", "two")) {
            Files.writeString(Files.createDirectory(folder.resolve(version)).resolve("token"), version);
        }
        Files.createSymbolicLink(folder.resolve("data"), Path.of("one"));
        Path link = Files.createSymbolicLink(folder.resolve("linked"), Path.of("data", "token"));
        file = new Location("linked", link);
        GateToken token = following();
        assertThat(token.get()).isEqualTo("one");
        Files.createSymbolicLink(folder.resolve("data.next"), Path.of("two"));
        Files.move(folder.resolve("data.next"), folder.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
        assertGives(token, "two");
    }

    /** Neither size nor time of the file tell. */
    @Test
    void get_fileWrittenInPlaceWithTheSameTimeAndSize_isTheNewOne() throws IOException {
        GateToken token = following();
        var time = Files.getLastModifiedTime(file.path());
        Files.writeString(file.path(), "third\n");
        Files.setLastModifiedTime(file.path(), time);
        assertGives(token, "third");
    }

    @Test
    void get_fileUnusable_isTheLastGoodOneAndWarnsOnceEachTime() throws IOException {
        GateToken token = following();
        Files.writeString(file.path(), "");
        assertGives(token, "first");
        Files.delete(file.path());
        assertGives(token, "first");
        Files.createDirectory(file.path());
        assertGives(token, "first");
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("ingress.auth_token_file: the last good token stays in use: ")
                .endsWith("/token is empty");
        Files.delete(file.path());
        Files.writeString(file.path(), "second");
        assertGives(token, "second");
        Files.writeString(file.path(), "s3cret\u0000");
        assertGives(token, "second");
        assertThat(warnings)
                .hasSize(2)
                .last()
                .asString()
                .contains("is not a valid header value")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "t\n", "t\r\n", "t\r"})
    void get_lineBreakAtTheEnd_isNoPartOfIt(String content) throws IOException {
        Files.writeString(file.path(), content);
        assertThat(following().get()).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "t\n\n", " t", "t ", "\uFEFFt", "a\nb", "t\u00e9"})
    void get_whatIsNoToken_isInvalid(String content) throws IOException {
        Files.writeString(file.path(), content);
        assertThatThrownBy(this::following)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID));
    }

    @Test
    void get_largeFile_isInvalid() throws IOException {
        Files.writeString(file.path(), "t".repeat(8193));
        assertThatThrownBy(this::following).hasMessageContaining("it has more than 8192 bytes");
    }

    @Test
    void get_secretOfServiceTokens_isTheTokenOfTheProducer() throws IOException {
        GateToken token = following(
                "ingress.auth_scheme=service_token", "policy.producer=svc:a", "ingress.auth_token_file=token");
        assertThat(token.get()).isEqualTo(ServiceToken.of("svc:a", "first"));
        Files.writeString(file.path(), "second");
        assertGives(token, ServiceToken.of("svc:a", "second"));
    }

    @Test
    void get_serviceTokenOfAnother_isNotTaken() throws IOException {
        String own = ServiceToken.of("svc:a", "s");
        Files.writeString(file.path(), own);
        GateToken token = following(
                "ingress.auth_scheme=service_token", "policy.producer=svc:a", "ingress.auth_token_file=token");
        assertThat(token.get()).isEqualTo(own);
        Files.writeString(file.path(), ServiceToken.of("svc:b", "s"));
        assertGives(token, own);
        assertThat(warnings)
                .singleElement()
                .asString()
                .endsWith("the service token is that of \"svc:b\", but policy.producer is \"svc:a\"");
    }

    @Test
    void following_source_isReadAgainUntilItIsClosed() throws InterruptedException {
        CountDownLatch reads = new CountDownLatch(3);
        try (GateToken token = GateToken.following(
                () -> {
                    reads.countDown();
                    if (reads.getCount() == 1) {
                        throw new IllegalStateException("a defect of the source, which does not end the reads");
                    }
                    return "t";
                },
                "key")) {
            assertThat(reads.await(5, TimeUnit.MINUTES)).isTrue();
            assertThat(token.get()).isEqualTo("t");
            assertThat(token).hasToString("GateToken[key]");
        }
    }
}
