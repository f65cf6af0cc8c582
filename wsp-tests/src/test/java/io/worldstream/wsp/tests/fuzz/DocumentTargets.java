package io.worldstream.wsp.tests.fuzz;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.adapter.file.CatalogueFile;
import io.worldstream.wsp.adapter.file.FileReadySigner;
import io.worldstream.wsp.adapter.file.FileReadyVerifier;
import io.worldstream.wsp.adapter.file.ReadyAlgorithm;
import io.worldstream.wsp.adapter.file.ReadyKey;
import io.worldstream.wsp.adapter.http.AnswerReading;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.RootMap;
import io.worldstream.wsp.internal.join.JoinResult;
import io.worldstream.wsp.internal.join.JoinSurface;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.DeliveryModeAbsent;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.ReadySignatures;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.runner.config.ConfigReader;
import io.worldstream.wsp.runner.config.PathSpelling;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.world.BankOutputs;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Documents: what the control bus, the object store, a host's operator and a gate say. */
final class DocumentTargets {
    /** With them, a last one counts the rest. */
    private static final int MOST_VIOLATIONS = 101;

    private static final int LONGEST = 2000;

    private static final String CONFIG = """
            control_bus: {root: bus}
            object_store: {root: store}
            oracle: {root: oracle, aliases: {"runs/local": oracle}}
            catalogue: catalogue.yaml
            ingress: {url: "http://localhost:8080", timeout_ms: 1000}
            state: {root: state}
            policy:
              stream_speedup: 60
              late_policy: catch-up(1.5)
              rate_cap_eps: [{after: 0s, eps: 3000}, {after: 10m, eps: 6000, burst: 0.25s}]
              schema_version: {default: v1, arrival_events_5B: v2}
              flow_key: {arrival_events_5B: merchant_id}
              max_in_flight: 64
              start_at: 2026-01-15T08:00:00Z
              max_disorder: {arrival_events_5B: 10m}
              on_quarantine: halt(0.5%)
            limits: {sort_bytes: 1000000000}
            """;

    private DocumentTargets() {}

    static List<Target> all() throws IOException {
        InMemoryOracle oracle = new InMemoryOracle();
        World world = World.bankMonth().outputs(BankOutputs.ARRIVALS).events(20).putInto(oracle);
        InMemoryOracle secondOracle = new InMemoryOracle();
        World second = World.bankMonth()
                .outputs(BankOutputs.EVENT_STREAM_WITH_FRAUD)
                .events(20)
                .contract(EnvelopeContract.V1)
                .putInto(secondOracle);
        return List.of(
                ready("ready", world),
                ready("ready-v1", second),
                signedReady(world),
                factsView("facts-view", world, oracle),
                factsView("facts-view-v1", second, secondOracle),
                passedFlag(world, oracle),
                catalogue(world),
                config(),
                gateAnswer());
    }

    private static Target ready(String name, World world) {
        return new Target(name, List.of(world.readyMessage()), true, input -> {
            ControlMessage message = read(world, input);
            if (message instanceof ControlMessage.Invalid invalid) {
                return checked(invalid.violations());
            }
            return message instanceof ControlMessage.Ready
                    ? Target.TAKEN
                    : message.getClass().getSimpleName();
        });
    }

    /** A message is taken only if its payload is, but for its spelling, the one that was signed. */
    private static Target signedReady(World world) throws IOException {
        Path secret = Files.createTempFile("wsp-fuzz", ".key");
        secret.toFile().deleteOnExit();
        Files.write(secret, new byte[32]);
        byte[] payload = ControlMessages.signedBytes(world.readyMessage());
        ReadySignature signature = new FileReadySigner(secret, "fuzz", ReadyAlgorithm.HMAC_SHA256).sign(payload);
        String attributes = "\"attributes\":{\"signature\":\"" + signature.value() + "\",\"key_id\":\"fuzz\",\"alg\":\""
                + signature.algorithm() + "\",";
        String signed = new String(world.readyMessage(), StandardCharsets.UTF_8)
                .replaceFirst("\"attributes\"\\s*:\\s*\\{", Matcher.quoteReplacement(attributes));
        StreamPolicy policy = StreamPolicy.defaults()
                .withSecurity(security -> security.withReadySignatures(ReadySignatures.required(
                        FileReadyVerifier.of(List.of(new ReadyKey("fuzz", ReadyAlgorithm.HMAC_SHA256, secret))))));
        return new Target("ready-signed", List.of(signed.getBytes(StandardCharsets.UTF_8)), true, input -> {
            ControlMessage message = ControlMessages.read(input, ReadySource.DEFAULT_TOPIC, policy);
            if (message instanceof ControlMessage.Invalid invalid) {
                return checked(invalid.violations());
            }
            if (!(message instanceof ControlMessage.Ready)) {
                return message.getClass().getSimpleName();
            }
            if (!Arrays.equals(payload, ControlMessages.signedBytes(input))) {
                throw new IllegalStateException("took a payload that was not signed");
            }
            return Target.TAKEN;
        });
    }

    private static ControlMessage read(World world, byte[] message) {
        return ControlMessages.read(
                message,
                ReadySource.DEFAULT_TOPIC,
                StreamPolicy.defaults().withEnvelope(envelope -> envelope.withContract(world.contract())));
    }

    private static Target factsView(String name, World world, InMemoryOracle oracle) {
        Documents documents = new Documents(oracle);
        JoinSurface surface = surface(world, documents);
        return new Target(name, List.of(world.factsView()), true, input -> {
            documents.factsView = input;
            return result(surface.check(signal(world)));
        });
    }

    private static Target passedFlag(World world, InMemoryOracle oracle) {
        Documents documents = new Documents(oracle);
        documents.factsView = world.factsView();
        JoinSurface surface = surface(world, documents);
        return new Target(
                "passed-flag",
                List.of(
                        utf8("{\"bundle_digest_sha256\":\"" + "0".repeat(64) + "\"}"),
                        utf8("bundle_digest_sha256 = " + "0".repeat(64))),
                true,
                input -> {
                    documents.flag = input;
                    // No flag says what each receipt says.
                    List<Violation> violations = ((JoinResult.Refused) surface.check(signal(world))).violations();
                    boolean read = violations.stream()
                            .anyMatch(violation -> violation.message().startsWith("the passed flag says"));
                    return read ? Target.TAKEN : checked(violations);
                });
    }

    private static Target catalogue(World world) throws IOException {
        Path folder = StateTargets.folder("catalogue");
        Path yaml = folder.resolve("c.yaml");
        Path json = folder.resolve("c.json");
        return new Target("catalogue", List.of(world.catalogueJson(), utf8(world.catalogueYaml())), true, input -> {
            Path file = input.length > 0 && input[0] == '{' ? json : yaml;
            Files.write(file, input);
            return codeOf(() -> CatalogueFile.read(file));
        });
    }

    private static Target config() throws IOException {
        Path file = StateTargets.folder("config").resolve("wsp.yaml");
        return new Target("config", List.of(utf8(CONFIG)), true, input -> {
            Files.write(file, input);
            return codeOf(() -> ConfigReader.read(
                    file, Map.of(), List.of(), Purpose.RUN, new PathSpelling(StandardCharsets.UTF_8)));
        });
    }

    private static Target gateAnswer() {
        String receipt = "{\"receipt_id\":\"" + "a".repeat(32) + "\",\"decision\":\"QUARANTINE\",\"event_id\":\""
                + "b".repeat(64) + "\",\"event_type\":\"out\",\"reason_codes\":[\"SCHEMA_FAIL\"],\"eb_ref\":{\"topic\":"
                + "\"t\",\"partition\":3,\"offset\":\"17\"},\"evidence_refs\":[{\"kind\":\"quarantine_record\"}]}";
        return new Target(
                "gate-answer",
                List.of(
                        utf8("{\"decision\":\"QUARANTINE\",\"receipt\":" + receipt + ",\"receipt_ref\":null}"),
                        utf8("{\"error\":\"retry_required\",\"reason\":\"PUBLISH_IN_FLIGHT_RETRY\"}"),
                        utf8("Sun, 01 Mar 2026 13:00:01 GMT")),
                true,
                input -> AnswerReading.read(input));
    }

    private static JoinSurface surface(World world, Documents documents) {
        return new JoinSurface(
                documents,
                world.catalogue(),
                StreamPolicy.defaults()
                        .withAdmission(admission -> admission.withDeliveryModeAbsent(DeliveryModeAbsent.STREAM))
                        .withEnvelope(envelope -> envelope.withContract(world.contract())));
    }

    private static ReadySignal signal(World world) {
        return ((ControlMessage.Ready) read(world, world.readyMessage())).signal();
    }

    private static String result(JoinResult result) {
        return result instanceof JoinResult.Refused refused ? checked(refused.violations()) : Target.TAKEN;
    }

    /** The first code; what is told must be fit for a log. */
    private static String checked(List<Violation> violations) {
        boolean fit = !violations.isEmpty() && violations.size() <= MOST_VIOLATIONS;
        for (Violation violation : violations) {
            String told = violation.toString();
            fit &= told.length() <= LONGEST && told.chars().noneMatch(Character::isISOControl);
        }
        if (!fit) {
            throw new AssertionError("not fit for a log: " + violations);
        }
        return violations.get(0).code().name();
    }

    static String codeOf(Runnable reading) {
        try {
            reading.run();
            return Target.TAKEN;
        } catch (WspException e) {
            return e.code().name();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A facts view, and flags: those of a world, or one for all gates. */
    private static final class Documents implements OracleReader {
        private final RootMap roots = RootMap.builder()
                .root(RootKind.OBJECT_STORE, "object_store", List.of())
                .root(RootKind.ORACLE, "oracle", List.of())
                .build();
        private byte[] factsView = {};
        private byte @Nullable [] flag;
        private final InMemoryOracle oracle;
        private final Map<String, OraclePart> flags = new HashMap<>();

        Documents(InMemoryOracle oracle) {
            this.oracle = oracle;
            for (String path : oracle.paths()) {
                if (path.endsWith(".flag")) {
                    flags.put(
                            path,
                            oracle.resolve(new SealedReference(RootKind.ORACLE, path.substring("oracle/".length())))
                                    .get(0));
                }
            }
        }

        @Override
        public List<OraclePart> resolve(SealedReference reference) {
            RootMap.Mapped mapped = roots.map(reference);
            String path = mapped.root() + "/" + String.join("/", mapped.segments());
            return List.of(
                    flags.getOrDefault(path, new OraclePart(reference.root().name(), 0)));
        }

        @Override
        public PartContent open(OraclePart part) {
            if (part.path().equals(RootKind.OBJECT_STORE.name())) {
                return new Bytes(factsView);
            }
            byte[] given = flag;
            return given == null && flags.containsValue(part)
                    ? oracle.open(part)
                    : new Bytes(given == null ? new byte[0] : given);
        }
    }
}
