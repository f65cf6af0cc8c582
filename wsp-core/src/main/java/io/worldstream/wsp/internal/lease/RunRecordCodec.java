package io.worldstream.wsp.internal.lease;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.OutcomeCounts;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes the saved record of a run. The format is binary, because most of a record is the state of the
 * stream digest: up to 255 ids not hashed yet. Stateless and thread-safe.
 */
final class RunRecordCodec {
    private static final String FORMAT = "wsp.run.v2";

    /** The format above, followed by the announcement of a READY of the second generation. */
    private static final String ANNOUNCED = "wsp.run.v3";

    /**
     * The format of a run of which events were redriven: the first format, whether there is an announcement, that if there
     * is, and the number of redriven events.
     */
    private static final String REDRIVEN = "wsp.run.v4";

    private RunRecordCodec() {}

    static byte[] write(RunRecord run) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            ReadySignal ready = run.ready();
            PlatformAnnouncement announcement = ready.announcement();
            long redriven = run.cursor().redriven();
            out.writeUTF(redriven > 0 ? REDRIVEN : announcement == null ? FORMAT : ANNOUNCED);
            text(out, ready.messageId());
            text(out, ready.runId().value());
            text(out, ready.factsViewRef());
            text(out, ready.bundleHash().value());
            out.writeLong(run.epoch());
            text(out, run.state().name());
            Violation reason = run.reason();
            out.writeBoolean(reason != null);
            if (reason != null) {
                text(out, reason.code().name());
                text(out, reason.path());
                text(out, reason.message());
            }
            plan(out, run.plan());
            cursor(out, run.cursor());
            text(out, run.savedAt().toString());
            if (redriven > 0) {
                out.writeBoolean(announcement != null);
            }
            if (announcement != null) {
                announcement(out, announcement);
            }
            if (redriven > 0) {
                out.writeLong(redriven);
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void plan(DataOutputStream out, RunRecord.Plan plan) throws IOException {
        Hex64 digest = plan.digest();
        text(out, digest == null ? "" : digest.value());
        out.writeLong(plan.events());
        out.writeLong(plan.badRows());
    }

    private static void cursor(DataOutputStream out, Cursor cursor) throws IOException {
        out.writeLong(cursor.events());
        out.writeLong(cursor.tsMicros());
        EventId last = cursor.lastEvent();
        text(out, last == null ? "" : last.value());
        OutcomeCounts outcomes = cursor.outcomes();
        out.writeLong(outcomes.admitted());
        out.writeLong(outcomes.duplicate());
        out.writeLong(outcomes.quarantined());
        out.writeLong(outcomes.deadLettered());
        out.writeLong(cursor.retries());
        out.writeLong(cursor.collapsed());
        bytes(out, cursor.digest().toBytes());
    }

    private static void announcement(DataOutputStream out, PlatformAnnouncement announcement) throws IOException {
        text(out, announcement.platformRunId());
        text(out, announcement.scenarioRunId().value());
        text(out, announcement.runConfigDigest().value());
        text(out, announcement.manifestFingerprint().value());
        text(out, announcement.parameterHash().value());
        text(out, announcement.scenarioId());
        OraclePackRef pack = announcement.oraclePackRef();
        Map<String, String> fields = pack == null ? Map.of() : pack.fields();
        out.writeInt(fields.size());
        for (Map.Entry<String, String> field : fields.entrySet()) {
            text(out, field.getKey());
            text(out, field.getValue());
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Decodes a record.
     *
     * @throws WspException {@code CHECKPOINT_CORRUPT} if the bytes are not a record of that run
     */
    static RunRecord read(RunId run, byte[] record) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            String format = in.readUTF();
            boolean redriven = format.equals(REDRIVEN);
            require(
                    redriven || format.equals(FORMAT) || format.equals(ANNOUNCED),
                    "its format is none of " + FORMAT + ", " + ANNOUNCED + " and " + REDRIVEN);
            RunRecord read = read(in);
            if (redriven ? in.readBoolean() : format.equals(ANNOUNCED)) {
                read = read.announced(announcement(in));
            }
            if (redriven) {
                read = read.withCursor(read.cursor().withRedriven(in.readLong()));
            }
            require(in.read() < 0, "it has trailing bytes");
            require(
                    read.ready().runId().equals(run),
                    "it belongs to run " + read.ready().runId());
            return read;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new WspException(
                    ReasonCode.CHECKPOINT_CORRUPT,
                    "the saved record of run " + run + " is not a valid checkpoint: "
                            + LogText.segment(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static RunRecord read(DataInputStream in) throws IOException {
        ReadySignal ready = new ReadySignal(text(in), new RunId(text(in)), text(in), new Hex64(text(in)));
        long epoch = in.readLong();
        RunState state = RunState.valueOf(text(in));
        Violation reason = in.readBoolean() ? new Violation(ReasonCode.valueOf(text(in)), text(in), text(in)) : null;
        return new RunRecord(ready, epoch, state, reason, plan(in), cursor(in), Instant.parse(text(in)));
    }

    private static PlatformAnnouncement announcement(DataInputStream in) throws IOException {
        PlatformAnnouncement.Builder announcement = PlatformAnnouncement.builder(text(in), new RunId(text(in)))
                .runConfigDigest(new Hex64(text(in)))
                .world(new Hex64(text(in)), new Hex64(text(in)), text(in));
        int fields = in.readInt();
        require(fields >= 0 && fields <= OraclePackRef.NAMES.size(), "it is truncated");
        Map<String, String> pack = new TreeMap<>();
        for (int i = 0; i < fields; i++) {
            pack.put(text(in), text(in));
        }
        return announcement
                .oraclePackRef(pack.isEmpty() ? null : new OraclePackRef(pack))
                .build();
    }

    private static RunRecord.Plan plan(DataInputStream in) throws IOException {
        String digest = text(in);
        return new RunRecord.Plan(digest.isEmpty() ? null : new Hex64(digest), in.readLong(), in.readLong());
    }

    private static Cursor cursor(DataInputStream in) throws IOException {
        long events = in.readLong();
        return new Cursor(
                in.readLong(),
                eventId(text(in)),
                new OutcomeCounts(in.readLong(), in.readLong(), in.readLong(), in.readLong()),
                in.readLong(),
                in.readLong(),
                StreamDigest.State.of(events, bytes(in)));
    }

    private static @Nullable EventId eventId(String text) {
        return text.isEmpty() ? null : new EventId(text);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        require(length >= 0 && length <= in.available(), "it is truncated");
        return in.readNBytes(length);
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }
}
