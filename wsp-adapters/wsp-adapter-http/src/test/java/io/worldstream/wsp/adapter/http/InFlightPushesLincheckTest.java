package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.Schedules.require;

import io.worldstream.wsp.adapter.http.InFlightPushes.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A push that has started ends, or is on connections that live. */
@Tag("lincheck")
class InFlightPushesLincheckTest {
    @Test
    void close_whileAPushStarts_endsItOnce() {
        Schedules.check(() -> {
            Sink sink = new Sink();
            Thread host = Schedules.start(sink::close);
            sink.pushes.start(sink.push.exchange());
            host.join();
            require(sink.push.callbacks() == 1, "called back " + sink.push.callbacks() + " times");
            require(sink.lines.get(0).closed, "connections stay open");
        });
    }

    @Test
    void onDeath_whileAPushStarts_endsItOrGivesItNewConnections() {
        Schedules.check(() -> {
            Sink sink = new Sink();
            Thread io = Schedules.start(() -> sink.lines.get(0).die());
            sink.pushes.start(sink.push.exchange());
            io.join();
            boolean leasedAnew = sink.lines.size() > 1 && sink.lines.get(1).leased;
            require(
                    sink.push.callbacks() == (leasedAnew ? 0 : 1),
                    "lost with its connections, or ended while it lives");
            sink.pushes.start(new ModelPush().exchange());
            require(sink.lines.size() == 2 && sink.lines.get(1).leased, "the next push uses dead connections");
        });
    }

    @Test
    void close_asConnectionsDie_endsThePushOnceAndLeavesNoConnections() {
        Schedules.check(() -> {
            Sink sink = new Sink();
            sink.pushes.start(sink.push.exchange());
            Thread io = Schedules.start(() -> sink.lines.get(0).die());
            Thread deadlines = Schedules.start(sink.push.timer());
            sink.close();
            io.join();
            deadlines.join();
            sink.push.requireEnded();
            require(sink.lines.size() == 1 && sink.lines.get(0).closed, "connections stay open");
        });
    }

    /** A sink without a network. */
    private static final class Sink {
        private final List<Line> lines = new ArrayList<>();
        private final InFlightPushes pushes;
        private final ModelPush push;
        private volatile boolean shut;

        Sink() {
            pushes = new InFlightPushes(this::connect, task -> schedule());
            push = new ModelPush(pushes::remove);
        }

        private Connections connect(BiConsumer<Connections, Throwable> onDeath) {
            Line line = new Line(onDeath);
            lines.add(line);
            return line;
        }

        private Future<?> schedule() {
            if (shut) {
                throw new RejectedExecutionException();
            }
            return push.timer();
        }

        void close() {
            pushes.close();
            shut = true;
        }
    }

    /** Connections that, as those of HttpCore, fail a push that comes after their end. */
    private static final class Line implements Connections {
        private final BiConsumer<Connections, Throwable> onDeath;
        private boolean leased;
        private boolean closed;

        Line(BiConsumer<Connections, Throwable> onDeath) {
            this.onDeath = onDeath;
        }

        @Override
        public void lease(PushExchange push) {
            if (refuses()) {
                push.failed(new RejectedExecutionException());
            }
        }

        private synchronized boolean refuses() {
            leased = !closed;
            return closed;
        }

        void die() {
            onDeath.accept(this, new IllegalStateException("dead"));
            close();
        }

        @Override
        public synchronized void close() {
            closed = true;
        }
    }
}
