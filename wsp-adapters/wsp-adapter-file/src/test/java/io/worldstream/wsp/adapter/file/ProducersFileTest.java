package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducersFileTest {
    private static final Set<String> ALL = Set.of("*");

    @TempDir
    private Path folder;

    private ProducersFile file(String name, byte[] content) throws IOException {
        return new ProducersFile(Files.write(folder.resolve(name), content));
    }

    private ProducersFile file(String content) throws IOException {
        return file("producers", content.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertInvalid(ProducersFile file, String why) {
        assertThatThrownBy(file::get)
                .asInstanceOf(InstanceOfAssertFactories.type(WspException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .extracting(WspException::getMessage, InstanceOfAssertFactories.STRING)
                .contains(file.file().toString(), why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "svc:a\nsvc:b\n",
                "svc:a\nsvc:b",
                "\uFEFFsvc:a\r\nsvc:b\r\n",
                "svc:a\r\rsvc:b\r",
                "# who may emit: all\n\n  svc:a\t\nsvc:b\nsvc:b\n"
            })
    void lines_eachPrincipal_mayEmitEveryType(String content) throws IOException {
        assertThat(file(content).get()).isEqualTo(Map.of("svc:a", ALL, "svc:b", ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "svc:a: [s2_*, trades]\nsvc:b: ['*']\n",
                "\uFEFF# comment\r\nsvc:a:\r\n  - s2_*\r\n  - trades\r\nsvc:b:\r\n  - \"*\"\r\n",
                "{\"svc:a\": [\"s2_*\", \"trades\"], \"svc:b\": [\"*\"]}",
                "\uFEFF \n{\"svc:a\":[\"s2_*\",\"trades\"],\"svc:b\":[\"*\"]}\r\n"
            })
    void map_eachPrincipal_mayEmitItsTypes(String content) throws IOException {
        assertThat(file(content).get()).isEqualTo(Map.of("svc:a", Set.of("s2_*", "trades"), "svc:b", ALL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF", "\r\n \n", "# nobody\n", "{}"})
    void list_empty_isInvalid(String content) throws IOException {
        assertInvalid(file(content), "lists no principal");
    }

    @Test
    void list_ofAnotherForm_isInvalid() throws IOException {
        assertInvalid(file("svc:a svc:b\n"), "line 1: expected one principal, found \"svc:a svc:b\"");
        assertInvalid(file("svc:a\nsvc:b\u0000\n"), "line 2");
        assertInvalid(file("svc:a: trades\n"), "must be a list of event types, is a string");
        assertInvalid(file("svc:a: [7]\n"), "must hold strings only, holds a number");
        assertInvalid(file("svc:a: [x, x]\n"), "names \"x\" twice");
        assertInvalid(file("svc:a: [x]\nsvc:a: [y]\n"), "occurs twice");
        assertInvalid(file("{\"svc:a\": ["), "is not JSON");
        assertInvalid(file("p.yaml", "svc:a\n".getBytes(StandardCharsets.UTF_8)), "must be an object, is a string");
        assertInvalid(file("p.json", "[\"svc:a\"]".getBytes(StandardCharsets.UTF_8)), "must be an object, is a list");
        assertInvalid(file("latin1", new byte[] {'s', (byte) 0xe4}), "is not UTF-8");
        assertInvalid(file("large", new byte[(1 << 20) + 1]), "more than 1048576 bytes");
    }

    @Test
    void list_unreadable_isInvalid() {
        assertInvalid(new ProducersFile(folder.resolve("absent")), "no such file");
        assertInvalid(new ProducersFile(folder), "it is a folder");
    }

    @Test
    void list_changed_isReadAnew() throws IOException {
        ProducersFile file = file("svc:a\n");
        assertThat(file.get()).containsOnlyKeys("svc:a");
        file("svc:b\n");
        assertThat(file.get()).containsOnlyKeys("svc:b");
    }
}
