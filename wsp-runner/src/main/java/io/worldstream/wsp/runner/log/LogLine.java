package io.worldstream.wsp.runner.log;

import io.worldstream.wsp.runner.report.JsonLine;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One message of a logger.
 *
 * @param at the wall time
 * @param level the level
 * @param source where the message comes from
 * @param message the formatted message
 * @param error the throwable, or null
 * @param keyValues the key-value pairs of the message, in order
 * @param mdc the mapped diagnostic context of the thread
 */
record LogLine(
        Instant at,
        Level level,
        Source source,
        String message,
        @Nullable Throwable error,
        Map<String, String> keyValues,
        Map<String, String> mdc) {
    /**
     * Where a message comes from.
     *
     * @param logger the name of the logger
     * @param thread the name of the thread
     */
    record Source(String logger, String thread) {
        /** Returns a logger on the current thread. */
        static Source of(String logger) {
            return new Source(logger, Thread.currentThread().getName());
        }

        /** Returns whether the logger is WSP's own. */
        boolean isOurs() {
            return logger.equals("wsp") || logger.startsWith("io.worldstream.");
        }

        String simpleName() {
            return logger.substring(logger.lastIndexOf('.') + 1);
        }
    }

    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    /**
     * Returns the line for people, with the stack trace below it. Ends in a line break.
     *
     * @param detailed whether to name the logger; one of a library is named in any case, since its messages do not say
     *     whose they are
     */
    String text(boolean detailed) {
        StringBuilder text = new StringBuilder(LOCAL_TIME.format(at))
                .append(' ')
                .append(level)
                .append(' ');
        if (detailed || !source.isOurs()) {
            text.append(source.simpleName()).append(" - ");
        }
        keyValues.forEach(
                (key, value) -> text.append(key).append('=').append(value).append(' '));
        text.append(message).append('\n');
        return error == null
                ? text.toString()
                : text.append(StackTrace.of(error)).toString();
    }

    /** Returns the line for programs: one valid JSON object, whatever the texts hold, and a line break. */
    String json() {
        return JsonLine.of(this::writeTo) + "\n";
    }

    private void writeTo(JsonLine line) throws IOException {
        line.put("ts", at)
                .put("level", level)
                .put("logger", source.logger())
                .put("thread", source.thread())
                .put("message", message);
        Throwable thrown = error;
        if (thrown != null) {
            line.put(
                    "error",
                    fields -> fields.put("type", thrown.getClass().getName())
                            .put("message", StackTrace.messageOf(thrown))
                            .put("stack_trace", StackTrace.of(thrown)));
        }
        if (!keyValues.isEmpty()) {
            line.put("key_values", texts(keyValues));
        }
        if (!mdc.isEmpty()) {
            line.put("mdc", texts(mdc));
        }
    }

    private static JsonLine.Fields texts(Map<String, String> texts) {
        return fields -> {
            for (Map.Entry<String, String> each : texts.entrySet()) {
                fields.put(each.getKey(), each.getValue());
            }
        };
    }
}
