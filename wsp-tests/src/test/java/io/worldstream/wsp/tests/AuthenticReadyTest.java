package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.adapter.file.FileReadySigner;
import io.worldstream.wsp.adapter.file.FileReadyVerifier;
import io.worldstream.wsp.adapter.file.ReadyAlgorithm;
import io.worldstream.wsp.adapter.file.ReadyKey;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReadyVerifier;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.ReadySignatures;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contracts 1, signature: a READY starts a run only if the holder of a valid key signed it. */
class AuthenticReadyTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "sr-2026";
    private static final String NAME = "message";

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.create();
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final World world = Trades.world(5, 1000).putInto(oracle);
    private final Instant now = clock.wallTime();

    @BeforeEach
    void keys() throws IOException {
        Files.writeString(secret(KEY), "0123456789abcdef0123456789abcdef\n");
        Files.writeString(secret("other"), "fedcba9876543210fedcba9876543210\n");
    }

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
    }

    private Path secret(String keyId) {
        return folder.resolve(keyId);
    }

    private ReadyVerifier verifier() {
        return FileReadyVerifier.of(List.of(
                new ReadyKey(KEY, ReadyAlgorithm.HMAC_SHA256, secret(KEY), now.minusSeconds(60), now.plusSeconds(60)),
                new ReadyKey("other", ReadyAlgorithm.HMAC_SHA256, secret("other"))));
    }

    private static StreamPolicy policy(ReadySignatures signatures) {
        return SteppedProducer.AS_FAST_AS_CAN_BE.withSecurity(security -> security.withReadySignatures(signatures));
    }

    private SteppedProducer host(ReadySignatures signatures) {
        return new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                sink,
                policy(signatures),
                clock,
                settings -> settings.checkpoints(store, lease.as("one")));
    }

    private static byte[] edited(byte[] message, Consumer<ObjectNode> edit) {
        try {
            ObjectNode node = (ObjectNode) JSON.readTree(message);
            edit.accept(node);
            return JSON.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] signed(byte[] message, String keyId) {
        ReadySignature signature = new FileReadySigner(secret(keyId), keyId, ReadyAlgorithm.HMAC_SHA256)
                .sign(ControlMessages.signedBytes(message));
        return edited(
                message,
                node -> node.withObject("/attributes")
                        .put("signature", signature.value())
                        .put("key_id", signature.keyId())
                        .put("alg", signature.algorithm()));
    }

    private static byte[] attribute(byte[] message, String name, String value) {
        return edited(message, node -> node.withObject("/attributes").put(name, value));
    }

    private List<RunSummary> run(ReadySignatures signatures, byte[]... messages) {
        try (SteppedProducer wsp = host(signatures)) {
            for (int i = 0; i < messages.length; i++) {
                bus.publish(i == 0 ? NAME : NAME + i, messages[i]);
                wsp.pass(POLL);
                wsp.runToEnd();
            }
            wsp.pass(POLL);
            return List.copyOf(wsp.heard.finished);
        }
    }

    /** Nothing was done but to say no: no object resolved, no lease taken, no record, no push; the READY is kept. */
    private void assertRefused(ReasonCode code, String path, ReadySignatures signatures, byte[] message) {
        List<RunSummary> finished = run(signatures, message);
        assertThat(finished).singleElement().extracting(RunSummary::status).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(finished.get(0).violations())
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(code, path));
        assertThat(bus.settlement(NAME)).contains(Settlement.REFUSED);
        assertThat(oracle.resolved()).isEmpty();
        assertThat(new RunLedger(store, lease, clock).runs()).isEmpty();
        assertThat(sink.pushes()).isEmpty();
    }

    private void assertRefused(ReasonCode code, String path, byte[] message) {
        assertRefused(code, path, ReadySignatures.required(verifier()), message);
    }

    @Test
    void ready_signed_isStreamed() {
        assertThat(run(ReadySignatures.required(verifier()), signed(world.readyMessage(), KEY)))
                .extracting(RunSummary::status)
                .containsExactly(ReadyDisposition.COMPLETED);
    }

    /** The signature covers the canonical form, not the spelling of the message. */
    @Test
    void ready_spelledInAnotherWay_isStreamed() throws IOException {
        String signed = new String(signed(world.readyMessage(), KEY), StandardCharsets.UTF_8);
        String spaced = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(signed));
        String escaped = spaced.replace("\"bundle_hash\"", "\"b\\u0075ndle_hash\"");
        assertThat(escaped).isNotEqualTo(spaced);
        assertThat(run(ReadySignatures.required(verifier()), escaped.getBytes(StandardCharsets.UTF_8)))
                .extracting(RunSummary::status)
                .containsExactly(ReadyDisposition.COMPLETED);
    }

    @Test
    void ready_unsigned_isRefused() {
        assertRefused(ReasonCode.READY_SIGNATURE_MISSING, "ready#/attributes", world.readyMessage());
    }

    @ParameterizedTest
    @CsvSource({"signature", "key_id", "alg"})
    void ready_withoutOneAttribute_isRefused(String name) {
        byte[] message = edited(
                signed(world.readyMessage(), KEY),
                node -> node.withObject("/attributes").remove(name));
        assertRefused(ReasonCode.READY_SIGNATURE_MISSING, "ready#/attributes/" + name, message);
    }

    @Test
    void ready_byAnUnknownKey_isRefused() {
        byte[] message = attribute(signed(world.readyMessage(), KEY), "key_id", "stranger");
        assertRefused(ReasonCode.READY_KEY_UNKNOWN, "ready#/attributes/key_id", message);
    }

    @Test
    void ready_byAnotherKey_isRefused() {
        byte[] message = attribute(signed(world.readyMessage(), "other"), "key_id", KEY);
        assertRefused(ReasonCode.READY_SIGNATURE_INVALID, "ready#/attributes/signature", message);
    }

    @ParameterizedTest
    @CsvSource({"Ed25519", "hmac-sha256", "none"})
    void ready_ofAnotherAlgorithm_isRefused(String algorithm) {
        byte[] message = attribute(signed(world.readyMessage(), KEY), "alg", algorithm);
        assertRefused(ReasonCode.READY_ALGORITHM_MISMATCH, "ready#/attributes/alg", message);
    }

    @ParameterizedTest
    @CsvSource({
        "run_id, ffffffffffffffffffffffffffffffff",
        "facts_view_ref, other.json",
        "emitted_at_utc, 2026-02-01T00:00:00Z"
    })
    void ready_changedAfterItWasSigned_isRefused(String field, String value) {
        byte[] message = edited(
                signed(world.readyMessage(), KEY),
                node -> node.withObject("/payload").put(field, value));
        assertRefused(ReasonCode.READY_SIGNATURE_INVALID, "ready#/attributes/signature", message);
    }

    @Test
    void ready_beforeTheTimeOfItsKey_isRefused() {
        byte[] message = signed(world.readyMessage(), KEY);
        clock.setWallTime(now.minusSeconds(61));
        assertRefused(ReasonCode.READY_KEY_NOT_YET_VALID, "ready#/attributes/key_id", message);
    }

    @Test
    void ready_afterTheTimeOfItsKey_isRefused() {
        byte[] message = signed(world.readyMessage(), KEY);
        clock.setWallTime(now.plusSeconds(60));
        assertRefused(ReasonCode.READY_KEY_EXPIRED, "ready#/attributes/key_id", message);
    }

    /** Writers do not agree on the text of such numbers. */
    @Test
    void ready_withANumberThatIsNoInteger_isRefused() {
        byte[] whole = edited(
                world.readyMessage(),
                node -> node.withObject("/payload/oracle_pack_ref").put("size", 15));
        byte[] message = edited(
                signed(whole, KEY),
                node -> node.withObject("/payload/oracle_pack_ref").put("size", 1.5));
        assertRefused(ReasonCode.READY_SIGNATURE_INVALID, "ready#/payload/oracle_pack_ref/size", message);
        assertThatThrownBy(() -> ControlMessages.signedBytes(message))
                .isInstanceOf(WspException.class)
                .hasMessageContaining("payload/oracle_pack_ref/size");
    }

    /** The last of two keys would be signed, and the first one obeyed by another reader. */
    @Test
    void ready_withARepeatedKey_isRefusedUnverified() {
        List<ReadySignature> asked = new ArrayList<>();
        ReadyVerifier takesAll = (signature, payload, at) -> {
            asked.add(signature);
            return new ReadyVerifier.Verification.Authentic(signature.keyId());
        };
        String message = new String(signed(world.readyMessage(), KEY), StandardCharsets.UTF_8);
        String repeated = message.replace("\"payload\":{", "\"payload\":{\"run_id\":\"" + "f".repeat(32) + "\",");
        assertThat(repeated).isNotEqualTo(message);
        assertRefused(
                ReasonCode.READY_INVALID,
                "ready#",
                ReadySignatures.required(takesAll),
                repeated.getBytes(StandardCharsets.UTF_8));
        assertThat(asked).isEmpty();
    }

    @Nested
    class IfPresent {
        @Test
        void ready_unsigned_isStreamed() {
            assertThat(run(ReadySignatures.ifPresent(verifier()), world.readyMessage()))
                    .extracting(RunSummary::status)
                    .containsExactly(ReadyDisposition.COMPLETED);
        }

        @ParameterizedTest
        @CsvSource({"signature", "key_id", "alg"})
        void ready_withAnyAttribute_isVerified(String name) {
            List<RunSummary> finished =
                    run(ReadySignatures.ifPresent(verifier()), attribute(world.readyMessage(), name, KEY));
            assertThat(finished)
                    .singleElement()
                    .extracting(RunSummary::reason)
                    .isEqualTo(ReasonCode.READY_SIGNATURE_MISSING);
        }

        @Test
        void ready_byAnotherKey_isRefused() {
            byte[] message = attribute(signed(world.readyMessage(), "other"), "key_id", KEY);
            assertRefused(
                    ReasonCode.READY_SIGNATURE_INVALID,
                    "ready#/attributes/signature",
                    ReadySignatures.ifPresent(verifier()),
                    message);
        }
    }

    @Test
    void off_attributesOfASignature_areIgnored() {
        assertThat(run(ReadySignatures.OFF, attribute(world.readyMessage(), "signature", "nonsense")))
                .extracting(RunSummary::status)
                .containsExactly(ReadyDisposition.COMPLETED);
    }

    /** Signature first: whatever comes later, such as a refusal that is acknowledged, is not for strangers to cause. */
    @Test
    void ready_forgedForARunThatIsKnown_isNotAConflict() {
        byte[] genuine = signed(world.readyMessage(), KEY);
        byte[] forged = edited(genuine, node -> node.withObject("/payload").put("facts_view_ref", "other.json"));
        List<RunSummary> finished = run(ReadySignatures.required(verifier()), genuine, forged);
        assertThat(finished).extracting(RunSummary::reason).containsExactly(null, ReasonCode.READY_SIGNATURE_INVALID);
        assertThat(bus.settlement(NAME + 1)).contains(Settlement.REFUSED);
    }

    @Test
    void reEmission_carriesASignatureOfItsOwn() {
        byte[] genuine = signed(world.readyMessage(), KEY);
        Function<byte[], byte[]> emittedAnew = message ->
                edited(message, node -> node.withObject("/payload").put("emitted_at_utc", "2026-02-02T00:00:00Z"));
        List<RunSummary> finished = run(
                ReadySignatures.required(verifier()),
                genuine,
                emittedAnew.apply(genuine),
                signed(emittedAnew.apply(world.readyMessage()), KEY));
        assertThat(finished)
                .extracting(RunSummary::status)
                .containsExactly(ReadyDisposition.COMPLETED, ReadyDisposition.REFUSED, ReadyDisposition.DUPLICATE);
    }

    /** At the time of the call nothing of the run may have been looked at. */
    @Test
    void verifier_isAskedBeforeAnythingIsActedOn() {
        List<Integer> doneBefore = new ArrayList<>();
        ReadyVerifier genuine = verifier();
        ReadyVerifier watching = (signature, payload, at) -> {
            doneBefore.add(oracle.resolved().size()
                    + new RunLedger(store, lease, clock).runs().size());
            return genuine.verify(signature, payload, at);
        };
        run(ReadySignatures.required(watching), signed(world.readyMessage(), KEY));
        assertThat(doneBefore).containsExactly(0);
        assertThat(sink.admitted()).hasSize(5);
    }

    @Nested
    class Revocation {
        @Test
        void ready_replayedAfterItsKeyWasRemoved_isRefused() throws IOException {
            try (SteppedProducer wsp = host(ReadySignatures.required(verifier()))) {
                bus.publish(NAME, signed(world.readyMessage(), KEY));
                wsp.pass(POLL);
                wsp.runToEnd();
                Files.delete(secret(KEY));
                bus.redeliver(NAME);
                wsp.pass(POLL);
                assertThat(wsp.heard.finished)
                        .extracting(RunSummary::reason)
                        .containsExactly(null, ReasonCode.READY_KEY_UNKNOWN);
            }
        }

        @Test
        void ready_replayedAfterItsKeyExpired_isRefused() {
            try (SteppedProducer wsp = host(ReadySignatures.required(verifier()))) {
                bus.publish(NAME, signed(world.readyMessage(), KEY));
                wsp.pass(POLL);
                wsp.runToEnd();
                clock.setWallTime(now.plusSeconds(60));
                bus.redeliver(NAME);
                wsp.pass(POLL);
                assertThat(wsp.heard.finished)
                        .extracting(RunSummary::reason)
                        .containsExactly(null, ReasonCode.READY_KEY_EXPIRED);
            }
        }

        @Test
        void key_rotated_countsWithoutARestart() throws IOException {
            byte[] former = signed(world.readyMessage(), KEY);
            try (SteppedProducer wsp = host(ReadySignatures.required(verifier()))) {
                Files.writeString(secret(KEY), "a secret that has come in its place\n");
                bus.publish(NAME, former);
                wsp.pass(POLL);
                bus.publish("new", signed(world.readyMessage(), KEY));
                wsp.pass(POLL);
                wsp.runToEnd();
                assertThat(wsp.heard.statuses()).containsExactly(ReadyDisposition.REFUSED, ReadyDisposition.COMPLETED);
            }
        }
    }

    @Nested
    class FailingVerifier {
        @Test
        void wspException_isARefusalWithItsCode() {
            ReadyVerifier failing = (signature, payload, at) -> {
                throw new WspException(ReasonCode.READY_KEY_UNREADABLE, "the store of keys is away");
            };
            assertRefused(
                    ReasonCode.READY_KEY_UNREADABLE,
                    "ready#/attributes",
                    ReadySignatures.required(failing),
                    signed(world.readyMessage(), KEY));
        }

        @Test
        void anyOtherException_isADefectAndStartsNothing() {
            ReadyVerifier failing = (signature, payload, at) -> {
                throw new IllegalStateException("planted");
            };
            assertThat(run(ReadySignatures.required(failing), signed(world.readyMessage(), KEY)))
                    .extracting(RunSummary::reason)
                    .containsExactly(ReasonCode.DEFECT);
            assertThat(oracle.resolved()).isEmpty();
            assertThat(sink.pushes()).isEmpty();
        }
    }

    @Test
    void controlMessages_withThePolicyOfAHost_verifyToo() {
        StreamPolicy required = policy(ReadySignatures.required(
                FileReadyVerifier.of(List.of(new ReadyKey(KEY, ReadyAlgorithm.HMAC_SHA256, secret(KEY))))));
        assertThat(ControlMessages.read(signed(world.readyMessage(), KEY), ReadySource.DEFAULT_TOPIC, required))
                .isInstanceOf(ControlMessage.Ready.class);
        assertThat(ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC, required))
                .isInstanceOfSatisfying(ControlMessage.Invalid.class, invalid -> {
                    assertThat(invalid.runId()).isEqualTo(world.runId());
                    assertThat(invalid.violations())
                            .extracting(Violation::code)
                            .containsExactly(ReasonCode.READY_SIGNATURE_MISSING);
                });
    }
}
