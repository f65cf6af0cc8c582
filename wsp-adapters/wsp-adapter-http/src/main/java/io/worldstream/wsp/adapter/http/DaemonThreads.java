package io.worldstream.wsp.adapter.http;

import java.util.concurrent.ThreadFactory;

/** Factory of threads that do not keep a host alive. */
final class DaemonThreads {
    private DaemonThreads() {}

    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
