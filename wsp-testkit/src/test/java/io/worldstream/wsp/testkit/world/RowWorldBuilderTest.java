package io.worldstream.wsp.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowWorldBuilderTest {
    private static final OutputId TRADES = new OutputId("trades");
    private static final Catalogue.Output ENTRY = new Catalogue.Output(
            TRADES,
            List.of("trade_seq"),
            List.of("gate.trades.validation"),
            "scope_seed",
            false,
            "at",
            Catalogue.TimeFormat.EPOCH_S);

    private final InMemoryOracle oracle = new InMemoryOracle();

    @TempDir
    Path temp;

    @Test
    void writesRowsAsTheyAre() throws IOException {
        World world = World.ofRows()
                .output(
                        ENTRY,
                        PartRows.of("{\"at\":1, \"trade_seq\":10.50}", "{}"),
                        PartRows.of(List.of()),
                        PartRows.stored("{}\r\n\r\n{}".getBytes(StandardCharsets.UTF_8), 2))
                .putInto(oracle);
        assertThat(world.counts()).containsOnlyKeys(TRADES).containsValue(4L);
        assertThat(text(world)).isEqualTo("{\"at\":1, \"trade_seq\":10.50}\n{}\n{}\r\n\r\n{}");
        assertThat(world.contentDigest(TRADES)).isEqualTo(Sha256.hex(text(world)));
        assertThat(world.catalogue().find(TRADES)).contains(ENTRY);
        assertThatIllegalStateException().isThrownBy(world::directory);
    }

    @Test
    void provesWhatTheEntryAsksFor() throws IOException {
        World world = World.ofRows()
                .nonTraffic(false)
                .output(ENTRY, PartRows.of("{}"))
                .output(new Catalogue.Output(new OutputId("bare"), List.of("k"), List.of(), "scope_manifest"))
                .catalogueEntry(new Catalogue.Output(new OutputId("absent"), List.of("k"), List.of(), ""))
                .putInto(oracle);
        JsonNode view = Json.MAPPER.readTree(world.factsView());
        assertThat(view.path("gate_receipts")).hasSize(1);
        assertThat(view.path("instance_receipts")).hasSize(1);
        assertThat(view.path("locators")).hasSize(2);
        assertThat(world.catalogue().find(new OutputId("absent"))).isPresent();
        assertThat(oracle.resolve(new SealedReference(RootKind.OBJECT_STORE, world.factsViewRef())))
                .hasSize(1);
    }

    @Test
    void announcesItself() {
        World world = World.ofRows().output(ENTRY, PartRows.of("{}")).putInto(oracle);
        InMemoryReadySource source = new InMemoryReadySource();
        world.announceOn(source);
        assertThat(source.poll().orElseThrow().message()).isEqualTo(world.readyMessage());
    }

    @Test
    void streamsRowsToDisk() throws IOException {
        World world = World.ofRows()
                .output(
                        ENTRY,
                        PartRows.streaming(() -> IntStream.range(0, 100_000)
                                .mapToObj(i -> "{\"at\":" + i + ",\"trade_seq\":" + i + "}")
                                .iterator()))
                .writeTo(temp);
        assertThat(world.events()).isEqualTo(100_000);
        try (var lines =
                Files.lines(world.oracleRoot().resolve(world.locatorPath(TRADES).replace("*", "00000")))) {
            assertThat(lines).hasSize(100_000);
        }
    }

    @Test
    void storedOutput_filesOfAnyFormat_areThePartsByteForByteInTheirOrder() throws IOException {
        byte[] first = {'P', 'A', 'R', '1', 0, (byte) 0xff};
        byte[] second = {'P', 'A', 'R', '1', 7};
        Path z = Files.write(temp.resolve("z"), first);
        Path a = Files.write(temp.resolve("a"), second);
        World world =
                World.ofRows().storedOutput(ENTRY, ".parquet", List.of(z, a)).writeTo(temp.resolve("world"));
        String locator = world.locatorPath(TRADES);
        assertThat(locator).endsWith("/part-*.parquet");
        assertThat(world.oracleRoot().resolve(locator.replace("*", "00000"))).hasBinaryContent(first);
        assertThat(world.oracleRoot().resolve(locator.replace("*", "00001"))).hasBinaryContent(second);
    }

    @Test
    void refusesAnOutputTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> World.ofRows().output(ENTRY).output(ENTRY));
    }

    private String text(World world) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (OraclePart part : oracle.resolve(new SealedReference(RootKind.ORACLE, world.locatorPath(TRADES)))) {
            try (PartContent content = oracle.open(part)) {
                ByteBuffer target = ByteBuffer.allocate((int) content.sizeBytes());
                content.read(0, target);
                all.write(target.array(), 0, target.position());
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
