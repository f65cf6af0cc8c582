package io.worldstream.wsp.adapter.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.testkit.fake.InMemoryPositionStore;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Hosts that read one shard, settle in any order, restart, and share a store; against sets of records. */
class PositionsProperties {
    private static final String SHARD = "shardId-000000000000";
    private static final BigInteger FIRST = BigInteger.valueOf(100);
    private static final int RECORDS = 12;

    /** Two hosts of one scope, one of another, one without. */
    private static final List<String> SCOPES = List.of("a", "a", "b", "");

    /** A step of a host: restart, read the next record, or settle the one at an index of those that wait. */
    record Step(int host, @Nullable Settlement settlement, boolean restart, int index) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Settlement> settlements = Arbitraries.of(Settlement.class).injectNull(0.5);
        return Combinators.combine(
                        Arbitraries.integers().between(0, SCOPES.size() - 1),
                        settlements,
                        Arbitraries.integers().between(0, 9).map(n -> n == 0),
                        Arbitraries.integers().between(0, RECORDS))
                .as(Step::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(120);
    }

    /** Nothing that is settled comes again, and all else does, to a new source of any scope. */
    @Property
    void aNewSource_getsExactlyWhatIsNotSettled(@ForAll("steps") List<Step> steps) {
        InMemoryPositionStore store = new InMemoryPositionStore();
        Set<Integer> done = new TreeSet<>();
        Map<String, Set<Integer>> skipped = new HashMap<>();
        List<Host> hosts = new ArrayList<>();
        SCOPES.forEach(scope -> hosts.add(new Host(store, scope)));
        for (Step step : steps) {
            Host host = hosts.get(step.host());
            if (step.restart()) {
                hosts.set(step.host(), new Host(store, host.scope));
            } else if (step.settlement() == null || host.waiting.isEmpty()) {
                host.readNext();
            } else {
                int record = host.waiting.remove(step.index() % host.waiting.size());
                host.positions.settle(SHARD, sequence(record), step.settlement());
                switch (step.settlement()) {
                    case DONE, IGNORED, UNREADABLE -> done.add(record);
                    case SKIPPED -> {
                        if (!host.scope.isEmpty()) {
                            skipped.computeIfAbsent(host.scope, scope -> new TreeSet<>())
                                    .add(record);
                        }
                    }
                    case REFUSED, HALTED -> {}
                }
            }
        }
        for (String scope : Set.copyOf(SCOPES)) {
            Host fresh = new Host(store, scope);
            while (fresh.readNext()) {
                assertThat(fresh.next).isLessThanOrEqualTo(RECORDS);
            }
            Set<Integer> expected = new TreeSet<>();
            for (int record = 0; record < RECORDS; record++) {
                if (!done.contains(record)
                        && !skipped.getOrDefault(scope, Set.of()).contains(record)) {
                    expected.add(record);
                }
            }
            assertThat(new TreeSet<>(fresh.waiting))
                    .as("for scope \"%s\"", scope)
                    .isEqualTo(expected);
            assertThat(fresh.missed).as("though every record is still there").isEmpty();
        }
    }

    private static BigInteger sequence(int record) {
        return FIRST.add(BigInteger.valueOf(7L * record));
    }

    /** Reads the shard as a reader does, from its position on. */
    private static final class Host {
        final String scope;
        final Positions positions;
        final List<Integer> waiting = new ArrayList<>();
        final List<BigInteger> missed = new ArrayList<>();
        int next;

        Host(InMemoryPositionStore store, String scope) {
            this.scope = scope;
            positions = new Positions(store, "kinesis/control", scope.isEmpty() ? null : scope);
            BigInteger after = positions.begin(SHARD, FIRST).after();
            while (next < RECORDS && sequence(next).compareTo(after) <= 0) {
                next++;
            }
        }

        boolean readNext() {
            if (next == RECORDS) {
                missed.addAll(positions.missing(SHARD, null));
                return false;
            }
            missed.addAll(positions.missing(SHARD, sequence(next)));
            if (positions.read(SHARD, sequence(next), Instant.EPOCH)) {
                waiting.add(next);
            }
            next++;
            return true;
        }
    }
}
