package io.worldstream.wsp.runner.log;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NormalizedParameters;
import org.slf4j.spi.LoggingEventAware;

/** A logger that writes to a {@link Log}. Markers are ignored. */
final class WspLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    /** Libraries that WSP speaks for. */
    private static final List<String> SPOKEN_FOR = List.of("org.apache.kafka.", "com.zaxxer.hikari.");

    private final transient Log log;
    private final boolean ours;

    WspLogger(String name, Log log) {
        this.name = name;
        this.log = log;
        ours = LogLine.Source.of(name).isOurs();
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }

    /**
     * A library's INFO counts as DEBUG, and its DEBUG as TRACE: an operator runs WSP, not a Kafka client. Of that one
     * and of the connection pool, a WARN counts as DEBUG, too: it repeats by the second what WSP says once, in words.
     */
    private boolean isEnabled(Level level) {
        if (ours
                || level == Level.ERROR
                || (level == Level.WARN && SPOKEN_FOR.stream().noneMatch(name::startsWith))) {
            return log.isEnabled(level);
        }
        return log.isEnabled(level.toInt() >= Level.INFO.toInt() ? Level.DEBUG : Level.TRACE);
    }

    /** The fluent API, whose key-value pairs would otherwise become part of the message. */
    @Override
    public void log(LoggingEvent event) {
        NormalizedParameters given =
                NormalizedParameters.normalize(event.getMessage(), event.getArgumentArray(), event.getThrowable());
        print(
                event.getLevel(),
                given.getMessage(),
                given.getArguments(),
                given.getThrowable(),
                texts(event.getKeyValuePairs()));
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        print(level, pattern, arguments, thrown, Map.of());
    }

    private void print(
            Level level,
            @Nullable String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown,
            Map<String, String> keyValues) {
        String message = String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
        Map<String, String> context = MDC.getCopyOfContextMap();
        log.print(level, getName(), message, thrown, keyValues, context == null ? Map.of() : context);
    }

    private static Map<String, String> texts(@Nullable List<KeyValuePair> pairs) {
        if (pairs == null) {
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        pairs.forEach(pair -> texts.put(String.valueOf(pair.key), String.valueOf(pair.value)));
        return texts;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null; // lines name no caller
    }
}
