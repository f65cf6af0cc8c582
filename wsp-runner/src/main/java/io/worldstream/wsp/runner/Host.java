package io.worldstream.wsp.runner;

import io.worldstream.wsp.runner.config.PathSpelling;
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
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the command: its streams, its environment, its operating system. Tests bring their own.
 *
 * @param stdout for programs
 * @param stderr for people, in UTF-8
 * @param statusLine the redrawn last line of stderr, or null if stderr is no terminal
 * @param environment the environment variables
 * @param spelling how paths are spelled
 * @param stop whether the command was asked to stop
 */
record Host(
        Stdout stdout,
        PrintStream stderr,
        @Nullable StatusLine statusLine,
        Map<String, String> environment,
        PathSpelling spelling,
        StopRequest stop) {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    /** The process. */
    static Host ofThisProcess() {
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        StatusLine statusLine = stderrIsTerminal(System.getenv()) ? new StatusLine(err) : null;
        PrintStream stderr = new PrintStream(statusLine == null ? err : statusLine, true, StandardCharsets.UTF_8);
        return new Host(
                new Stdout(out),
                stderr,
                statusLine,
                System.getenv(),
                PathSpelling.ofThisProcess(),
                StopRequest.bySignal());
    }

    /**
     * A path that an option names; a relative one counts from the working directory.
     *
     * @throws UsageException if it is none, or one that this process cannot spell
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
     * A folder that an option names, and that is not there or empty: a sealed world is written once.
     *
     * @throws UsageException if it holds something
     */
    Path emptyFolder(String option, String text) throws IOException {
        Path folder = path(option, text);
        if (!Files.exists(folder)) {
            return folder;
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

    /** A line for people. */
    void say(String line) {
        stderr.println(line);
    }

    /**
     * Whether stderr is a terminal that can be drawn on. {@code System.console()} does not say: it looks at stdin and stdout,
     * and from Java 22 on it is there in any case. Where the operating system does not tell, it is none.
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
