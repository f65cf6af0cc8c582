package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spellings of hosts: those of this machine and of an allowed host, and those that only look like one. */
final class HostNameTest {
    private static final AllowedHosts ALLOWED =
            allowed("[\"gate.example\", \"*.store.example\", \"10.0.0.1\", \"2001:db8::1\", \"b\u00fccher.example\"]");

    private static AllowedHosts allowed(String json) {
        JsonNode node = ConfigDocument.jsonOrText(json);
        return ReachKeys.ALLOWED_HOSTS
                .type()
                .read(node, new Place(Path.of("/"), new PathSpelling(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "LocalHost",
                "127.0.0.1",
                "127.0.0.0",
                "127.255.255.255",
                "127.1.2.3",
                "::1",
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[0000:0000:0000:0000:0000:0000:0000:0001]",
                "[::0001]",
                "[::ffff:127.0.0.1]",
                "[::FFFF:7f00:1]"
            })
    void isLoopback_thisMachine_holds(String host) {
        assertThat(HostName.of(host)).get().matches(HostName::isLoopback);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "localhost.",
                "localhost..",
                ".localhost",
                "localhost.evil.example",
                "evil.localhost",
                "localhost.localdomain",
                "localh0st",
                "localhost%00",
                "localhost%2eevil.example",
                "loc%61lhost",
                "localhost ",
                " localhost",
                "localhost\t",
                "localhost\\",
                "localhost\\.evil.example",
                "localhost@evil.example",
                "evil.example@localhost",
                "127.0.0.1@evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1.",
                "127.0.0.1%20",
                "127.0.0.1\\",
                "127.0.0.1,8.8.8.8",
                "127.0.0",
                "127.1",
                "127",
                "127.0.0.256",
                "127.0.0.01",
                "127.0.0.1.1",
                "0127.0.0.1",
                "0177.0.0.1",
                "0x7f.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "0X7F000001",
                "2130706433",
                "017700000001",
                "0",
                "0.0.0.0",
                "128.0.0.1",
                "126.255.255.255",
                "1.0.0.127",
                "\uff11\uff12\uff17.0.0.1",
                "127\u30020\u30020\u30021",
                "127.0.0.\u00b9",
                "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54",
                "local\u00adhost",
                "local\u200bhost",
                "l\u043ecalhost",
                "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
                "loca\u017fhost",
                "::",
                "[::]",
                "[::2]",
                "[::1",
                "::1]",
                "[::1]]",
                "[[::1]]",
                "[::1%lo]",
                "[::1%25lo]",
                "[::1].evil.example",
                "[::127.0.0.1]",
                "[::ffff:8.8.8.8]",
                "[::ffff:0:127.0.0.1]",
                "[64:ff9b::127.0.0.1]",
                "[fe80::1]",
                "[::1:0]",
                "[1::]",
                "[127.0.0.1]",
                "[localhost]",
                "[v1.::1]",
                "[]"
            })
    void isLoopback_whatOnlyLooksLikeIt_doesNotHold(String host) {
        assertThat(HostName.of(host).filter(HostName::isLoopback)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gate.example",
                "GATE.Example",
                "gate.example.",
                "a.store.example",
                "a.b.STORE.example.",
                "10.0.0.1",
                "[::ffff:10.0.0.1]",
                "[2001:db8::1]",
                "[2001:0DB8:0:0:0:0:0:1]",
                "2001:db8:0::1",
                "b\u00fccher.example",
                "B\u00dcCHER.example",
                "xn--bcher-kva.example",
                "XN--BCHER-KVA.EXAMPLE."
            })
    void contain_listedHost_holds(String host) {
        assertThat(HostName.of(host)).get().matches(ALLOWED::contain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "gate.example.evil.example",
                "evil-gate.example",
                "evil.gate.example",
                "gate-example",
                "gate.example..",
                "gate..example",
                ".gate.example",
                "gate.example%2f.evil.example",
                "gate%2eexample",
                "gate.example\\.evil.example",
                "gate.example@evil.example",
                "evil.example#gate.example",
                "evil.example?gate.example",
                "gate.example:80@evil.example",
                "gate.example ",
                "gate.example\u0000",
                "gate\u3002example",
                "gate\uff0eexample",
                "\uff47ate.example",
                "g\u0430te.example",
                "gat\u0435.example",
                "gate.ex\u00adample",
                "store.example",
                ".store.example",
                "xstore.example",
                "a.store.example.evil.example",
                "10.0.0.2",
                "10.0.0.1.evil.example",
                "10.1",
                "012.0.0.1",
                "0xa.0.0.1",
                "167772161",
                "[::10.0.0.1]",
                "[2001:db8::2]",
                "[2001:db8::1%eth0]",
                "bucher.example",
                "xn--bcher-kvb.example",
                "bu\u0308cher.example.evil.example"
            })
    void contain_whatOnlyLooksLikeAListedHost_doesNotHold(String host) {
        assertThat(HostName.of(host).filter(ALLOWED::contain)).isEmpty();
    }

    /** A combining mark and a composed letter are one name. */
    @Test
    void of_twoSpellingsOfALetter_isOneName() {
        assertThat(HostName.of("bu\u0308cher.example")).isEqualTo(HostName.of("b\u00fccher.example"));
    }

    @Test
    void of_longNames_isBounded() {
        assertThat(HostName.of("a".repeat(63) + ".example")).isPresent();
        assertThat(HostName.of("a".repeat(64) + ".example")).isEmpty();
        assertThat(HostName.of("a.".repeat(126) + "a")).isPresent();
        assertThat(HostName.of("a.".repeat(127) + "a")).isEmpty();
    }

    @Test
    void of_underscore_isAName() {
        assertThat(HostName.of("my_gate")).isEqualTo(Optional.of(new HostName("my_gate", false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|an empty list",
                "gate.example|\"gate.example\"",
                "[\"*\"]|\"*\"",
                "[\"*.\"]|\"*.\"",
                "[\"*.10.0.0.1\"]|\"*.10.0.0.1\"",
                "[\"a.*.example\"]|\"a.*.example\"",
                "[\"https://gate.example\"]|\"https://gate.example\"",
                "[\"gate.example:443\"]|\"gate.example:443\"",
                "[\"gate.example/\"]|\"gate.example/\"",
                "[\"me@gate.example\"]|\"me@gate.example\"",
                "[\"2130706433\"]|\"2130706433\"",
                "[\"\"]|\"\"",
                "[7]|\"7\"",
                "[null]|\"null\""
            })
    void allowedHosts_ofAnotherForm_isInvalid(String json, String found) {
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> allowed(json))
                .withMessageStartingWith("expected ")
                .withMessageEndingWith("found " + found);
    }
}
