package io.worldstream.wsp.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorldBuilderTest {
    @TempDir
    Path temp;

    @Test
    void sameSettingsGiveTheSameBytes() throws IOException {
        World.bankMonth().events(500).parts(3).gzip(true).writeTo(temp.resolve("a"));
        World.bankMonth().events(500).parts(3).gzip(true).writeTo(temp.resolve("b"));
        World.bankMonth().events(500).parts(3).gzip(true).seed(43).writeTo(temp.resolve("c"));
        assertThat(files(temp.resolve("a"))).isEqualTo(files(temp.resolve("b"))).isNotEqualTo(files(temp.resolve("c")));
    }

    @Test
    void thisWorldIsTheSameOnEveryMachine() {
        World world = World.bankMonth().events(300).writeTo(temp);
        assertThat(world.contentDigest(BankOutputs.ARRIVALS))
                .isEqualTo("1ee7969770d16e8e9171e0494510eeda9512a96f5222e2b394fb3768dc169b6a");
        assertThat(world.contentDigest(BankOutputs.EVENT_STREAM_WITH_FRAUD))
                .isEqualTo("c4ac6da766ea7087e88bfb2f845eec8434cb51d55fe0f2fd4bdb5dfd5b1e9712");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 999, 10_000})
    void hasExactlyAsManyEventsAsAskedFor(long events) throws IOException {
        World world = World.bankMonth()
                .events(events)
                .outputs(BankOutputs.all())
                .parts(2)
                .writeTo(temp);
        assertThat(world.events()).isEqualTo(events);
        assertThat(world.counts()).hasSize(6);
        for (OutputId output : BankOutputs.all()) {
            assertThat(rows(world, output))
                    .hasSize(world.counts().getOrDefault(output, -1L).intValue());
        }
    }

    @Test
    void rowsDoNotDependOnPartsOrCompression() throws IOException {
        World one = World.bankMonth().events(2000).writeTo(temp.resolve("one"));
        World seven = World.bankMonth().events(2000).parts(7).gzip(true).writeTo(temp.resolve("seven"));
        for (OutputId output : one.counts().keySet()) {
            assertThat(rows(seven, output)).containsExactlyInAnyOrderElementsOf(rows(one, output));
        }
        assertThat(seven.pins()).isEqualTo(one.pins());
        assertThat(seven.locatorPath(BankOutputs.ARRIVALS)).endsWith("part-*.jsonl.gz");
    }

    @Test
    void partsAreSortedKeysAreUniqueAndSomeTimesAreShared() throws IOException {
        World world = World.bankMonth()
                .events(5000)
                .outputs(BankOutputs.all())
                .parts(3)
                .writeTo(temp);
        Set<String> all = new HashSet<>();
        int rows = 0;
        for (OutputId output : BankOutputs.all()) {
            Set<List<String>> keys = new HashSet<>();
            for (Path part : parts(world, output)) {
                String last = "";
                for (JsonNode row : parsed(lines(part))) {
                    String time = row.path("ts_utc").asText();
                    assertThat(time)
                            .isGreaterThanOrEqualTo(last)
                            .startsWith("2026-01-")
                            .hasSize(27);
                    last = time;
                    all.add(time);
                    rows++;
                    assertThat(keys.add(BankOutputs.entry(output).primaryKey().stream()
                                    .map(field -> row.required(field).asText())
                                    .toList()))
                            .isTrue();
                }
            }
        }
        assertThat(all).hasSizeLessThan(rows);
    }

    @Test
    void hasTheRhythmOfABank() throws IOException {
        World world =
                World.bankMonth().events(20_000).outputs(BankOutputs.ARRIVALS).writeTo(temp);
        int[] byHour = new int[24];
        int[] byDay = new int[8];
        Map<String, Integer> zones = new TreeMap<>();
        for (JsonNode row : parsed(rows(world, BankOutputs.ARRIVALS))) {
            var time = Instant.parse(row.path("ts_utc").asText()).atZone(ZoneOffset.UTC);
            byHour[time.getHour()]++;
            byDay[time.getDayOfWeek().getValue()]++;
            zones.merge(row.path("tzid_primary").asText(), 1, Integer::sum);
        }
        assertThat(byHour[18]).isGreaterThan(8 * byHour[3]);
        assertThat(byHour[12]).isGreaterThan(byHour[10]);
        assertThat(byDay[DayOfWeek.FRIDAY.getValue()]).isGreaterThan(byDay[DayOfWeek.MONDAY.getValue()]);
        assertThat(zones).hasSizeGreaterThan(3);
    }

    @Test
    void rowsLookLikeTheFields() throws IOException {
        World world = World.bankMonth().events(4000).writeTo(temp);
        List<String> arrivals = rows(world, BankOutputs.ARRIVALS);
        assertThat(arrivals).anySatisfy(row -> assertThat(row).contains("\\u00e9"));
        assertThat(arrivals).anySatisfy(row -> assertThat(row).contains("Öztürk"));
        assertThat(arrivals).anySatisfy(row -> assertThat(row).contains("\"site_id\":null"));
        assertThat(parsed(arrivals))
                .anySatisfy(row -> assertThat(
                                row.path("merchant_id").bigIntegerValue().bitLength())
                        .isGreaterThan(63));
        assertThat(parsed(arrivals)).allSatisfy(row -> {
            assertThat(row.path("lambda_realised").isNumber()).isTrue();
            assertThat(row.path("parameter_hash").asText())
                    .isEqualTo(world.pins().parameterHash().value());
            assertThat(row.size()).isGreaterThanOrEqualTo(14);
        });
        assertThat(parsed(rows(world, BankOutputs.EVENT_STREAM_WITH_FRAUD)))
                .anySatisfy(
                        row -> assertThat(row.path("fraud_flag").asBoolean()).isTrue())
                .anySatisfy(row -> assertThat(row.path("campaign_id").isNull()).isTrue());
    }

    @Test
    void proofsFitTheBytes() throws IOException {
        World world = World.bankMonth().events(400).parts(3).gzip(true).writeTo(temp);
        JsonNode view = Json.MAPPER.readTree(world.factsView());
        assertThat(world.objectStoreRoot().resolve(world.factsViewRef())).hasBinaryContent(world.factsView());
        assertThat(view.path("locators")).hasSize(3);
        for (JsonNode locator : view.path("locators")) {
            assertThat(locator.path("content_digest").path("hex").asText())
                    .isEqualTo(digest(world, locator.path("path").asText()));
        }
        assertThat(view.path("instance_receipts")).hasSize(3).allSatisfy(receipt -> {
            assertThat(view.path("locators")).contains(receipt.path("target_ref"));
            assertThat(receipt.path("target_digest"))
                    .isEqualTo(receipt.path("target_ref").path("content_digest"));
        });
        assertThat(view.path("gate_receipts")).hasSize(2);
        for (JsonNode receipt : view.path("gate_receipts")) {
            String flag = Files.readString(world.oracleRoot()
                    .resolve(receipt.path("artifacts").path("passed_flag_path").asText()));
            String hex = receipt.path("digest").path("hex").asText();
            assertThat(flag).isIn("{\"bundle_digest_sha256\": \"" + hex + "\"}\n", "sha256_hex = " + hex + "\n");
            assertThat(flag.startsWith("{"))
                    .isEqualTo(receipt.path("gate_id").asText().contains("5B"));
        }
        assertThat(view.path("output_roles").path("s4_event_labels_6B").asText())
                .isEqualTo("truth_products");
        assertThat(view.path("traffic_delivery_mode").asText()).isEqualTo("STREAM");
    }

    @Test
    void readyNamesTheFactsView() throws IOException {
        World world = World.bankMonth().events(10).writeTo(temp);
        JsonNode message = Json.MAPPER.readTree(Files.readAllBytes(world.readyFile()));
        JsonNode view = Json.MAPPER.readTree(world.factsView());
        assertThat(world.readyFile().getParent())
                .isEqualTo(world.controlBusRoot().resolve("fp.bus.control.v1"));
        assertThat(world.readyFile()).hasFileName(message.path("message_id").asText() + ".json");
        assertThat(message.path("payload").path("run_id").asText())
                .isEqualTo(world.runId().value());
        assertThat(message.path("payload").path("bundle_hash").asText())
                .isEqualTo(view.path("bundle_hash").asText());
        assertThat(message.path("payload").path("facts_view_ref").asText()).isEqualTo(world.factsViewRef());
    }

    @Test
    void catalogueNamesTrafficAndMore() throws IOException {
        World world = World.bankMonth().events(10).writeTo(temp);
        assertThat(world.catalogue().find(BankOutputs.ARRIVALS)).contains(BankOutputs.entry(BankOutputs.ARRIVALS));
        assertThat(world.catalogue().outputs()).hasSizeGreaterThan(4);
        assertThat(world.catalogueFile()).hasBinaryContent(world.catalogueJson());
        assertThat(world.catalogueYaml())
                .startsWith(
                        "version: \"testkit.v1\"\noutputs:\n  - output_id: \"arrival_events_5B\"\n    primary_key: [\"seed\"");
    }

    @Test
    void contract_v1_addsWhatTheSecondGenerationWrites() throws IOException {
        List<OutputId> outputs = List.of(BankOutputs.ARRIVALS, BankOutputs.EVENT_STREAM_WITH_FRAUD);
        World first = World.bankMonth().events(20).outputs(outputs).writeTo(temp.resolve("v0"));
        World second = World.bankMonth()
                .events(20)
                .outputs(outputs)
                .contract(EnvelopeContract.V1)
                .writeTo(temp.resolve("v1"));
        assertThat(first.contract()).isEqualTo(EnvelopeContract.V0);
        assertThat(second.contract()).isEqualTo(EnvelopeContract.V1);
        Pins pins = second.pins();
        assertThat(pins.platformRunId()).matches("platform_[0-9]{8}T[0-9]{6}Z");
        assertThat(pins.scenarioRunId()).isEqualTo(pins.runId()).isEqualTo(first.runId());
        assertThat(second.contentDigest(BankOutputs.ARRIVALS)).isEqualTo(first.contentDigest(BankOutputs.ARRIVALS));

        JsonNode ready = Json.MAPPER.readTree(second.readyMessage()).path("payload");
        assertThat(ready.path("message_id").asText()).isEqualTo(second.messageId());
        JsonNode view = Json.MAPPER.readTree(second.factsView());
        assertThat(view.has("traffic_delivery_mode")).isFalse();
        assertThat(view.path("output_roles").path("s4_event_labels_6B").asText())
                .isEqualTo("non_traffic");
        for (JsonNode document : List.of(ready, view, view.path("pins"))) {
            assertThat(document.path("platform_run_id").asText()).isEqualTo(pins.platformRunId());
            assertThat(document.path("scenario_run_id").asText())
                    .isEqualTo(pins.runId().value());
        }
        assertThat(view.path("provenance")).isEqualTo(ready.path("provenance"));
        assertThat(view.path("oracle_pack_ref")).isEqualTo(ready.path("oracle_pack_ref"));
        assertThat(ready.path("oracle_pack_ref").path("oracle_pack_id").asText())
                .hasSize(64);
    }

    @Test
    void contract_v1_callsOnlyTheEventStreamsTraffic() throws IOException {
        World world = World.bankMonth().events(20).contract(EnvelopeContract.V1).writeTo(temp.resolve("v1"));
        assertThat(world.counts()).containsOnlyKeys(BankOutputs.EVENT_STREAM_WITH_FRAUD);
        assertThat(world.contextCounts())
                .containsOnlyKeys(
                        BankOutputs.ARRIVALS, BankOutputs.ARRIVAL_ENTITIES, BankOutputs.FLOW_ANCHORS_WITH_FRAUD);
        assertThat(world.events()).isEqualTo(5);
        assertThat(world.contextCounts().values()).containsOnly(5L);
        JsonNode roles = Json.MAPPER.readTree(world.factsView()).path("output_roles");
        assertThat(roles.properties())
                .extracting(role -> role.getKey() + " " + role.getValue().asText())
                .containsExactlyInAnyOrder(
                        "arrival_events_5B non_traffic",
                        "s1_arrival_entities_6B non_traffic",
                        "s3_flow_anchor_with_fraud_6B non_traffic",
                        "s3_event_stream_with_fraud_6B business_traffic",
                        "s4_event_labels_6B non_traffic");
    }

    @Test
    void contract_v1_baseline_isTrafficToo() {
        World world = World.bankMonth()
                .events(20)
                .outputs(BankOutputs.all())
                .contract(EnvelopeContract.V1)
                .writeTo(temp.resolve("v1"));
        assertThat(world.counts())
                .containsOnlyKeys(BankOutputs.EVENT_STREAM_BASELINE, BankOutputs.EVENT_STREAM_WITH_FRAUD);
        assertThat(world.contextCounts()).hasSize(4);
    }

    /** The platform's schema for arrivals. */
    @Test
    void arrivals_edgeId_isAnIntegerOrNull() throws IOException {
        World world =
                World.bankMonth().outputs(BankOutputs.ARRIVALS).events(200).writeTo(temp);
        int integers = 0;
        for (String row : Files.readAllLines(world.oracleRoot()
                .resolve(world.locatorPath(BankOutputs.ARRIVALS).replace("*", "00000")))) {
            JsonNode edge = Json.MAPPER.readTree(row).path("edge_id");
            assertThat(edge.isInt() || edge.isNull()).as(row).isTrue();
            integers += edge.isInt() ? 1 : 0;
        }
        assertThat(integers).isPositive();
    }

    @Test
    void editsAreCoveredByTheHashAndTamperingIsNot() throws IOException {
        World world = World.bankMonth()
                .events(1)
                .trafficDeliveryMode(null)
                .trafficWindow(Instant.parse("2026-01-02T00:00:00Z"), Instant.parse("2026-01-03T00:00:00.5Z"))
                .editFactsView(view -> {
                    view.withObject("/policy_rev").put("revision", "v9");
                    return view;
                })
                .editReady(ready -> ready.put("run_id", "junk"))
                .editMessage(message -> message.put("topic", "other"))
                .editCatalogue(catalogue -> catalogue.put("version", "edited"))
                .writeTo(temp.resolve("edited"));
        var view = (ObjectNode) Json.MAPPER.readTree(world.factsView());
        assertThat(BundleHash.of(view)).isEqualTo(view.path("bundle_hash").asText());
        assertThat(view.path("policy_rev").path("revision").asText()).isEqualTo("v9");
        assertThat(view.has("traffic_delivery_mode")).isFalse();
        assertThat(view.path("traffic_window").path("end_utc").asText()).isEqualTo("2026-01-03T00:00:00.500000Z");
        JsonNode message = Json.MAPPER.readTree(world.readyMessage());
        assertThat(message.path("payload").path("run_id").asText()).isEqualTo("junk");
        assertThat(message.path("topic").asText()).isEqualTo("other");
        assertThat(world.catalogue().version()).isEqualTo("edited");

        World tampered = World.bankMonth()
                .events(1)
                .tamperFactsView(facts -> {
                    facts.withObject("/policy_rev").put("revision", "v9");
                    return facts;
                })
                .writeTo(temp.resolve("tampered"));
        view = (ObjectNode) Json.MAPPER.readTree(tampered.factsView());
        assertThat(BundleHash.of(view)).isNotEqualTo(view.path("bundle_hash").asText());
    }

    @Test
    void rowsAreReplacedAndAppendedBeforeDigestsAreTaken() throws IOException {
        World world = World.bankMonth()
                .events(20)
                .outputs(BankOutputs.ARRIVALS)
                .parts(2)
                .replaceRow(BankOutputs.ARRIVALS, 3, "not json")
                .appendRow(BankOutputs.ARRIVALS, 1, "{\"more\":1}")
                .writeTo(temp);
        assertThat(rows(world, BankOutputs.ARRIVALS)).hasSize(21).contains("not json", "{\"more\":1}");
        assertThat(lines(parts(world, BankOutputs.ARRIVALS).get(1))).last().isEqualTo("{\"more\":1}");
        assertThat(world.contentDigest(BankOutputs.ARRIVALS))
                .isEqualTo(digest(world, world.locatorPath(BankOutputs.ARRIVALS)));
    }

    @Test
    void whatIsSealedIsNotWrittenTwice() {
        World.bankMonth().events(1).writeTo(temp);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> World.bankMonth().events(1).writeTo(temp));
        World.bankMonth().events(2).writeTo(temp);
    }

    @Test
    void refusesWhatNoWorldHas() {
        assertThatIllegalArgumentException().isThrownBy(() -> World.bankMonth().events(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> World.bankMonth().parts(0));
        assertThatIllegalArgumentException().isThrownBy(() -> World.bankMonth().seed(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> World.bankMonth().outputs(new OutputId("nonsense")))
                .withMessageContaining("arrival_events_5B");
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                digests.put(root.relativize(file).toString(), Sha256.hex(Files.readAllBytes(file)));
            }
        }
        return digests;
    }

    /** The files that a locator's path names, in path order. */
    private static List<Path> named(World world, String locatorPath) throws IOException {
        boolean pattern = locatorPath.contains("*");
        Path folder = world.oracleRoot()
                .resolve(pattern ? locatorPath.substring(0, locatorPath.lastIndexOf('/')) : locatorPath);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String digest(World world, String locatorPath) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : named(world, locatorPath)) {
            all.write(Files.readAllBytes(file));
        }
        return Sha256.hex(all.toByteArray());
    }

    private static List<Path> parts(World world, OutputId output) throws IOException {
        return named(world, world.locatorPath(output));
    }

    private static List<String> rows(World world, OutputId output) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path part : parts(world, output)) {
            rows.addAll(lines(part));
        }
        return rows;
    }

    private static List<String> lines(Path part) throws IOException {
        try (InputStream file = Files.newInputStream(part);
                InputStream in = part.toString().endsWith(".gz") ? new GZIPInputStream(file) : file) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static List<JsonNode> parsed(List<String> rows) throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        for (String row : rows) {
            nodes.add(Json.MAPPER.readTree(row));
        }
        return nodes;
    }
}
