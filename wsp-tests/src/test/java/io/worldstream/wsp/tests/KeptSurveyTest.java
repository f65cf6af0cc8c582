package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.adapter.file.FileOracleReader;
import io.worldstream.wsp.adapter.file.FileSurveyStore;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemorySurveyStore;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;

/** I4: what a kept survey spares, and that it never lets a byte through that is not the sealed one. */
@Tag("process")
class KeptSurveyTest {
    private static final StreamPolicy TRUSTING =
            SteppedProducer.AS_FAST_AS_CAN_BE.withRead(read -> read.withSurveyTrust(SurveyTrust.SURVEY));
    private static final int CHUNK_BYTES = 256 << 10;

    @TempDir
    Path folder;

    private static RunSummary run(
            World world, OracleReader oracle, RecordingSink sink, StreamPolicy policy, Supplier<SurveyStore> surveys) {
        InMemoryReadySource bus = new InMemoryReadySource();
        try (SteppedProducer wsp = new SteppedProducer(
                bus, oracle, world.catalogue(), sink, policy, with -> with.surveyStore(surveys.get()))) {
            return wsp.run(world, bus);
        } finally {
            assertThat(sink.violations()).isEmpty();
        }
    }

    @Test
    void theSecondStartReadsNothingBeforeItsFirstEvent() {
        InMemoryOracle oracle = new InMemoryOracle();
        InMemorySurveyStore surveys = new InMemorySurveyStore();
        World world = Trades.world(500, 1000).putInto(oracle);
        String part = Trades.LOCATOR_FOLDER + "part-00000.jsonl";

        RunSummary first = run(world, oracle, RecordingSink.create(), TRUSTING, () -> surveys);
        long readAtFirst = oracle.bytesRead(RootKind.ORACLE, part);
        RunSummary second = run(world, oracle, RecordingSink.create(), TRUSTING, () -> surveys);
        long readThen = oracle.bytesRead(RootKind.ORACLE, part) - readAtFirst;

        assertThat(second.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(second.streamDigest()).isEqualTo(first.streamDigest()).isNotNull();
        assertThat(second.events()).isEqualTo(first.events());
        assertThat(surveys.saves()).hasSize(1);
        assertThat(surveys.loads()).hasSize(2);
        // Once to survey and once to stream, against once to stream.
        assertThat(readThen * 2).isEqualTo(readAtFirst);
    }

    @ParameterizedTest
    @NullSource
    @EnumSource
    void aByteThatChangedSinceHaltsBeforeAnythingOfItsChunkLeaves(@Nullable SecondLook look) throws IOException {
        StreamPolicy policy = TRUSTING.withRead(read -> read.withSecondLook(look));
        World world = Trades.world(20_000, 1000).writeTo(folder.resolve("world"));
        OracleReader oracle = FileOracleReader.builder()
                .objectStoreRoot(world.objectStoreRoot(), "object_store")
                .oracleRoot(world.oracleRoot(), "oracle")
                .build();
        Supplier<SurveyStore> surveys = () -> new FileSurveyStore(folder.resolve("surveys"));
        assertThat(run(world, oracle, RecordingSink.create(), policy, surveys).status())
                .isEqualTo(ReadyDisposition.COMPLETED);

        Path part = onlyFile(world.oracleRoot().resolve("data/trades"));
        byte[] bytes = Files.readAllBytes(part);
        assertThat(bytes.length).isGreaterThan(3 * CHUNK_BYTES);
        int changed = new String(bytes, StandardCharsets.US_ASCII).indexOf("10.50", 2 * CHUNK_BYTES + CHUNK_BYTES / 2);
        bytes[changed] = '9';
        Files.write(part, bytes);

        RecordingSink sink = RecordingSink.create();
        RunSummary halted = run(world, oracle, sink, policy, surveys);
        assertThat(halted.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(halted.reason()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH);
        int rowsBeforeTheChunk = (int) new String(bytes, 0, 2 * CHUNK_BYTES, StandardCharsets.US_ASCII)
                .lines()
                .count();
        assertThat(sink.pushes()).hasSizeBetween(1, rowsBeforeTheChunk - 1);
        for (int i = 0; i < sink.pushes().size(); i++) {
            assertThat(sink.pushes().get(i).envelope()).contains("\"n\":" + i + ",");
        }

        RecordingSink unused = RecordingSink.create();
        RunSummary refused = run(world, oracle, unused, SteppedProducer.AS_FAST_AS_CAN_BE, surveys);
        assertThat(refused.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(refused.reason()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH);
        assertThat(unused.pushes()).isEmpty();
    }

    @Test
    @Timeout(300)
    void aDamagedSurveyIsReplacedLoudlyAndTheRunIsRight() throws Exception {
        WorldWithConfig world = WorldWithConfig.write(folder.resolve("world"), Trades.world(200, 1000));
        Path surveys = folder.resolve("surveys");
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            JsonNode first = start(world, gate, surveys, "a").line();
            Path survey = onlyFile(surveys);
            byte[] bytes = Files.readAllBytes(survey);
            bytes[bytes.length / 2] ^= 1;
            Files.write(survey, bytes);

            WspProcess second = start(world, gate, surveys, "b");
            assertThat(second.err())
                    .containsPattern(
                            "WARN.*the saved survey of trades .* cannot be read, so the world is surveyed again")
                    .doesNotContain("\tat ");
            assertThat(second.line().get("stream_digest")).isEqualTo(first.get("stream_digest"));
            assertThat(second.line().get("events").get("duplicate").intValue()).isEqualTo(200);

            // The survey of the second start replaces the damaged one.
            WspProcess third = start(world, gate, surveys, "c");
            assertThat(third.err()).doesNotContain("WARN");
            assertThat(third.line().get("stream_digest")).isEqualTo(first.get("stream_digest"));
        }
    }

    /** Files have no versions, so the operator vouches for them, and hears of it once. */
    @Test
    @Timeout(300)
    void secondLook_crc32cOfFiles_warnsOnceAndStreamsTheSame() throws Exception {
        WorldWithConfig world = WorldWithConfig.write(folder.resolve("world"), Trades.world(200, 1000));
        Path surveys = folder.resolve("surveys");
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            WspProcess sha256 = start(world, gate, surveys, "a");
            WspProcess crc32c = start(world, gate, surveys, "b", "--set", "policy.second_look=crc32c");
            assertThat(sha256.err()).doesNotContain("WARN");
            assertThat(crc32c.err())
                    .containsOnlyOnce("WARN")
                    .containsPattern(
                            "WARN.*policy.second_look is crc32c, but the store does not promise that 1 part, ");
            assertThat(crc32c.line().get("stream_digest"))
                    .isEqualTo(sha256.line().get("stream_digest"));
            assertThat(crc32c.line().get("plan_digest")).isEqualTo(sha256.line().get("plan_digest"));
        }
    }

    /** A start with another state, so that the READY is not known. */
    private WspProcess start(WorldWithConfig world, EmbeddedGate gate, Path surveys, String state, String... more)
            throws Exception {
        List<String> options = new ArrayList<>(List.of(
                "--once",
                "--set",
                "policy.stream_speedup=max",
                "--set",
                "policy.survey_trust=survey",
                "--set",
                "survey.root=" + surveys,
                "--set",
                "state.root=" + folder.resolve(state)));
        options.addAll(List.of(more));
        return WspProcess.run(0, world.run(gate, options.toArray(String[]::new)));
    }

    private static Path onlyFile(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }
}
