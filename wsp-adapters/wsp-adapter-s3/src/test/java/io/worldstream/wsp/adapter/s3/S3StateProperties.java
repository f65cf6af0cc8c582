package io.worldstream.wsp.adapter.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.adapter.s3.FaultyNetwork.Fault;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/**
 * Three hosts take a run from each other while writes are lost, refused, or arrive late. Whatever happens, what a call
 * confirmed is there, what was fenced out is not, and nothing fails without a reason.
 */
@Tag("server")
class S3StateProperties {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final int HOSTS = 3;
    private static final String NOTHING = "nothing";

    private enum Action {
        OPEN,
        WRITE,
        DISCARD,
        DELIVER
    }

    /**
     * One step.
     *
     * @param position the position of a dead letter
     * @param faults what happens to the first writes of the step
     */
    private record Step(int host, Action action, int position, List<Fault> faults) {
        /** Returns whether the step may fail with an {@link IOException}. */
        boolean mayFail() {
            return faults.contains(Fault.HELD_BACK) || faults.contains(Fault.SLOW_DOWN);
        }
    }

    /** A call of a step. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private enum Outcome {
        DONE,
        /** It may have happened, or may happen still. */
        FAILED,
        LOST
    }

    /** The epochs of the hosts, as a lease gives them. */
    private abstract static class Model {
        final StateBucket bucket;
        final long[] epochs = new long[HOSTS];
        private final boolean[] hasOpened = new boolean[HOSTS];
        private long opened;
        private long asked;
        private int contents;

        Model(StateBucket bucket) {
            this.bucket = bucket;
        }

        abstract void step(Step step) throws IOException;

        abstract void check() throws IOException;

        long nextEpoch(int host) {
            epochs[host] = ++asked;
            hasOpened[host] = false;
            return asked;
        }

        void opened(int host) {
            opened = epochs[host];
            hasOpened[host] = true;
        }

        String nextContents() {
            return "contents " + ++contents;
        }

        Outcome outcome(Step step, long epoch, Call call) {
            bucket.network().faultWrites(step.faults().toArray(Fault[]::new));
            try {
                call.run();
                assertThat(epoch).as("the epoch of a call that is done").isGreaterThanOrEqualTo(opened);
                return Outcome.DONE;
            } catch (IOException e) {
                assertThat(step.mayFail()).as("a failure has a reason: %s", e).isTrue();
                return Outcome.FAILED;
            } catch (WspException e) {
                assertThat(e.code()).isEqualTo(ReasonCode.LEASE_LOST);
                assertThat(asked > epoch || !hasOpened[step.host()])
                        .as("epoch %s was fenced out or never opened the run", epoch)
                        .isTrue();
                return Outcome.LOST;
            } finally {
                bucket.network().forgetFaults();
            }
        }
    }

    private static final class Checkpoints extends Model {
        private final S3CheckpointStore[] stores = new S3CheckpointStore[HOSTS];
        /** The records that a read may return. */
        private final Set<String> possible = new HashSet<>(Set.of(NOTHING));

        Checkpoints(StateBucket bucket) {
            super(bucket);
            Arrays.setAll(stores, host -> new S3CheckpointStore(bucket.folder()));
        }

        @Override
        void step(Step step) throws IOException {
            switch (step.action()) {
                case OPEN -> open(step);
                case WRITE -> write(step, nextContents());
                case DISCARD -> write(step, NOTHING);
                case DELIVER -> bucket.network().deliver();
            }
        }

        private void open(Step step) throws IOException {
            long epoch = nextEpoch(step.host());
            stores[step.host()] = new S3CheckpointStore(bucket.folder());
            String[] found = new String[1];
            Outcome outcome = outcome(
                    step,
                    epoch,
                    () -> found[0] = stores[step.host()]
                            .open(RUN, epoch)
                            .map(record -> new String(record, UTF_8))
                            .orElse(NOTHING));
            if (outcome == Outcome.DONE) {
                opened(step.host());
                assertThat(possible).contains(found[0]);
                // Nothing that is under way can still happen.
                possible.retainAll(Set.of(found[0]));
            }
        }

        private void write(Step step, String contents) {
            long epoch = epochs[step.host()];
            S3CheckpointStore store = stores[step.host()];
            Outcome outcome = outcome(step, epoch, () -> {
                if (contents.equals(NOTHING)) {
                    store.discard(RUN, epoch);
                } else {
                    store.save(RUN, epoch, contents.getBytes(UTF_8));
                }
            });
            if (outcome == Outcome.DONE) {
                possible.clear();
            }
            if (outcome != Outcome.LOST) {
                possible.add(contents);
            }
        }

        @Override
        void check() throws IOException {
            assertThat(possible)
                    .contains(new S3CheckpointStore(bucket.folder())
                            .read(RUN)
                            .map(record -> new String(record, UTF_8))
                            .orElse(NOTHING));
        }
    }

    private static final class DeadLetters extends Model {
        private final S3DeadLetterStore[] stores = new S3DeadLetterStore[HOSTS];
        private final Map<String, Set<String>> possible = new HashMap<>();
        private final Map<String, String> confirmed = new HashMap<>();

        DeadLetters(StateBucket bucket) {
            super(bucket);
            Arrays.setAll(stores, host -> new S3DeadLetterStore(bucket.folder()));
        }

        @Override
        void step(Step step) throws IOException {
            switch (step.action()) {
                case OPEN -> open(step);
                case WRITE, DISCARD -> record(step);
                case DELIVER -> bucket.network().deliver();
            }
        }

        private void open(Step step) throws IOException {
            long epoch = nextEpoch(step.host());
            stores[step.host()] = new S3DeadLetterStore(bucket.folder());
            if (outcome(step, epoch, () -> stores[step.host()].open(RUN, epoch)) == Outcome.DONE) {
                opened(step.host());
                // A record that does not count by now never will, unless it is made again.
                possible.clear();
                listed().forEach((position, row) -> possible.put(position, new HashSet<>(Set.of(row))));
            }
        }

        private void record(Step step) throws IOException {
            long epoch = epochs[step.host()];
            String position = "stream#event=" + step.position();
            String row = nextContents();
            DeadLetter letter = DeadLetter.builder(
                            RUN,
                            new OutputId("o"),
                            new Violation(ReasonCode.ROW_INVALID, position, "a reason"),
                            new Hex64("cd".repeat(32)))
                    .row(row)
                    .build();
            Outcome outcome = outcome(step, epoch, () -> stores[step.host()].record(epoch, letter));
            if (outcome != Outcome.LOST) {
                possible.computeIfAbsent(position, first -> new HashSet<>()).add(row);
            }
            if (outcome == Outcome.DONE) {
                String now = listed().get(position);
                assertThat(now).as("what is recorded at %s", position).isNotNull();
                confirmed.put(position, now);
            }
        }

        @Override
        void check() throws IOException {
            Map<String, String> listed = listed();
            assertThat(listed).as("what was confirmed stays as it was").containsAllEntriesOf(confirmed);
            listed.forEach((position, row) ->
                    assertThat(possible.getOrDefault(position, Set.of())).contains(row));
        }

        private Map<String, String> listed() throws IOException {
            Map<String, String> listed = new HashMap<>();
            new S3DeadLetterStore(bucket.folder())
                    .forEach(
                            RUN,
                            entry -> listed.put(
                                    entry.letter().position(),
                                    String.valueOf(entry.letter().row())));
            return listed;
        }
    }

    @Property(tries = 20, shrinking = ShrinkingMode.BOUNDED)
    void checkpoints_anyFaults_keepWhatWasConfirmed(@ForAll("steps") List<Step> steps) throws IOException {
        try (StateBucket bucket = new StateBucket()) {
            run(new Checkpoints(bucket), steps);
        }
    }

    @Property(tries = 20, shrinking = ShrinkingMode.BOUNDED)
    void deadLetters_anyFaults_keepWhatWasConfirmed(@ForAll("steps") List<Step> steps) throws IOException {
        try (StateBucket bucket = new StateBucket()) {
            run(new DeadLetters(bucket), steps);
        }
    }

    private static void run(Model model, List<Step> steps) throws IOException {
        model.bucket.folder().requireConditionalWrites();
        List<Step> done = new ArrayList<>();
        for (Step step : steps) {
            done.add(step);
            try {
                model.step(step);
                model.check();
            } catch (AssertionError e) {
                throw new AssertionError("after " + done + ": " + e.getMessage(), e);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Action> actions = Arbitraries.frequency(
                Tuple.of(2, Action.OPEN),
                Tuple.of(6, Action.WRITE),
                Tuple.of(1, Action.DISCARD),
                Tuple.of(2, Action.DELIVER));
        Arbitrary<Fault> faults = Arbitraries.frequency(
                Tuple.of(5, Fault.NONE),
                Tuple.of(1, Fault.ANSWER_LOST),
                Tuple.of(2, Fault.HELD_BACK),
                Tuple.of(1, Fault.SLOW_DOWN),
                Tuple.of(1, Fault.CONFLICT));
        return Combinators.combine(
                        Arbitraries.integers().between(0, HOSTS - 1),
                        actions,
                        Arbitraries.integers().between(1, 2),
                        faults.list().ofMaxSize(3))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(20);
    }
}
