package io.worldstream.wsp.runner;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that control a run of a {@code wsp run} on this machine. */
final class ControlCommands {
    private ControlCommands() {}

    static List<Callable<Integer>> all(Host host) {
        return List.of(
                new Pause(host),
                new Resume(host),
                new Speed(host),
                new Cap(host),
                new Step(host),
                new Drain(host),
                new Stop(host));
    }

    /** Sends one action to the host of a run. */
    @Command(footer = "%nExit codes: 0 in effect, 2 usage or configuration, 3 refused.")
    abstract static class Controlling implements Callable<Integer> {
        private final Host host;

        @Mixin
        private ControlOptions options = new ControlOptions();

        Controlling(Host host) {
            this.host = host;
        }

        final int send(String action, String value) throws IOException {
            return options.send(host, action, value);
        }
    }

    /** An action without a value. */
    abstract static class Plain extends Controlling {
        private final String action;

        Plain(Host host, String action) {
            super(host);
            this.action = action;
        }

        @Override
        public final Integer call() throws IOException {
            return send(action, "");
        }
    }

    /** Asks for pause. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description =
                    "Stops the time of a run: no new event leaves until wsp resume; the events in flight are completed.")
    static final class Pause extends Plain {
        Pause(Host host) {
            super(host, "pause");
        }
    }

    /** Asks for resume. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Ends a pause or a drain of a run: its time continues from where it stood.")
    static final class Resume extends Plain {
        Resume(Host host) {
            super(host, "resume");
        }
    }

    /** Asks for drain. */
    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description = "Completes and saves what is in flight of a run, and holds it until wsp resume.")
    static final class Drain extends Plain {
        Drain(Host host) {
            super(host, "drain");
        }
    }

    /** Asks for stop. */
    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description =
                    "Ends a run where it stands, with its position saved. The next wsp run, or its READY, resumes it.")
    static final class Stop extends Plain {
        Stop(Host host) {
            super(host, "stop");
        }
    }

    /** Asks for another speed. */
    @Command(name = "speed", mixinStandardHelpOptions = true, description = "Changes the speed of a run from now on.")
    static final class Speed extends Controlling {
        @Parameters(
                index = "1",
                paramLabel = "S",
                description = "Seconds of event time per second of wall time, or max; as policy.stream_speedup.")
        private String speed = "";

        Speed(Host host) {
            super(host);
        }

        @Override
        public Integer call() throws IOException {
            return send("speed", speed);
        }
    }

    /** Asks for another rate cap. */
    @Command(
            name = "cap",
            mixinStandardHelpOptions = true,
            description = "Replaces the cap on events per second of a run from now on.")
    static final class Cap extends Controlling {
        @Parameters(index = "1", paramLabel = "EPS", description = "Events per second of wall time, or none.")
        private String cap = "";

        Cap(Host host) {
            super(host);
        }

        @Override
        public Integer call() throws IOException {
            return send("cap", cap);
        }
    }

    /** Asks for a step. */
    @Command(
            name = "step",
            mixinStandardHelpOptions = true,
            description = "Lets the next events of a paused run leave, whatever their time; the run stays paused.")
    static final class Step extends Controlling {
        @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "Number of events: 1 to 10,000.")
        private @Nullable String events;

        @Option(
                names = "--instant",
                description = "Instead of N: all events of the next event time, or of its tick under"
                        + " policy.pacing: stepwise.")
        private boolean instant;

        Step(Host host) {
            super(host);
        }

        @Override
        public Integer call() throws IOException {
            String number = events;
            if (instant == (number != null)) {
                throw new UsageException("step: give either a number of events or --instant");
            }
            return send("step", number == null ? "--instant" : number);
        }
    }
}
