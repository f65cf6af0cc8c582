package io.worldstream.wsp.policy;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The settings of {@link Limits}. */
final class LimitSettings {
    static final List<PolicySetting> ALL = List.of(
            of(
                    "max_message_bytes",
                    Limits::maxMessageBytes,
                    Limits.Builder::maxMessageBytes,
                    "Maximum size of a control bus message, in bytes. A longer message is refused unread and"
                            + " offered again at the next start."),
            of(
                    "max_document_bytes",
                    Limits::maxDocumentBytes,
                    Limits.Builder::maxDocumentBytes,
                    "Maximum size of a facts view or proof, in bytes."),
            of(
                    "max_parts",
                    Limits::maxParts,
                    Limits.Builder::maxParts,
                    "Maximum number of parts of all outputs of a plan together."),
            of(
                    "max_row_bytes",
                    Limits::maxRowBytes,
                    Limits.Builder::maxRowBytes,
                    "Maximum size of a row, in bytes of JSON text."),
            of("max_row_depth", Limits::maxRowDepth, Limits.Builder::maxRowDepth, "Maximum nesting depth of a row."),
            of(
                    "max_key_bytes",
                    Limits::maxKeyBytes,
                    Limits.Builder::maxKeyBytes,
                    "Maximum size of a primary key, in bytes of text over all its fields."),
            of(
                    "max_findings",
                    Limits::maxFindings,
                    Limits.Builder::maxFindings,
                    "Maximum number of findings against a READY message or facts view that a refusal lists. The"
                            + " rest are counted."),
            of(
                    "max_row_violations",
                    Limits::maxRowViolations,
                    Limits.Builder::maxRowViolations,
                    "Maximum number of bad rows that a refusal lists."),
            of(
                    "max_bad_rows",
                    Limits::maxBadRows,
                    Limits.Builder::maxBadRows,
                    "Maximum number of rows of a world that `policy.on_bad_row: dead_letter` dead-letters. More"
                            + " are a refusal."),
            ofLong(
                    "sort_bytes",
                    Limits::sortBytes,
                    Limits.Builder::sortBytes,
                    "Memory for sorting parts whose rows are out of order, in bytes. The rest spills to"
                            + " `spill.root`."),
            ofLong(
                    "max_tie_bytes",
                    Limits::maxTieBytes,
                    Limits.Builder::maxTieBytes,
                    "Memory for the rows of one instant, in bytes. A larger instant is sorted like a part that is"
                            + " out of order."),
            of(
                    "read_ahead_events",
                    Limits::readAheadEvents,
                    Limits.Builder::readAheadEvents,
                    "Maximum number of framed events per run that wait until they are due."),
            of(
                    "read_ahead_bytes",
                    Limits::readAheadBytes,
                    Limits.Builder::readAheadBytes,
                    "Maximum size of the framed events per run that wait until they are due, in bytes. One event"
                            + " may exceed it."));

    private LimitSettings() {}

    private static PolicySetting of(
            String name,
            Function<Limits, Integer> getter,
            BiFunction<Limits.Builder, Integer, Limits.Builder> setter,
            String description) {
        return setting(
                name, SettingType.integer("a whole number above 0", Integer.MIN_VALUE), getter, setter, description);
    }

    private static PolicySetting ofLong(
            String name,
            Function<Limits, Long> getter,
            BiFunction<Limits.Builder, Long, Limits.Builder> setter,
            String description) {
        return setting(name, SettingType.wholeNumber("a whole number above 0"), getter, setter, description);
    }

    private static <T> PolicySetting setting(
            String name,
            SettingType<T> type,
            Function<Limits, T> getter,
            BiFunction<Limits.Builder, T, Limits.Builder> setter,
            String description) {
        return PolicySetting.of(
                "limits." + name,
                type,
                policy -> getter.apply(policy.limits()),
                (policy, value) -> policy.withLimits(
                        setter.apply(policy.limits().toBuilder(), value).build()),
                description);
    }
}
