package io.worldstream.wsp.runner;

/** The {@code wsp} command of the shell. */
public final class Main {
    private Main() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        Host host = Host.ofThisProcess();
        // Logging also goes to stderr in UTF-8, above the progress bar.
        System.setErr(host.stderr());
        int code = new Wsp(host).execute(args);
        host.stop().ended(code);
        System.exit(code);
    }
}
