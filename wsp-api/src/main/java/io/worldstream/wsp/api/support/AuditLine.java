package io.worldstream.wsp.api.support;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.support.AuditChain.BrokenException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one text of an audit record: canonical JSON (contracts 4) in ASCII, with all eleven fields, and {@code null} for what
 * a record does not have. A record has exactly one text, and a text that differs in a byte is no record. Stateless and
 * thread-safe.
 */
public final class AuditLine {
    /** Maximum bytes of a record: that of one with every field at its limit is below. */
    public static final int MAX_BYTES = 256 << 10;

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private AuditLine() {}

    /** Returns the text of a record, without a line break. */
    public static String write(AuditRecord record) {
        return text(record.seq(), record.entry(), record.prev(), record.hash());
    }

    /** Returns the text over which the hash of a record is computed: that of the record without its hash. */
    static String content(long seq, AuditEntry entry, Hex64 prev) {
        return text(seq, entry, prev, null);
    }

    /**
     * Reads a record. Does not verify its hash; see {@link AuditChain#verify}.
     *
     * @param line the bytes, without a line break
     * @throws BrokenException if they are not the text of a record
     */
    public static AuditRecord read(byte[] line) throws BrokenException {
        if (line.length > MAX_BYTES) {
            throw new BrokenException("it has more than " + MAX_BYTES + " bytes");
        }
        String text = new String(line, StandardCharsets.ISO_8859_1);
        AuditRecord record;
        try {
            record = read(new AuditText(text));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new BrokenException("it is no record: " + e.getMessage(), e);
        }
        if (!write(record).equals(text)) {
            throw new BrokenException("it is not spelled as records are");
        }
        return record;
    }

    /** Returns the text of a chain's head, for sinks that keep it beside the chain; without a line break. */
    public static String writeHead(AuditChain head) {
        StringBuilder out = new StringBuilder("{\"hash\":");
        AuditText.append(out, head.hash().value());
        return out.append(",\"seq\":").append(head.seq()).append('}').toString();
    }

    /**
     * Reads what {@link #writeHead} wrote.
     *
     * @throws BrokenException if the bytes are anything else
     */
    public static AuditChain readHead(byte[] bytes) throws BrokenException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            AuditText in = new AuditText(text);
            in.take("{\"hash\":");
            Hex64 hash = new Hex64(in.requiredText());
            in.take(",\"seq\":");
            AuditChain head = new AuditChain(Objects.requireNonNullElse(in.number(), 0L), hash);
            if (writeHead(head).equals(text)) {
                return head;
            }
        } catch (IllegalArgumentException e) {
            throw new BrokenException("it is no head: " + e.getMessage(), e);
        }
        throw new BrokenException("it is not spelled as heads are");
    }

    private static AuditRecord read(AuditText in) {
        in.take("{\"actor\":");
        String actor = in.text();
        in.take(",\"at\":");
        Instant at = Instant.parse(in.requiredText());
        in.take(",\"detail\":");
        Map<String, String> detail = in.object();
        in.take(",\"event_time\":");
        String eventTime = in.text();
        in.take(",\"hash\":");
        Hex64 hash = new Hex64(in.requiredText());
        in.take(",\"kind\":");
        String name = in.requiredText();
        AuditKind kind = AuditKind.ofWireName(name)
                .orElseThrow(() -> new IllegalArgumentException("unknown kind " + LogText.quote(name)));
        in.take(",\"position\":");
        Long position = in.number();
        in.take(",\"prev\":");
        Hex64 prev = new Hex64(in.requiredText());
        in.take(",\"reason\":");
        String reason = in.text();
        in.take(",\"run_id\":");
        String runId = in.text();
        in.take(",\"seq\":");
        long seq = Objects.requireNonNullElse(in.number(), 0L);
        in.take("}");
        in.requireEnd();
        AuditEntry.Builder entry = AuditEntry.builder(kind, at)
                .run(runId == null ? null : new RunId(runId))
                .actor(actor)
                .reason(reason)
                .eventTime(eventTime == null ? null : Instant.parse(eventTime))
                .position(position);
        detail.forEach(entry::detail);
        return new AuditRecord(seq, entry.build(), prev, hash);
    }

    private static String text(long seq, AuditEntry entry, Hex64 prev, @Nullable Hex64 hash) {
        StringBuilder out = new StringBuilder(512);
        out.append("{\"actor\":");
        AuditText.append(out, entry.actor());
        out.append(",\"at\":");
        AuditText.append(out, MICROS.format(entry.at()));
        out.append(",\"detail\":{");
        String separator = "";
        for (Map.Entry<String, String> each : entry.detail().entrySet()) {
            out.append(separator);
            AuditText.append(out, each.getKey());
            out.append(':');
            AuditText.append(out, each.getValue());
            separator = ",";
        }
        Instant eventTime = entry.eventTime();
        out.append("},\"event_time\":");
        AuditText.append(out, eventTime == null ? null : MICROS.format(eventTime));
        if (hash != null) {
            out.append(",\"hash\":");
            AuditText.append(out, hash.value());
        }
        out.append(",\"kind\":");
        AuditText.append(out, entry.kind().wireName());
        out.append(",\"position\":").append(entry.position());
        out.append(",\"prev\":");
        AuditText.append(out, prev.value());
        out.append(",\"reason\":");
        AuditText.append(out, entry.reason());
        RunId run = entry.runId();
        out.append(",\"run_id\":");
        AuditText.append(out, run == null ? null : run.value());
        return out.append(",\"seq\":").append(seq).append('}').toString();
    }
}
