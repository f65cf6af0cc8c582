package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.StoredAuditTrail;
import io.worldstream.wsp.api.support.LogText;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Formats audit records, and the result of their verification, as human-readable text. */
public final class AuditText {
    private AuditText() {}

    /** Returns the names of all kinds. */
    public static List<String> kinds() {
        return Stream.of(AuditKind.values()).map(AuditKind::wireName).toList();
    }

    /**
     * Returns the line of a chain that is intact.
     *
     * @param last its last record, or null if it has none
     */
    public static String intact(String host, StoredAuditTrail.Result result, @Nullable AuditRecord last) {
        String line = host + ": intact, " + LogText.count(result.records(), "record");
        if (last != null) {
            line += ", the last one of " + JsonLine.micros(last.entry().at()) + " with hash " + last.hash();
        }
        if (result.behindHead() > 0) {
            line += "; " + result.behindHead() + " behind the head: a host is appending, or a crash left them";
        }
        return result.tornBytes() == 0
                ? line
                : line + "; then " + LogText.count(result.tornBytes(), "byte")
                        + " of an unfinished record: a host is writing it, or a crash left it, and the host's next start"
                        + " cuts it off";
    }

    /** Returns the line of a record. */
    public static String line(String host, AuditRecord record) {
        AuditEntry entry = record.entry();
        StringBuilder out = new StringBuilder()
                .append(JsonLine.micros(entry.at()))
                .append(' ')
                .append(host)
                .append(' ')
                .append(record.seq())
                .append(' ')
                .append(entry.kind().wireName());
        append(out, "run", entry.runId());
        append(out, "position", entry.position());
        Instant eventTime = entry.eventTime();
        append(out, "event_time", eventTime == null ? null : JsonLine.micros(eventTime));
        append(out, "actor", quoted(entry.actor()));
        append(out, "reason", quoted(entry.reason()));
        entry.detail().forEach((name, value) -> append(out, name, quoted(value)));
        return out.toString();
    }

    private static void append(StringBuilder out, String name, @Nullable Object value) {
        if (value != null) {
            out.append(' ').append(name).append('=').append(value);
        }
    }

    private static @Nullable String quoted(@Nullable String text) {
        boolean plain = text != null && text.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"');
        return text == null || (plain && !text.isEmpty()) ? text : LogText.quotePath(text);
    }
}
