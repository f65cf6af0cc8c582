package io.worldstream.wsp.tests;

import static io.worldstream.wsp.api.ReadySource.DEFAULT_TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wsp run} with a store, bus or database that is not as the configuration says: exit code, and what it prints. */
@Tag("process")
@Timeout(300)
final class FieldFaultsTest {
    /** Without an account, wherever one might be found. */
    private static final Map<String, String> NO_ACCOUNT = Map.of(
            "AWS_EC2_METADATA_DISABLED",
            "true",
            "AWS_CONFIG_FILE",
            "/nowhere/config",
            "AWS_SHARED_CREDENTIALS_FILE",
            "/nowhere/credentials");

    @TempDir
    static Path worlds;

    private static FieldBucket bucket;
    private static FieldBroker broker;
    private static FieldDatabase database;
    private static EmbeddedGate gate;
    private static World world;

    @TempDir
    Path temp;

    private final Map<String, String> environment = new HashMap<>(NO_ACCOUNT);
    private final Map<String, Object> settings = new LinkedHashMap<>();

    @BeforeAll
    static void startServers() throws Exception {
        bucket = FieldBucket.start();
        broker = FieldBroker.start();
        database = FieldDatabase.start();
        gate = EmbeddedGate.builder().envelopeContract(EnvelopeContract.V1).start();
        world = FieldWorld.seal(400, worlds, bucket);
    }

    @AfterAll
    static void stopServers() throws IOException {
        gate.close();
        database.close();
        broker.close();
        bucket.close();
    }

    /** A run that works, until a test changes a setting. */
    @BeforeEach
    void settings() {
        environment.putAll(FieldBucket.ENVIRONMENT);
        environment.putAll(FieldDatabase.ENVIRONMENT);
        settings.put("control_bus.root", world.controlBusRoot());
        settings.put("object_store.root", "s3://" + FieldBucket.NAME + "/object_store");
        settings.put("oracle.root", "s3://" + FieldBucket.NAME + "/oracle");
        settings.put("oracle.aliases", "{\"" + FieldWorld.ENGINE_ROOT + "\":\"s3://" + FieldBucket.NAME + "/oracle\"}");
        settings.put("s3.endpoint", bucket.url());
        settings.put("s3.region", "us-east-1");
        settings.put("s3.path_style", true);
        settings.put("catalogue", world.catalogueFile());
        settings.put("ingress.url", gate.url());
        settings.put("state.root", temp.resolve("state"));
        settings.put("policy.envelope_contract", "v1");
        settings.put("policy.stream_speedup", "max");
        settings.put("policy.read_retry_budget_ms", 0);
        settings.put("checkpoint.patience_ms", 0);
    }

    /**
     * Runs a command to its end, which must have this code, and returns what it prints, which must say all this. The
     * command gives a server seconds to answer. On a busy machine that can be too little, and then it is run again.
     */
    private String says(int code, String command, String... texts) throws Exception {
        WspProcess process = start(command).ends();
        for (int more = 4; more > 0 && !(process.code() == code && said(process, texts)); more--) {
            process = start(command).ends();
        }
        String said = process.ends(code).err() + process.out();
        assertThat(said).contains(texts);
        assertThat(said).as("no stack trace and no name of a class").doesNotContain("\tat ", "Exception", ".java");
        return said;
    }

    private WspProcess start(String command) throws IOException {
        List<String> args = new ArrayList<>(List.of(command.split(" ")));
        args.addAll(List.of(
                "--config", Files.writeString(temp.resolve("wsp.yaml"), "{}").toString()));
        settings.forEach((key, value) -> args.addAll(List.of("--set", key + "=" + value)));
        return WspProcess.start(environment, args.toArray(String[]::new));
    }

    private static boolean said(WspProcess process, String... texts) {
        try {
            String said = process.err() + process.out();
            return Stream.of(texts).allMatch(said::contains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String runSays(int code, String... texts) throws Exception {
        return says(code, "run --once", texts);
    }

    /** A port of this machine at which nobody answers. */
    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    /** Servers that start after the command, as those of one deployment may. */
    @Nested
    class LateStart {
        private final LateServer late = lateServer();

        @BeforeEach
        void budgets() {
            settings.put("policy.read_retry_budget_ms", 600_000);
            settings.put("checkpoint.patience_ms", 600_000);
        }

        @AfterEach
        void close() throws IOException {
            late.close();
        }

        private static LateServer lateServer() {
            try {
                return LateServer.create();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Runs a command whose server answers only after it was asked in vain. */
        private void completes(String command, int server, String key, String... texts) throws Exception {
            WspProcess process = start(command);
            process.until("the command says that it tries again", () -> said(process, "; trying again for", key));
            late.open(server);
            assertThat(process.ends(0).err() + process.out()).contains(texts);
        }

        private void keepStateIn(String name) throws Exception {
            database.create(name);
            settings.put("state.kind", "jdbc");
            settings.put("state.jdbc.url", FieldDatabase.url(name, late.port()));
            settings.put("state.jdbc.user", "wsp");
            settings.put("state.jdbc.password_env", "STATE_PASSWORD");
        }

        @Test
        void database_ofStateInit_isWaitedFor() throws Exception {
            keepStateIn("late_init");
            completes("state init", database.port(), "checkpoint.patience_ms", "created the tables of WSP");
        }

        @Test
        void database_ofARun_isWaitedFor() throws Exception {
            keepStateIn("late_run");
            settings.put("state.jdbc.schema", "migrate");
            completes("run --once", database.port(), "checkpoint.patience_ms", "COMPLETED");
        }

        /** The state is in folders. */
        @Test
        void databaseOfTheAuditTrail_ofARun_isWaitedFor() throws Exception {
            keepStateIn("late_audit");
            settings.remove("state.kind");
            settings.put("audit.kind", "jdbc");
            settings.put("state.jdbc.schema", "migrate");
            completes("run --once", database.port(), "checkpoint.patience_ms", "COMPLETED");
        }

        @Test
        void bucketOfState_ofARun_isWaitedFor() throws Exception {
            settings.put("state.kind", "s3");
            settings.put("state.s3.root", "s3://" + FieldBucket.NAME + "/late");
            settings.put("s3.endpoint", "http://127.0.0.1:" + late.port());
            completes("run --once", bucket.port(), "checkpoint.patience_ms", "COMPLETED");
        }

        @Test
        void bucketOfTheCatalogue_ofARun_isWaitedFor() throws Exception {
            Path control = Files.createDirectory(temp.resolve("control"));
            Files.copy(world.catalogueFile(), control.resolve("catalogue.json"));
            bucket.upload(control, "control");
            settings.put("catalogue", "s3://" + FieldBucket.NAME + "/control/catalogue.json");
            settings.put("s3.endpoint", "http://127.0.0.1:" + late.port());
            completes("run --once", bucket.port(), "policy.read_retry_budget_ms", "COMPLETED");
        }

        @Test
        void broker_ofARun_isWaitedFor() throws Exception {
            broker.createTopic(DEFAULT_TOPIC);
            broker.publish(DEFAULT_TOPIC, world.readyMessage());
            settings.remove("control_bus.root");
            settings.put("control_bus.kind", "kafka");
            settings.put("control_bus.kafka.bootstrap.servers", "127.0.0.1:" + late.port());
            completes("run --once", broker.port(), "policy.read_retry_budget_ms", "COMPLETED");
        }
    }

    @Test
    void kinesis_credentialsGivenNowhere_namesThePlaces() throws Exception {
        environment.keySet().removeAll(FieldBucket.ENVIRONMENT.keySet());
        settings.put("object_store.root", temp.resolve("store"));
        settings.put("oracle.root", temp.resolve("oracle"));
        settings.remove("oracle.aliases");
        settings.remove("control_bus.root");
        settings.put("control_bus.kind", "kinesis");
        settings.put("control_bus.kinesis.stream", "control");
        settings.put("control_bus.kinesis.region", "us-east-1");
        settings.put("control_bus.kinesis.endpoint", "http://" + nobody());
        runSays(
                2,
                "CONFIG_INVALID",
                "no credentials for the stream \"control\"",
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void run_withNothingWrong_completes() throws Exception {
        runSays(0, "COMPLETED");
    }

    @Nested
    class S3 {
        @Test
        void root_withoutBucket_namesTheKey() throws Exception {
            settings.put("object_store.root", "s3://");
            runSays(
                    2,
                    "object_store.root (--set): expected s3://bucket or s3://bucket/prefix, where the bucket has 3 to");
        }

        @Test
        void region_givenNowhere_namesTheKey() throws Exception {
            settings.remove("s3.region");
            runSays(2, "CONFIG_INVALID", "s3.region is missing", "set s3.region");
        }

        @Test
        void credentials_givenNowhere_namesThePlaces() throws Exception {
            environment.keySet().removeAll(FieldBucket.ENVIRONMENT.keySet());
            runSays(2, "CONFIG_INVALID", "no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }

        @Test
        void credentials_refused_saysSo() throws Exception {
            environment.put("AWS_SECRET_ACCESS_KEY", "a secret of others");
            assertThat(runSays(3, "FACTS_UNREADABLE", "the store refuses the credentials", "renew them"))
                    .doesNotContain("a secret of others");
        }

        @Test
        void bucket_missing_isNamed() throws Exception {
            settings.put("object_store.root", "s3://no-such-bucket/object_store");
            runSays(
                    3,
                    "FACTS_UNREADABLE",
                    "object_store.root: ",
                    "there is no bucket \"no-such-bucket\"; check the root and s3.endpoint");
        }

        @Test
        void bucketOfTheWorld_missing_isNamed() throws Exception {
            settings.put("oracle.root", "s3://no-such-bucket/oracle");
            settings.put("oracle.aliases", "{\"" + FieldWorld.ENGINE_ROOT + "\":\"s3://no-such-bucket/oracle\"}");
            runSays(3, "oracle.root: ", "there is no bucket \"no-such-bucket\"; check the root and s3.endpoint");
        }

        @Test
        void bucketOfSortedViews_missing_isNamedAndCostsNoRun() throws Exception {
            settings.put("sorted.root", "s3://no-such-bucket/sorted");
            runSays(0, "COMPLETED", "sorted.root: ", "there is no bucket \"no-such-bucket\"");
            says(1, "sorted", "sorted.root: ", "there is no bucket \"no-such-bucket\"");
        }

        @Test
        void catalogue_missing_isNamed() throws Exception {
            settings.put("catalogue", "s3://" + FieldBucket.NAME + "/none.yaml");
            runSays(2, "CONFIG_INVALID", "catalogue: \"s3://worlds/none.yaml\" does not exist");
        }

        @Test
        void bucketOfTheCatalogue_away_isNamed() throws Exception {
            settings.put("catalogue", "s3://" + FieldBucket.NAME + "/catalogue.json");
            settings.put("s3.endpoint", "http://" + nobody());
            runSays(1, "catalogue: ", "no answer from s3.endpoint http://127.0.0.1:");
        }

        @Test
        void bucketOfDeadLetters_missing_isNamed() throws Exception {
            settings.put("dead_letter.root", "s3://no-such-bucket/letters");
            runSays(2, "CONFIG_INVALID", "dead_letter.root: ", "there is no bucket \"no-such-bucket\"; make it");
        }

        @Test
        void store_away_isNamed() throws Exception {
            settings.put("s3.endpoint", "http://" + nobody());
            runSays(3, "object_store.root: ", "no answer from s3.endpoint http://127.0.0.1:");
        }

        @Test
        void bucketOfState_missing_isNamed() throws Exception {
            settings.put("state.kind", "s3");
            settings.put("state.s3.root", "s3://no-such-bucket/state");
            String missing = "there is no bucket \"no-such-bucket\"; make it";
            runSays(2, "CONFIG_INVALID", "state.s3.root: ", missing);
            says(2, "status", "CONFIG_INVALID", "state.s3.root: ", missing);
        }

        @Test
        void storeOfState_away_isNamed() throws Exception {
            settings.put("state.kind", "s3");
            settings.put("state.s3.root", "s3://worlds/state");
            settings.put("s3.endpoint", "http://" + nobody());
            runSays(1, "state.s3.root: ", "s3://worlds/state", "; no answer from s3.endpoint http://127.0.0.1:");
        }
    }

    @Nested
    class Postgres {
        @BeforeEach
        void keepStateInADatabase() {
            settings.put("state.kind", "jdbc");
            settings.put("state.jdbc.user", "wsp");
            settings.put("state.jdbc.password_env", "STATE_PASSWORD");
        }

        @Test
        void passwordVariable_notSet_namesTheKey() throws Exception {
            settings.put("state.jdbc.url", "jdbc:postgresql://" + nobody() + "/state");
            environment.remove("STATE_PASSWORD");
            runSays(2, "state.jdbc.password_env: the environment variable STATE_PASSWORD is not set");
        }

        @Test
        void server_away_saysSo() throws Exception {
            settings.put("state.jdbc.url", "jdbc:postgresql://" + nobody() + "/state");
            runSays(1, "there is no connection to the server: see that it runs and can be reached");
        }

        @Test
        void password_refused_saysSoAndShowsNone() throws Exception {
            settings.put("state.jdbc.url", database.url("postgres"));
            environment.put("STATE_PASSWORD", "a secret of others");
            assertThat(runSays(2, "CONFIG_INVALID", "state.jdbc.user: the server refuses the user", "\"wsp\""))
                    .doesNotContain("a secret of others", "trying again", "PoolBase");
        }

        @Test
        void database_absent_isAWrongSetting() throws Exception {
            settings.put("state.jdbc.url", database.url("nowhere"));
            assertThat(runSays(2, "CONFIG_INVALID", "state.jdbc.url: the database does not exist", "\"nowhere\""))
                    .doesNotContain("trying again");
        }

        @Test
        void password_notGiven_namesTheKeyToSet() throws Exception {
            settings.put("state.jdbc.url", database.url("postgres"));
            settings.remove("state.jdbc.password_env");
            assertThat(runSays(2, "CONFIG_INVALID", "state.jdbc.password_env: the server asks for a password"))
                    .doesNotContain("trying again");
        }

        @Test
        void tables_absentOrOfAnotherRelease_areNamedAndKept() throws Exception {
            settings.put("state.jdbc.url", database.create("releases"));
            runSays(2, "CONFIG_INVALID", "it has no tables of WSP", "wsp state init --config FILE");
            says(0, "state init", "created the tables of WSP");
            database.execute("releases", "INSERT INTO wsp_schema (version) VALUES (999)");
            runSays(2, "CONFIG_INVALID", "999");
            says(2, "state init", "CONFIG_INVALID", "999");
        }

        /** The state is in folders: from tables that are missing to a record that was edited. */
        @Test
        void auditTrail_aloneInTheDatabase_isMadeWrittenVerifiedAndRefused() throws Exception {
            settings.remove("state.kind");
            settings.put("audit.kind", "jdbc");
            settings.put("audit.host", "host-1");
            settings.put("state.jdbc.url", database.create("audited"));
            runSays(2, "CONFIG_INVALID", "it has no tables of WSP", "wsp state init --config FILE");
            says(0, "state init", "created the tables of WSP");
            runSays(0, "COMPLETED");
            says(0, "audit verify", "host-1: intact, 7 records, the last one of ");
            says(0, "audit show --kind completed", "host-1 6 completed run=");
            assertThat(temp.resolve("state").resolve("audit")).doesNotExist();
            database.execute(
                    "audited",
                    "UPDATE wsp_audit_record SET record = replace(record, '\"admitted\":\"', '\"admitted\":\"9')"
                            + " WHERE seq = 6");
            says(
                    5,
                    "audit verify",
                    "the audit trail of host host-1 is not intact: table wsp_audit_record in schema public of the"
                            + " database, host host-1, seq 6: its hash is not that of its content");
            runSays(5, "AUDIT_CORRUPT", "record 6: its hash is not that of its content");
            database.execute("audited", "DELETE FROM wsp_audit_record; DELETE FROM wsp_audit_chain");
            says(5, "audit verify", "there are saved runs, but no record in any audit trail in the database");
        }
    }

    @Nested
    class Kafka {
        @BeforeEach
        void readATopic() {
            settings.remove("control_bus.root");
            settings.put("control_bus.kind", "kafka");
            settings.put("control_bus.topic", "no.such.topic");
        }

        @Test
        void topic_missing_isNamed() throws Exception {
            settings.put("control_bus.kafka.bootstrap.servers", broker.servers());
            runSays(1, "topic no.such.topic does not exist", "create it, or correct control_bus.topic");
        }

        @Test
        void topic_missing_isNamedByADryRun() throws Exception {
            settings.put("control_bus.kafka.bootstrap.servers", broker.servers());
            says(1, "explain", "topic no.such.topic does not exist", "create it, or correct control_bus.topic");
        }

        @Test
        void topic_withPoisonBetweenOneRun_isExplained() throws Exception {
            settings.put("control_bus.topic", "poisoned");
            byte[] ready = new String(world.readyMessage(), StandardCharsets.UTF_8)
                    .replace(DEFAULT_TOPIC, "poisoned")
                    .getBytes(StandardCharsets.UTF_8);
            broker.createTopic("poisoned");
            broker.publish("poisoned", ready);
            broker.publish("poisoned", new byte[] {'{'});
            broker.publish("poisoned", ready);
            settings.put("control_bus.kafka.bootstrap.servers", broker.servers());
            says(0, "explain", "wsp: ignored poisoned-0@1: ", "would end    COMPLETED");
        }

        @Test
        void broker_away_isNamed() throws Exception {
            String servers = nobody();
            settings.put("control_bus.kafka.bootstrap.servers", servers);
            runSays(1, "the brokers at " + servers + " do not answer; check control_bus.kafka.bootstrap.servers");
        }
    }
}
