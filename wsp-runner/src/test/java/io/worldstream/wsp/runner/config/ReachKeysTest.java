package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate, stores and buses to which a configuration may lead. */
final class ReachKeysTest {
    private static final String PLAIN =
            ": plain http to another machine than this one (127.0.0.0/8, ::1, localhost) shows"
                    + " events and credentials to the network: use https, or set security.allow_plain_http to true";
    private static final String HOSTS =
            "security.allowed_hosts=[\"gate.example\",\"*.store.example\",\"::1\",\"localhost\"]";

    @TempDir
    Path folder;

    private ConfigFixture complete() {
        return new ConfigFixture(folder);
    }

    private ConfigFixture kinesis() {
        return complete()
                .set("control_bus.kind=kinesis")
                .set("control_bus.kinesis.stream=s")
                .set("control_bus.kinesis.region=r");
    }

    private ConfigFixture kafka(String servers) {
        return complete().set("control_bus.kind=kafka").set("control_bus.kafka.bootstrap.servers=" + servers);
    }

    private ConfigFixture database(String url) {
        return complete().set("state.kind=jdbc").set("state.jdbc.url=" + url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gate.example",
                "HTTP://gate.example:8080/v1",
                "http://127.0.0.1.evil.example",
                "http://127.0.0.1%2eevil.example",
                "http://127.1",
                "http://0x7f.1",
                "http://2130706433:80",
                "http://localhost.",
                "http://localhost:80:80",
                "http://\uff11\uff12\uff17.0.0.1",
                "http://[::ffff:8.8.8.8]/",
                "http://[::2]:80",
                "http://10.0.0.1"
            })
    void plainHttp_toAnotherMachine_isInvalid(String url) throws IOException {
        assertThat(complete().set("ingress.url=" + url).faults()).containsExactly("ingress.url (--set)" + PLAIN);
        assertThat(complete().set("s3.endpoint=" + url).faults()).containsExactly("s3.endpoint (--set)" + PLAIN);
        assertThat(kinesis().set("control_bus.kinesis.endpoint=" + url).faults())
                .containsExactly("control_bus.kinesis.endpoint (--set)" + PLAIN);
        assertThat(complete()
                        .set("ingress.url=" + url)
                        .set("security.allow_plain_http=true")
                        .faults())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://LOCALHOST:1/v1/",
                "http://127.8.8.8:80",
                "http://[::1]:80/",
                "http://[::ffff:127.0.0.1]",
                "https://gate.example",
                "HTTPS://0x7f.1"
            })
    void url_thisMachineOrTls_isValid(String url) throws IOException {
        assertThat(complete()
                        .set("ingress.url=" + url)
                        .set("s3.endpoint=" + url)
                        .faults())
                .isEmpty();
    }

    /** Not even the type of an URL lets these through. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1@evil.example",
                "http://localhost:80@evil.example/",
                "http://localhost\\@evil.example",
                "http://localhost\\.evil.example",
                "http://localhost /",
                "http:\\\\localhost",
                "http:localhost",
                "http:///localhost",
                "http://localhost#@evil.example",
                "http://localhost?@evil.example",
                "//localhost"
            })
    void url_withTwoReadings_isInvalid(String url) throws IOException {
        assertThat(complete()
                        .set("ingress.url=" + url)
                        .set("security.allow_plain_http=true")
                        .faults())
                .singleElement()
                .asString()
                .startsWith("ingress.url (--set): ")
                .doesNotContain("evil");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://gate.example|",
                "https://GATE.example.:8443/v1|",
                "https://a.store.example|",
                "http://[::1]:8080|",
                "http://localhost:8080|",
                "https://evil.example|its host is not among security.allowed_hosts",
                "https://store.example|its host is not among security.allowed_hosts",
                "https://10.0.0.1:443|its host is not among security.allowed_hosts",
                "http://127.0.0.1:8080|its host is not among security.allowed_hosts",
                "https://gate%2eexample|its host has no spelling that can be checked without a lookup: use a name of letters,"
                        + " digits, - and _, or an IP address in its usual form",
                "https://2130706433|its host has no spelling that can be checked without a lookup: use a name of letters,"
                        + " digits, - and _, or an IP address in its usual form"
            })
    void allowedHosts_given_nameAllUrls(String url, String fault) throws IOException {
        ConfigFixture ingress = complete().set(HOSTS).set("ingress.url=" + url);
        ConfigFixture s3 = complete().set(HOSTS).set("s3.endpoint=" + url);
        ConfigFixture stream = kinesis().set(HOSTS).set("control_bus.kinesis.endpoint=" + url);
        if (fault == null) {
            assertThat(ingress.faults()).isEmpty();
            assertThat(s3.faults()).isEmpty();
            assertThat(stream.faults()).isEmpty();
        } else {
            assertThat(ingress.faults()).containsExactly("ingress.url (--set): " + fault);
            assertThat(s3.faults()).containsExactly("s3.endpoint (--set): " + fault);
            assertThat(stream.faults()).containsExactly("control_bus.kinesis.endpoint (--set): " + fault);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gate.example:9092|0",
                "gate.example:9092, b.store.example:9092|0",
                "SASL_SSL://gate.example:9092|0",
                "[::1]:9092|0",
                "evil.example:9092|1",
                "gate.example:9092,evil.example:9092|2",
                "gate.example.evil.example:9092|1"
            })
    void allowedHosts_given_nameAllBrokers(String servers, int wrong) throws IOException {
        if (wrong == 0) {
            assertThat(kafka(servers).set(HOSTS).faults()).isEmpty();
        } else {
            assertThat(kafka(servers).set(HOSTS).faults())
                    .containsExactly("control_bus.kafka.bootstrap.servers (--set): the host of server " + wrong
                            + " is not among security.allowed_hosts");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://gate.example/db",
                "jdbc:postgresql://gate.example:5432,db.store.example/db?ssl=true",
                "jdbc:postgresql://[::1]:5432/db",
                "jdbc:postgresql:///db",
                "jdbc:postgresql:db",
                "jdbc:postgresql://:5432/db"
            })
    void allowedHosts_haveTheDatabase_isValid(String url) throws IOException {
        assertThat(database(url).set(HOSTS).faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://evil.example/db",
                "jdbc:postgresql://gate.example,evil.example/db",
                "jdbc:postgresql://gate.example.evil.example/db",
                "jdbc:postgresql://gate.example/db?host=evil.example",
                "jdbc:postgresql://gate.example/db?a=b&PGHOST=evil.example",
                "jdbc:postgresql://gate.example/db?h%6fst=evil.example",
                "jdbc:postgresql:?service=evil",
                "jdbc:postgresql://gate.example?x=/db&hostaddr=8.8.8.8"
            })
    void allowedHosts_haveNotTheDatabase_isInvalid(String url) throws IOException {
        assertThat(database(url).set(HOSTS).faults())
                .singleElement()
                .asString()
                .startsWith("state.jdbc.url (--set): ")
                .contains("security.allowed_hosts")
                .doesNotContain("evil");
        assertThat(database(url).faults()).isEmpty();
    }

    @Test
    void allowedHosts_keysOfAnotherKind_areNotRead() throws IOException {
        assertThat(complete()
                        .set(HOSTS)
                        .set("state.jdbc.url=jdbc:postgresql://evil.example/db")
                        .set("control_bus.kafka.bootstrap.servers=evil.example:1")
                        .set("control_bus.kinesis.endpoint=http://evil.example")
                        .faults())
                .isEmpty();
    }

    @Test
    void reach_forAnyCommand_isChecked() throws IOException {
        for (Purpose purpose : Purpose.values()) {
            assertThat(complete().set("s3.endpoint=http://evil.example").faults(purpose))
                    .contains("s3.endpoint (--set)" + PLAIN);
        }
    }
}
