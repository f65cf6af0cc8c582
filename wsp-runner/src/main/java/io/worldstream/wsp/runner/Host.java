package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.FileFailure;
import io.worldstream.wsp.runner.config.PathSpelling;
import io.worldstream.wsp.runner.log.Log;
import io.worldstream.wsp.runner.log.LogFormat;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The environment of the command. Tests supply their own.
 *
 * @param stdout output for programs
 * @param stderr the stream of {@code log}, in UTF-8, for output that has no level
 * @param log messages for operators
 * @param statusLine the redrawn last line of stderr, or null if stderr is not a terminal
 * @param environment the environment variables
 * @param spelling the path spelling of the process
 * @param stop the request to stop the command
 */
record Host(
        Stdout stdout,
        PrintStream stderr,
        Log log,
        @Nullable StatusLine statusLine,
        Map<String, String> environment,
        PathSpelling spelling,
        StopRequest stop) {
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_./+-]+");
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    /** Returns the environment of this process. */
    static Host ofThisProcess() {
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        StatusLine statusLine = stderrIsTerminal(System.getenv()) ? new StatusLine(err) : null;
        PrintStream stderr = new PrintStream(statusLine == null ? err : statusLine, true, StandardCharsets.UTF_8);
        return new Host(
                new Stdout(out),
                stderr,
                Log.ofThisProcess(),
                statusLine,
                System.getenv(),
                PathSpelling.ofThisProcess(),
                StopRequest.bySignal());
    }

    /**
     * Resolves the path of an option; a relative one against the working directory.
     *
     * @throws UsageException if the text is not a path, or this process cannot spell it
     */
    Path path(String option, String text) {
        Path here = Path.of("").toAbsolutePath();
        if (!Files.exists(here)) {
            throw new UsageException("the locale of this process (" + spelling.charset()
                    + ") cannot spell the working directory; start wsp in a UTF-8 locale, such as LC_ALL=C.UTF-8");
        }
        try {
            return spelling.resolve(here, text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }

    /**
     * Resolves the folder of an option, which must be missing or empty: a sealed world is written once.
     *
     * @throws UsageException if the path is not a folder, or the folder is not empty
     */
    Path emptyFolder(String option, String text) throws IOException {
        Path folder = path(option, text);
        if (!Files.exists(folder)) {
            return requireWritable(option, folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new UsageException(option + ": not a folder: " + folder);
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            if (children.iterator().hasNext()) {
                throw new UsageException(option + ": not empty: " + folder);
            }
        }
        return folder;
    }

    /**
     * Resolves the folder of an option, and creates it if it is missing.
     *
     * @throws UsageException if it is not a folder that can be written to, or cannot be created
     */
    Path writableFolder(String option, String text) {
        Path folder = requireWritable(option, path(option, text));
        try {
            // Early releases of JDK 17 reject a link to a folder.
            return Files.isDirectory(folder) ? folder : Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UsageException(option + ": cannot create the folder: " + FileFailure.inWords(e));
        }
    }

    private static Path requireWritable(String option, Path folder) {
        Optional<String> fault = FolderCheck.writable(folder);
        if (fault.isPresent()) {
            throw new UsageException(option + ": " + fault.get());
        }
        return folder;
    }

    /** Returns how this command was called, as a word of a shell. The launcher knows it. */
    String command() {
        String command = environment.getOrDefault("WSP_COMMAND", "wsp");
        return PLAIN_WORD.matcher(command).matches() ? command : "'" + command.replace("'", "'\\''") + "'";
    }

    /** Tells the operator what happens. */
    void say(String line) {
        log.say(Level.INFO, line, null);
    }

    /** Tells the operator what may need attention. */
    void warn(String line) {
        log.say(Level.WARN, line, null);
    }

    /** Tells the operator why the command fails. */
    void error(String text) {
        log.say(Level.ERROR, text, null);
    }

    /** Returns the line that shows progress; null if stderr is no terminal, is for programs, or is to be quiet. */
    @Nullable StatusLine progressLine() {
        return log.format() == LogFormat.TEXT && log.isEnabled(Level.INFO) ? statusLine : null;
    }

    /**
     * Returns whether stderr is a terminal that can be redrawn. {@code System.console()} cannot tell: it checks stdin
     * and stdout, and since Java 22 it is never null. Defaults to false if the operating system does not tell.
     */
    private static boolean stderrIsTerminal(Map<String, String> environment) {
        if ("dumb".equals(environment.get("TERM"))) {
            return false;
        }
        try {
            String device = Files.readSymbolicLink(STDERR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
