package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.adapter.s3.FaultyNetwork.Fault;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease.Grant;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** LEA-01 and LEA-02 while hosts fall silent, and writes are lost, refused, or arrive late. */
@Tag("server")
class S3RunLeaseProperties {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final Duration TERM = Duration.ofSeconds(9);
    private static final int HOSTS = 3;

    private enum Action {
        ACQUIRE,
        RENEW,
        RELEASE,
        /** A third of a term passes. */
        WAIT,
        DELIVER
    }

    /**
     * One step.
     *
     * @param faults what happens to the first writes of the step
     */
    private record Step(int host, Action action, List<Fault> faults) {}

    /** A grant as its holder sees it. */
    private static final class Held {
        private final Grant grant;
        /** The holder counts on the run until then. */
        private long untilNanos;

        Held(Grant grant, long askedNanos) {
            this.grant = grant;
            renewed(askedNanos);
        }

        void renewed(long askedNanos) {
            untilNanos = askedNanos + TERM.toNanos();
        }

        void end() {
            untilNanos = Long.MIN_VALUE;
        }
    }

    private static final class Hosts {
        private final StateBucket bucket;
        private final ManualClock clock = new ManualClock();
        private final S3RunLease[] leases = new S3RunLease[HOSTS];
        private final @Nullable Held[] held = new Held[HOSTS];
        private long lastEpoch;

        Hosts(StateBucket bucket) {
            this.bucket = bucket;
            Arrays.setAll(leases, host -> new S3RunLease(bucket.folder(), clock, TERM, "host " + host));
        }

        void step(Step step) throws IOException {
            Held mine = held[step.host()];
            bucket.network().faultWrites(step.faults().toArray(Fault[]::new));
            try {
                switch (step.action()) {
                    case ACQUIRE -> acquire(step.host());
                    case RENEW -> renew(mine);
                    case RELEASE -> release(mine);
                    case WAIT -> clock.advance(TERM.dividedBy(3));
                    case DELIVER -> bucket.network().deliver();
                }
            } catch (IOException e) {
                assertThat(step.faults())
                        .as("a failure has a reason: %s", e)
                        .containsAnyOf(Fault.HELD_BACK, Fault.SLOW_DOWN);
            } finally {
                bucket.network().forgetFaults();
            }
            assertThat(Arrays.stream(held)
                            .filter(each -> each != null && clock.monotonicNanos() < each.untilNanos)
                            .count())
                    .as("hosts that count on the run")
                    .isLessThanOrEqualTo(1);
        }

        private void acquire(int host) throws IOException {
            long asked = clock.monotonicNanos();
            Optional<Grant> grant = leases[host].acquire(RUN);
            if (grant.isPresent()) {
                assertThat(grant.get().epoch()).as("epoch").isGreaterThan(lastEpoch);
                lastEpoch = grant.get().epoch();
                held[host] = new Held(grant.get(), asked);
            }
        }

        private void renew(@Nullable Held mine) throws IOException {
            if (mine == null) {
                return;
            }
            long asked = clock.monotonicNanos();
            if (mine.grant.renew()) {
                assertThat(mine.grant.epoch())
                        .as("the epoch of a renewed grant")
                        .isEqualTo(lastEpoch);
                mine.renewed(asked);
            } else {
                assertThat(mine.untilNanos).as("a lost grant was over").isLessThanOrEqualTo(asked);
            }
        }

        private static void release(@Nullable Held mine) throws IOException {
            if (mine != null) {
                mine.end();
                mine.grant.release();
            }
        }

        /** However it came to this, a host that keeps asking gets the run. */
        void recover() throws IOException {
            for (int i = 0; i < 8; i++) {
                Optional<Grant> grant = leases[0].acquire(RUN);
                if (grant.isPresent()) {
                    return;
                }
                clock.advance(TERM.dividedBy(3));
            }
            throw new AssertionError("a run that nobody renews was not granted within two terms");
        }
    }

    @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
    void anyFaults_oneHolderAndGrowingEpochs(@ForAll("steps") List<Step> steps) throws IOException {
        try (StateBucket bucket = new StateBucket()) {
            bucket.folder().requireConditionalWrites();
            Hosts hosts = new Hosts(bucket);
            List<Step> done = new ArrayList<>();
            try {
                for (Step step : steps) {
                    done.add(step);
                    hosts.step(step);
                }
                hosts.recover();
            } catch (AssertionError e) {
                throw new AssertionError("after " + done + ": " + e.getMessage(), e);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Action> actions = Arbitraries.frequency(
                Tuple.of(6, Action.ACQUIRE),
                Tuple.of(4, Action.RENEW),
                Tuple.of(1, Action.RELEASE),
                Tuple.of(4, Action.WAIT),
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
                        faults.list().ofMaxSize(2))
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(40);
    }
}
