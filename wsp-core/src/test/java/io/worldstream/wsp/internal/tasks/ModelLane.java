package io.worldstream.wsp.internal.tasks;

import java.util.ArrayList;
import java.util.List;

/** The lane's side of a scenario: background tasks with a thread for each, and a wait that only a wake-up ends. */
public final class ModelLane {
    private final List<Thread> threads = new ArrayList<>();
    private final BackgroundTasks tasks = new BackgroundTasks(this::start, 1);
    private boolean inline;
    private boolean woken;

    /** Returns the background tasks. */
    public BackgroundTasks tasks() {
        return tasks;
    }

    /** Runs tasks within the call that starts them, or on threads again; leaves no schedules to choose from. */
    public void inline(boolean value) {
        inline = value;
    }

    private void start(Runnable task) {
        if (inline) {
            task.run();
            return;
        }
        synchronized (threads) {
            threads.add(Schedules.start(task));
        }
    }

    /** Ends the current wait of the lane, or else its next one. */
    public synchronized void wakeUp() {
        woken = true;
        notifyAll();
    }

    /** Waits for a wake-up that no earlier wait has seen. */
    public synchronized void await() throws InterruptedException {
        while (!woken) {
            wait();
        }
        woken = false;
    }

    /** Waits until every task has ended, including those that such tasks start. */
    public void joinTasks() throws InterruptedException {
        for (int i = 0; i < started(); i++) {
            Thread thread;
            synchronized (threads) {
                thread = threads.get(i);
            }
            thread.join();
        }
    }

    private int started() {
        synchronized (threads) {
            return threads.size();
        }
    }
}
