package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that choose a bus or a store, and the keys that depend on the choice. */
final class KindsTest {
    private static final String KAFKA = "control_bus: {kind: kafka, kafka: {bootstrap.servers: \"broker:9092\"";

    @TempDir
    Path folder;

    private ConfigFixture complete() {
        return new ConfigFixture(folder);
    }

    private ConfigFixture changed(String text, String other) {
        return complete().file("wsp.yaml", ConfigFixture.COMPLETE.replace(text, other));
    }

    private ConfigFixture kafka(String properties) {
        return changed("control_bus: {root: bus}", KAFKA + properties + "}}");
    }

    @Test
    void kinds_notGiven_areFolders() throws IOException {
        WspConfig config = complete().read();
        assertThat(config.get(ConfigTable.CONTROL_BUS_KIND)).isEqualTo(ControlBusKind.FILE);
        assertThat(config.get(ConfigTable.STATE_KIND)).isEqualTo(StateKind.FILE);
        assertThat(config.members(ConfigTable.KAFKA_PROPERTIES)).isEmpty();
        assertThat(config.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "control_bus: {root: bus}|control_bus: {kind: rabbit}|control_bus.kind (wsp.yaml): expected one of"
                        + " `file`, `kafka`, `kinesis`, found \"rabbit\"",
                "state: {root: state}|state: {root: state, kind: redis}|state.kind (wsp.yaml): expected one of `file`,"
                        + " `jdbc`, `s3`, found \"redis\"",
                "control_bus: {root: bus}|control_bus: {kind: kafka}|control_bus.kafka.bootstrap.servers: missing; set it"
                        + " in the file, as WSP_CONTROL_BUS_KAFKA_BOOTSTRAP_SERVERS, or with --set",
                "state: {root: state}|state: {root: state, kind: jdbc}|state.jdbc.url: missing; set it in the file, as"
                        + " WSP_STATE_JDBC_URL, or with --set",
                "control_bus: {root: bus}|control_bus: {kind: kinesis}|control_bus.kinesis.stream: missing; set it in the"
                        + " file, as WSP_CONTROL_BUS_KINESIS_STREAM, or with --set",
                "state: {root: state}|state: {root: state, kind: s3}|state.s3.root: missing; set it in the file, as"
                        + " WSP_STATE_S3_ROOT, or with --set",
                "object_store: {root: store}|object_store: {root: \"s3://\"}|object_store.root (wsp.yaml): expected"
                        + " s3://bucket or s3://bucket/prefix, where the bucket has 3 to 63 characters of a-z, 0-9, . and -, found \"s3://\"",
                "oracle: {root: oracle}|oracle: {root: \"S3:/bucket/x\"}|oracle.root (wsp.yaml): expected s3://bucket or"
                        + " s3://bucket/prefix, where the bucket has 3 to 63 characters of a-z, 0-9, . and -, found \"S3:/bucket/x\"",
                "oracle: {root: oracle}|oracle: {root: \"gs://bucket/x\"}|oracle.root (wsp.yaml): expected a path on this"
                        + " machine, found the URL \"gs://bucket/x\""
            })
    void kind_unknownOrHalfGiven_isOneFault(String text, String other, String fault) throws IOException {
        assertThat(changed(text, other).faults()).containsExactly(fault);
    }

    @Test
    void auditTrail_unknownOrHalfGiven_isAFaultOfTheKeyThatIsMissing() throws IOException {
        assertThat(complete().set("audit.kind=jdbc").faults())
                .containsExactly("state.jdbc.url: missing; set it in the file, as WSP_STATE_JDBC_URL, or with --set");
        assertThat(complete().set("audit.kind=kafka").faults())
                .containsExactly("audit.kind (--set): expected one of `file`, `jdbc`, found \"kafka\"");
        assertThat(complete()
                        .set("audit.kind=jdbc")
                        .set("state.jdbc.url=jdbc:postgresql://db/wsp")
                        .set("state.jdbc.password_env=ABSENT")
                        .faults())
                .containsExactly("state.jdbc.password_env: the environment variable ABSENT is not set");
    }

    @Test
    void kafkaProperties_nestedOrDotted_arePassedOn() throws IOException {
        WspConfig config = kafka(", sasl: {mechanism: PLAIN, jaas.config: \"${JAAS}\"}, fetch.min.bytes: 7")
                .environment("JAAS", "hidden")
                .environment("WSP_CONTROL_BUS_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                .environment("WSP_CONTROL_BUS_KAFKA_GROUP_ID", "other")
                .set("control_bus.kafka.fetch.min.bytes=8")
                .read();
        assertThat(config.get(ConfigTable.KAFKA_SERVERS)).isEqualTo("broker:9092");
        assertThat(config.get(ConfigTable.KAFKA_GROUP)).isEqualTo("other");
        assertThat(config.members(ConfigTable.KAFKA_PROPERTIES))
                .isEqualTo(Map.of(
                        "sasl.mechanism", "PLAIN",
                        "sasl.jaas.config", "hidden",
                        "security.protocol", "SASL_SSL",
                        "fetch.min.bytes", "8"));
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void kafkaProperty_notAScalar_isAFaultThatHidesTheValue() throws IOException {
        assertThat(kafka(", ssl.keystore.password: [hidden]").faults())
                .containsExactly(
                        "control_bus.kafka.ssl.keystore.password (wsp.yaml): expected text, a number or a boolean");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ssl.truststore.password", "sasl.jaas.config", "ssl.keystore.key", "sasl.oauthbearer.token"})
    void secret_onTheCommandLine_isRefusedWithoutItsValue(String property) throws IOException {
        assertThat(kafka("").set("control_bus.kafka." + property + "=hidden").faults())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("control_bus.kafka." + property + " (--set): may be a secret")
                .doesNotContain("hidden");
    }

    @Test
    void kafkaProperty_unknownAndNoSecret_isSaidToBeUnknown() throws IOException {
        assertThat(kafka("").set("control_bus.kafka.bogus.key=1").faults())
                .singleElement()
                .asString()
                .startsWith("control_bus.kafka.bogus.key (--set): not a property of Kafka's consumer");
    }

    @Test
    void keysOfAnotherKind_areNamedInOneWarning() throws IOException {
        assertThat(changed("control_bus: {root: bus}", "control_bus: {root: bus, kafka: {group.id: g, a.b: c}}")
                        .add("checkpoint: {root: elsewhere}\n")
                        .read()
                        .warnings())
                .containsExactly(
                        "control_bus.kafka.group.id (wsp.yaml), control_bus.kafka.a.b (wsp.yaml): not used, since"
                                + " control_bus.kind is not kafka");
        assertThat(kafka("")
                        .add("checkpoint: {root: elsewhere}\n")
                        .set("state.kind=jdbc")
                        .set("state.jdbc.url=jdbc:postgresql://db/wsp")
                        .set("control_bus.root=bus")
                        .read()
                        .warnings())
                .containsExactly(
                        "control_bus.root (--set): not used, since control_bus.kind is not file",
                        "checkpoint.root (wsp.yaml): not used, since state.kind is not file");
        assertThat(complete().set("state.jdbc.user=a").read().warnings())
                .containsExactly("state.jdbc.user (--set): not used, since neither state.kind nor audit.kind is jdbc");
    }

    /** The database of the state is that of the audit trail, wherever the state is. */
    @Test
    void auditTrail_inADatabase_takesItsKeys() throws IOException {
        WspConfig config = complete()
                .set("audit.kind=jdbc")
                .set("audit.root=elsewhere")
                .set("state.jdbc.url=jdbc:postgresql://db/wsp")
                .set("state.jdbc.user=a")
                .read();
        assertThat(config.get(AuditKeys.KIND)).isEqualTo(AuditStoreKind.JDBC);
        assertThat(config.get(ConfigTable.STATE_KIND)).isEqualTo(StateKind.FILE);
        assertThat(config.takesEffect(ConfigTable.JDBC_USER)).isTrue();
        assertThat(config.warnings()).containsExactly("audit.root (--set): not used, since audit.kind is not file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://me:hidden@db/wsp",
                "jdbc:postgresql://db/wsp?ssl=true&password=hidden",
                "jdbc:postgresql://db/wsp?sslpassword=hidden",
                "jdbc:postgresql://db/wsp?a=b&PASSWORD=hidden",
                "jdbc:postgresql://db/wsp?user=hidden"
            })
    void databaseUrl_withUserOrPassword_isRefusedWithoutIt(String url) throws IOException {
        assertThat(complete()
                        .set("state.kind=jdbc")
                        .set("state.jdbc.url=" + url)
                        .faults())
                .containsExactly(
                        "state.jdbc.url (--set): expected a URL without user and password; set state.jdbc.user,"
                                + " and state.jdbc.password_env or state.jdbc.password_file");
    }

    @Test
    void roots_inABucket_areNotPathsOfThisMachine() throws IOException {
        WspConfig config = changed(
                        "root: oracle", "root: \"s3://worlds/sealed/\", aliases: {\"runs/local\": \"s3://old\"}")
                .read();
        assertThat(config.get(ConfigTable.ORACLE_ROOT)).isEqualTo(new S3Root("s3://worlds/sealed/"));
        assertThat(config.get(ConfigTable.ORACLE_ALIASES)).isEqualTo(Map.of("runs/local", new S3Root("s3://old")));
        assertThat(config.get(ConfigTable.OBJECT_STORE_ROOT)).isEqualTo(new Location("store", folder.resolve("store")));
    }
}
