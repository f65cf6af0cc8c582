package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditRecord;
import java.util.Map;

/** Formats audit records as JSON. */
public final class AuditJson {
    private AuditJson() {}

    /** Returns one object, without a line break: the name of the host, and the fields of the record. */
    public static String line(String host, AuditRecord record) {
        AuditEntry entry = record.entry();
        return JsonLine.of(line -> {
            line.put("host", host)
                    .put("seq", record.seq())
                    .put("at", entry.at())
                    .put("kind", entry.kind().wireName())
                    .put("run_id", entry.runId())
                    .put("actor", entry.actor())
                    .put("reason", entry.reason())
                    .put("event_time", entry.eventTime());
            Long position = entry.position();
            if (position == null) {
                line.putNull("position");
            } else {
                line.put("position", position.longValue());
            }
            line.put("detail", detail -> {
                        for (Map.Entry<String, String> each : entry.detail().entrySet()) {
                            detail.put(each.getKey(), each.getValue());
                        }
                    })
                    .put("prev", record.prev())
                    .put("hash", record.hash());
        });
    }
}
