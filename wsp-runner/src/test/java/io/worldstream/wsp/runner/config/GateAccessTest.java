package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.adapter.http.ServiceToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys by which this host and the gate know each other. */
final class GateAccessTest {
    @TempDir
    Path folder;

    private ConfigFixture complete() {
        return new ConfigFixture(folder);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    @Test
    void token_inVariableAndFile_isInvalid() throws IOException {
        write("token", "t");
        assertThat(complete()
                        .environment("TOKEN", "t")
                        .set("ingress.auth_token_env=TOKEN")
                        .set("ingress.auth_token_file=token")
                        .faults())
                .containsExactly("ingress.auth_token_file (--set): set together with ingress.auth_token_env; keep one");
    }

    @Test
    void tokenFile_unusable_isInvalidAndShowsNothingOfIt() throws IOException {
        ConfigFixture config = complete().set("ingress.auth_token_file=token");
        assertThat(config.faults())
                .containsExactly("ingress.auth_token_file (--set): cannot read " + folder.resolve("token")
                        + ": no such file or folder");
        write("token", "");
        assertThat(config.faults())
                .containsExactly("ingress.auth_token_file (--set): " + folder.resolve("token") + " is empty");
        write("token", "s3cret\ns3cret\n");
        assertThat(config.faults())
                .singleElement()
                .asString()
                .startsWith("ingress.auth_token_file (--set): " + folder.resolve("token") + ": the auth token is not")
                .doesNotContain("s3cret");
        assertThat(config.faults(Purpose.STATUS)).isEmpty();
    }

    @Test
    void serviceToken_ofAnotherPrincipal_isInvalid() throws IOException {
        write("token", ServiceToken.of("svc:b", "s") + "\n");
        ConfigFixture config = complete().set("ingress.auth_token_file=token").set("ingress.auth_scheme=service_token");
        assertThat(config.faults())
                .containsExactly("ingress.auth_token_file (--set): " + folder.resolve("token")
                        + ": the service token is that of \"svc:b\", but policy.producer is"
                        + " \"svc:world_stream_producer\"");
        assertThat(config.set("policy.producer=svc:b").faults()).isEmpty();
        assertThat(complete()
                        .environment("TOKEN", ServiceToken.of("svc:b", "s"))
                        .set("ingress.auth_token_env=TOKEN")
                        .set("ingress.auth_scheme=service_token")
                        .faults())
                .containsExactly(
                        "ingress.auth_token_env (environment TOKEN): the service token is that of \"svc:b\", but"
                                + " policy.producer is \"svc:world_stream_producer\"");
    }

    @Test
    void serviceToken_damagedOrWithoutSecret_isInvalid() throws IOException {
        write("token", "st.v1.YQ.00");
        ConfigFixture config = complete().set("ingress.auth_token_file=token").set("ingress.auth_scheme=service_token");
        assertThat(config.faults())
                .singleElement()
                .asString()
                .contains("the service token is damaged: expected st.v1.PRINCIPAL.SIGNATURE");
        write("token", "s3cret,s3cret");
        assertThat(config.faults())
                .singleElement()
                .asString()
                .contains("no gate takes such a secret")
                .doesNotContain("s3cret");
        assertThat(complete().set("ingress.auth_scheme=service_token").faults())
                .containsExactly("ingress.auth_scheme (--set): needs a token: set ingress.auth_token_file or"
                        + " ingress.auth_token_env");
        assertThat(complete().set("ingress.auth_scheme=jwt").faults())
                .containsExactly(
                        "ingress.auth_scheme (--set): expected one of `api_key`, `service_token`, found \"jwt\"");
    }

    @Test
    void principal_otherThanTheProducer_isInvalid() throws IOException {
        assertThat(complete().set("ingress.auth_principal=svc:a").faults())
                .containsExactly("ingress.auth_principal (--set): the credentials are those of \"svc:a\", but"
                        + " policy.producer is \"svc:world_stream_producer\"");
        assertThat(complete()
                        .set("ingress.auth_principal=svc:a")
                        .set("policy.producer=svc:a")
                        .faults())
                .isEmpty();
        assertThat(complete()
                        .set("ingress.auth_principal=svc:world_stream_producer")
                        .faults())
                .isEmpty();
    }

    @Test
    void tls_certificateWithoutKeyOrKeyWithout_isInvalid() throws IOException {
        ConfigFixture https = complete().set("ingress.url=https://gate.example");
        assertThat(https.set("ingress.tls.cert_file=c").faults())
                .containsExactly("ingress.tls.cert_file (--set): needs ingress.tls.key_file too");
        assertThat(complete()
                        .set("ingress.url=https://gate.example")
                        .set("ingress.tls.key_file=k")
                        .faults())
                .containsExactly("ingress.tls.key_file (--set): needs ingress.tls.cert_file too");
    }

    @Test
    void tls_filesUnusable_areInvalidEach() throws IOException {
        write("ca.pem", "no pem");
        write("cert.pem", "no pem");
        ConfigFixture config = complete()
                .set("ingress.url=https://gate.example")
                .set("ingress.tls.ca_file=ca.pem")
                .set("ingress.tls.cert_file=cert.pem")
                .set("ingress.tls.key_file=key.pem");
        assertThat(config.faults())
                .containsExactly(
                        "ingress.tls.ca_file (--set): " + folder.resolve("ca.pem")
                                + ": it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)",
                        "ingress.tls.cert_file (--set): " + folder.resolve("cert.pem")
                                + ": it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)",
                        "ingress.tls.key_file (--set): cannot read " + folder.resolve("key.pem")
                                + ": no such file or folder");
        write("key.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThat(config.faults())
                .last()
                .asString()
                .contains("its key is encrypted")
                .doesNotContain("AAAA");
        assertThat(config.faults(Purpose.STATUS)).isEmpty();
    }

    /** The files were there when the configuration was read. */
    @Test
    void applyTo_filesGone_namesTheKeys() throws IOException {
        write("token", "t");
        GateAccess token =
                new GateAccess(complete().set("ingress.auth_token_file=token").read(), Map.of());
        GateAccess tls = new GateAccess(
                complete()
                        .set("ingress.url=https://gate.example")
                        .set("ingress.tls.ca_file=ca.pem")
                        .read(Purpose.STATUS),
                Map.of());
        Files.delete(folder.resolve("token"));
        assertThatThrownBy(() -> token.applyTo(HttpIngressSink.builder(), close -> {}))
                .hasMessageStartingWith("ingress.auth_token_file: cannot read ");
        assertThatThrownBy(() -> tls.applyTo(HttpIngressSink.builder(), close -> {}))
                .hasMessageStartingWith("ingress.tls: cannot read ");
    }

    @Test
    void tls_withHttp_isInvalid() throws IOException {
        assertThat(complete().set("ingress.tls.ca_file=ca.pem").faults())
                .contains("ingress.tls.ca_file (--set): has no effect on http: ingress.url must be https");
    }
}
