package io.worldstream.wsp.runner;

/** The {@code wsp} command of the shell. */
public final class Main {
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
            code = new Wsp(host).execute(args);
            host.stop().ended(code);
        } catch (OutOfMemoryError e) {
            System.err.println(Wsp.OUT_OF_MEMORY);
        } catch (Throwable e) {
            System.err.println("wsp: internal error: " + e);
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
