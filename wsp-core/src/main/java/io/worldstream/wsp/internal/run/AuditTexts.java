package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.EventCounts;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Fills the details of audit entries, with texts cut to their limits. Stateless. */
public final class AuditTexts {
    /** The rest is counted. Leaves room for the other details. */
    private static final int MOST_FINDINGS = 16;

    private static final String CUT = "...";

    private AuditTexts() {}

    /** Adds what a READY announced. */
    static void ready(AuditEntry.Builder entry, ReadySignal ready) {
        entry.detail("message_id", text(ready.messageId()))
                .detail("facts_view_ref", text(ready.factsViewRef()))
                .detail("bundle_hash", ready.bundleHash().value());
    }

    /** Sets the reason to the first finding, and adds the first ones by number, and how many there are. */
    public static void findings(AuditEntry.Builder entry, List<Violation> findings) {
        if (findings.isEmpty()) {
            return;
        }
        entry.reason(text(findings.get(0).toString()))
                .detail("code", findings.get(0).code().name());
        if (findings.size() == 1) {
            return;
        }
        entry.detail("findings", String.valueOf(findings.size()));
        for (int i = 0; i < Math.min(findings.size(), MOST_FINDINGS); i++) {
            entry.detail(
                    String.format(Locale.ROOT, "finding_%02d", i + 1),
                    text(findings.get(i).toString()));
        }
    }

    static void counts(AuditEntry.Builder entry, EventCounts counts) {
        if (counts.planned() > 0) {
            entry.detail("planned", String.valueOf(counts.planned()))
                    .detail("admitted", String.valueOf(counts.admitted()))
                    .detail("duplicate", String.valueOf(counts.duplicate()))
                    .detail("quarantined", String.valueOf(counts.quarantined()))
                    .detail("dead_lettered", String.valueOf(counts.deadLettered()))
                    .detail("bad_rows", String.valueOf(counts.badRows()));
        }
    }

    static void letter(AuditEntry.Builder entry, DeadLetter letter) {
        EventId event = letter.eventId();
        entry.reason(text(letter.reason()))
                .detail("code", letter.code().name())
                .detail("at", text(letter.position()))
                .detail("event_type", letter.outputId().value())
                .detail("row_digest", letter.rowDigest().value());
        if (event != null) {
            entry.detail("event_id", event.value()).eventTime(letter.eventTime());
        }
    }

    /** Adds a command: who asks, why, and with which key and authority. */
    public static void command(AuditEntry.Builder entry, ControlCommand command) {
        entry.actor(command.actor())
                .reason(text(command.reason()))
                .detail("key", command.key())
                .detail("authority", command.authority());
    }

    /** Adds a control action. */
    public static void action(AuditEntry.Builder entry, ControlAction action) {
        entry.detail("action", text(action.toString()));
    }

    /** Adds why a command was refused. */
    public static void refusal(AuditEntry.Builder entry, ControlAnswer.Refused refusal) {
        entry.detail("code", refusal.code().name()).detail("why", text(refusal.why()));
    }

    /** Returns names as a list of JSON, cut to the limit. The characters of the names need no escape. */
    static String names(Collection<String> names) {
        return text(names.isEmpty() ? "[]" : "[\"" + String.join("\",\"", names) + "\"]");
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Returns a text as it may stand in an entry: not empty, and cut to the limit. */
    public static String text(String text) {
        return cut(text, AuditEntry.MAX_TEXT_CHARS);
    }

    /** Returns the name of an actor as it may stand in an entry: not empty, and cut to the limit. */
    public static String actor(String name) {
        return cut(name, AuditEntry.MAX_ACTOR_CHARS);
    }

    private static String cut(String text, int most) {
        if (text.isEmpty()) {
            return CUT;
        }
        return text.length() <= most ? text : text.substring(0, most - CUT.length()) + CUT;
    }
}
