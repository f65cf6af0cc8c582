package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that {@code docs/deploy.md} shows is one. */
final class DeployDocumentTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void configuration_ofTheDocument_isValidWithoutWarning() throws IOException {
        Matcher block = YAML.matcher(Files.readString(Path.of("../docs/deploy.md")));
        assertThat(block.find()).isTrue();
        WspConfig config = new ConfigFixture(folder)
                .file("wsp.yaml", block.group(1))
                .environment("KAFKA_JAAS", "a module")
                .environment("GATE_URL", "https://gate.example")
                .environment("GATE_TOKEN", "a token")
                .environment("DB_PASSWORD", "a password")
                .read();
        assertThat(config.warnings()).isEmpty();
        assertThat(config.get(ConfigTable.CONTROL_BUS_KIND)).isEqualTo(ControlBusKind.KAFKA);
        assertThat(config.get(ConfigTable.STATE_KIND)).isEqualTo(StateKind.JDBC);
        assertThat(config.get(ConfigTable.ORACLE_ROOT)).isInstanceOf(S3Root.class);
        assertThat(config.members(ConfigTable.KAFKA_PROPERTIES)).containsEntry("sasl.jaas.config", "a module");
    }

    /** Files are not read: they are those of the deployment. */
    @Test
    void secrets_ofTheDocument_areValid() throws IOException {
        Matcher block = YAML.matcher(Files.readString(Path.of("../docs/deploy.md")));
        assertThat(block.find()).isTrue();
        assertThat(block.find()).isTrue();
        ConfigFixture config = new ConfigFixture(folder)
                .file("wsp.yaml", ConfigFixture.COMPLETE.replaceFirst("ingress: .*\n", "") + block.group(1));
        assertThat(config.faults(Purpose.STATUS)).isEmpty();
        assertThat(config.set("ingress.url=https://other.example").faults(Purpose.STATUS))
                .containsExactly("ingress.url (--set): its host is not among security.allowed_hosts");
    }
}
