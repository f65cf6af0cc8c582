package io.worldstream.wsp.runner.log;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.Clock;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The command's stderr: the lines of loggers and messages to the operator, in one format. Each is written whole, in one
 * call. Thread-safe.
 */
public final class Log {
    /** The logger that messages to the operator name. */
    private static final String OPERATOR = "wsp";

    private static final String OPERATOR_PREFIX = OPERATOR + ": ";
    private static final Log OF_THIS_PROCESS = new Log(() -> System.err, new SystemClock());

    private final Supplier<PrintStream> out;
    private final Clock clock;
    private volatile Settings settings = new Settings(LogFormat.TEXT, Level.INFO);

    private record Settings(LogFormat format, Level least) {}

    /**
     * Creates a log as text, of {@code INFO} and above.
     *
     * @param out supplies the stream for each message
     * @param clock supplies the wall time of each message
     */
    public Log(Supplier<PrintStream> out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Returns the log of this process, to which all loggers write. It follows {@link System#setErr}. */
    public static Log ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /**
     * Sets the format and the least level. Takes effect for the next message of any thread.
     *
     * @param format the format of all messages
     * @param least messages below this level are dropped
     */
    public void configure(LogFormat format, Level least) {
        settings = new Settings(format, least);
    }

    /** Returns the format. */
    public LogFormat format() {
        return settings.format();
    }

    /** Returns whether messages of a level are written. */
    public boolean isEnabled(Level level) {
        return level.toInt() >= settings.least().toInt();
    }

    /**
     * Prints a message to the operator. Text is printed unchanged. In JSON it is the message of logger {@code wsp},
     * without the prefix {@code "wsp: "}; a blank message is dropped, since it only separates lines of text.
     *
     * @param level the level
     * @param text the message; may have several lines
     * @param cause the cause, or null; as text, its stack trace is printed only if {@code DEBUG} is enabled
     */
    public void say(Level level, String text, @Nullable Throwable cause) {
        if (!isEnabled(level)) {
            return;
        }
        if (settings.format() == LogFormat.TEXT) {
            String trace = cause != null && isEnabled(Level.DEBUG) ? StackTrace.of(cause) : "";
            out.get().print(text + "\n" + trace);
        } else if (!text.isBlank()) {
            String message = text.startsWith(OPERATOR_PREFIX) ? text.substring(OPERATOR_PREFIX.length()) : text;
            print(level, OPERATOR, message.strip(), cause, Map.of(), Map.of());
        }
    }

    /** Prints the message of a logger, whatever its level. */
    void print(
            Level level,
            String logger,
            String message,
            @Nullable Throwable cause,
            Map<String, String> keyValues,
            Map<String, String> mdc) {
        LogLine line = new LogLine(clock.wallTime(), level, LogLine.Source.of(logger), message, cause, keyValues, mdc);
        out.get().print(settings.format() == LogFormat.JSON ? line.json() : line.text(isEnabled(Level.DEBUG)));
    }
}
