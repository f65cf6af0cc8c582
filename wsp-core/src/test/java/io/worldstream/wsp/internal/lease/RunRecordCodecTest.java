package io.worldstream.wsp.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.OutcomeCounts;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I8: what is kept of a run comes back as it was, or as {@code CHECKPOINT_CORRUPT}. */
class RunRecordCodecTest {
    private static final RunId RUN = new RunId("c".repeat(32));
    private static final ReadySignal READY =
            new ReadySignal("message \"1\"", RUN, "runs/ü/view.json", new Hex64("a".repeat(64)));
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456789Z");

    private static Cursor cursor(int events, SplittableRandom random) {
        StreamDigest digest = new StreamDigest();
        byte[] id = new byte[32];
        for (int i = 0; i < events; i++) {
            random.nextBytes(id);
            digest.add(id);
        }
        int admitted = events / 2;
        return new Cursor(
                events == 0 ? 0 : random.nextLong(-62_135_596_800_000_000L, 253_402_300_799_999_999L),
                events == 0 ? null : new EventId("e".repeat(64)),
                new OutcomeCounts(admitted, events - admitted, 0, 0),
                random.nextInt(100),
                random.nextInt(100),
                digest.state());
    }

    private static RunRecord record(Cursor cursor) {
        return new RunRecord(
                READY,
                Long.MAX_VALUE,
                RunState.HALTED,
                new Violation(ReasonCode.INGRESS_REJECTED, "stream#event=1", "a \u0001 message"),
                new RunRecord.Plan(new Hex64("b".repeat(64)), 1_000, 7),
                cursor,
                NOW);
    }

    @Property(tries = 200)
    void whatIsWrittenIsRead(@ForAll @IntRange(max = 600) int events, @ForAll long seed) {
        RunRecord record = record(cursor(events, new SplittableRandom(seed)));
        assertThat(RunRecordCodec.read(RUN, RunRecordCodec.write(record))).isEqualTo(record);
    }

    @Test
    void aRunWithoutPlanOrReasonIsReadAsSuch() {
        RunRecord record = new RunRecord(READY, 1, RunState.RECEIVED, null, RunRecord.Plan.NONE, Cursor.START, NOW);
        assertThat(RunRecordCodec.read(RUN, RunRecordCodec.write(record))).isEqualTo(record);
    }

    @Property(tries = 100)
    void read_announcement_comesBack(@ForAll boolean pack, @ForAll @IntRange(max = 600) int events, @ForAll long seed) {
        RunRecord record = announced(cursor(events, new SplittableRandom(seed)), pack);
        assertThat(RunRecordCodec.read(RUN, RunRecordCodec.write(record))).isEqualTo(record);
    }

    /** A record of the first generation is written as releases before the second one wrote and read it. */
    @Test
    void write_withoutAnnouncement_isTheFormatOfEarlierReleases() {
        RunRecord record = new RunRecord(READY, 1, RunState.RECEIVED, null, RunRecord.Plan.NONE, Cursor.START, NOW);
        assertThat(DigestUtils.sha256Hex(RunRecordCodec.write(record)))
                .isEqualTo("84ccde756bfb803e94644f08b3713614315b36679b34b9872a4924a1321ecc6f");
    }

    @Test
    void read_redrivenEvents_comeBackWithAndWithoutAnnouncement() {
        StreamDigest digest = new StreamDigest();
        digest.add(new byte[32]);
        digest.add(new byte[32]);
        Cursor cursor =
                new Cursor(1, new EventId("e".repeat(64)), new OutcomeCounts(0, 0, 2, 0), 0, 0, digest.state(), 1);
        for (RunRecord record : List.of(record(cursor), announced(cursor, true), announced(cursor, false))) {
            byte[] whole = RunRecordCodec.write(record);
            assertThat(RunRecordCodec.read(RUN, whole)).isEqualTo(record);
            assertThat(RunRecordCodec.read(RUN, whole)
                            .redriven(2, 7, NOW)
                            .cursor()
                            .redriven())
                    .isEqualTo(2);
            for (int length = 0; length < whole.length; length++) {
                assertCorrupt(Arrays.copyOf(whole, length));
            }
            assertCorrupt(Arrays.copyOf(whole, whole.length + 1));
            whole[whole.length - 8] = (byte) 0x80;
            assertCorrupt(whole);
        }
    }

    @Test
    void read_cutWithinTheAnnouncement_isCorrupt() {
        byte[] whole = RunRecordCodec.write(announced(Cursor.START, true));
        for (int length = 0; length < whole.length; length++) {
            assertCorrupt(Arrays.copyOf(whole, length));
        }
        assertCorrupt(Arrays.copyOf(whole, whole.length + 1));
    }

    @ParameterizedTest
    @CsvSource({"wsp.run.v3, wsp.run.v2", "oracle_root, oracle_moor", "cccc, cccC"})
    void read_announcementThatIsNotWhatItMustBe_isCorrupt(String from, String to) {
        String text = new String(RunRecordCodec.write(announced(Cursor.START, true)), StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        int last = text.lastIndexOf(from);
        String changed = text.substring(0, last) + to + text.substring(last + from.length());
        assertCorrupt(changed.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static RunRecord announced(Cursor cursor, boolean pack) {
        PlatformAnnouncement announcement = PlatformAnnouncement.builder("platform_20260201T093000Z", RUN)
                .runConfigDigest(new Hex64("c".repeat(64)))
                .world(new Hex64("d".repeat(64)), new Hex64("e".repeat(64)), "baseline_ü")
                .oraclePackRef(pack ? new OraclePackRef(Map.of("oracle_root", "ü", "engine_release", "1.0")) : null)
                .build();
        RunRecord record = record(cursor);
        return new RunRecord(
                new ReadySignal(
                        READY.messageId(), READY.runId(), READY.factsViewRef(), READY.bundleHash(), announcement),
                record.epoch(),
                record.state(),
                record.reason(),
                record.plan(),
                record.cursor(),
                record.savedAt());
    }

    /** A checksum protects saved records: this covers what it cannot detect, such as another version. */
    @ParameterizedTest
    @CsvSource({"wsp.run.v2, wsp.run.v3", "HALTED, DREAMS", "INGRESS_REJECTED, INGRESS_SULKINGS", "bbbb, bbbB"})
    void aTextThatIsNotWhatItMustBeIsCorrupt(String from, String to) {
        byte[] record = RunRecordCodec.write(record(cursor(10, new SplittableRandom(1))));
        String text = new String(record, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        assertCorrupt(text.replaceFirst(from, to).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Property(tries = 2000)
    void whateverIsChangedItIsARecordOrCorrupt(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] record = RunRecordCodec.write(record(cursor(3, random)));
        record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            assertThat(RunRecordCodec.read(RUN, record).ready().runId()).isEqualTo(RUN);
        } catch (WspException e) {
            assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT);
        }
    }

    @Test
    void whatFollowsARecordIsCorrupt() {
        byte[] record = RunRecordCodec.write(record(Cursor.START));
        assertCorrupt(Arrays.copyOf(record, record.length + 1));
    }

    @Test
    void everyCutIsCorrupt() {
        byte[] whole = RunRecordCodec.write(record(cursor(3, new SplittableRandom(1))));
        for (int length = 0; length < whole.length; length++) {
            assertCorrupt(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void theRecordOfAnotherRunIsCorrupt() {
        byte[] record = RunRecordCodec.write(record(Cursor.START));
        RunId other = new RunId("d".repeat(32));
        assertThatThrownBy(() -> RunRecordCodec.read(other, record))
                .hasMessageContaining(RUN.value())
                .hasMessageContaining(other.value());
    }

    private static void assertCorrupt(byte[] record) {
        assertThatThrownBy(() -> RunRecordCodec.read(RUN, record))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT));
    }
}
