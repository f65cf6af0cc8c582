package io.worldstream.wsp.adapter.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** Collects the log, which the tests' logger prints to standard error, until it is closed. */
final class Warnings implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    Warnings() {
        System.setErr(new PrintStream(log, true, UTF_8));
    }

    /** Returns the whole log. */
    String text() {
        return log.toString(UTF_8);
    }

    /** Returns the warnings. */
    List<String> lines() {
        return text().lines().filter(line -> line.contains(" WARN ")).toList();
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
