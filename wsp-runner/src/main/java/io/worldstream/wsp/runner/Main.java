package io.worldstream.wsp.runner;

import io.worldstream.wsp.runner.log.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The {@code wsp} command of the shell. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /**
     * Runs the command and exits with its code. The process ends whatever is thrown: without memory, an error may escape
     * where it is handled, and threads that are not daemons would keep the process alive.
     */
    public static void main(String[] args) {
        int code = ExitCode.DEFECT.code();
        try {
            Host host = Host.ofThisProcess();
            // Logging also goes to stderr in UTF-8, above the progress bar.
            System.setErr(host.stderr());
            Thread.setDefaultUncaughtExceptionHandler(
                    (thread, defect) -> LOG.error("thread {} died", thread.getName(), defect));
            code = new Wsp(host).execute(args);
            host.stop().ended(code);
        } catch (OutOfMemoryError e) {
            Log.ofThisProcess().say(Level.ERROR, Wsp.OUT_OF_MEMORY, null);
        } catch (Throwable e) {
            Log.ofThisProcess().say(Level.ERROR, "wsp: internal error: " + e, e);
        } finally {
            exit(code);
        }
    }

    private static void exit(int code) {
        try {
            System.exit(code);
        } finally {
            // Reached only if the orderly exit fails, which needs memory for its hooks.
            Runtime.getRuntime().halt(code);
        }
    }
}
