package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints and leases between processes that are processes: killed, stopped, and at the same run. */
@Tag("process")
@Timeout(300)
class StateProcessTest {
    private static final int KILLS = 10;
    private static final int ROUNDS = 60;

    @TempDir
    Path root;

    /** CHK-01, CHK-02. */
    @Test
    void whatIsReadAfterAKillIsTheLastSaveThatReturnedOrTheOneAfter() throws Exception {
        int next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int saved = savedBeforeKill(next, kill);
            byte[] read = StateProgram.checkpoints(root).read(StateProgram.RUN).orElseThrow();
            int number = ByteBuffer.wrap(read).getInt();
            assertThat(number).isBetween(saved, saved + 1);
            assertThat(read).isEqualTo(StateProgram.record(number));
            next = number + 1;
        }
    }

    /** LEA-01, LEA-02. */
    @Test
    void oneOfSeveralProcessesHoldsARunAtATime() throws Exception {
        String rounds = String.valueOf(ROUNDS);
        try (ChildJvm one = ChildJvm.start(StateProgram.class, "contend", root.toString(), rounds);
                ChildJvm other = ChildJvm.start(StateProgram.class, "contend", root.toString(), rounds)) {
            StateProgram.contend(root, ROUNDS);
            one.ends();
            other.ends();
        }
        List<String> expected = new ArrayList<>();
        for (int epoch = 1; epoch <= 3 * ROUNDS; epoch++) {
            expected.add("enter " + epoch);
            expected.add("leave " + epoch);
        }
        assertThat(Files.readAllLines(StateProgram.journal(root))).isEqualTo(expected);
    }

    /** POS-02, POS-03. */
    @Test
    void positionsOfSeveralProcesses_areMerged() throws Exception {
        String rounds = String.valueOf(ROUNDS);
        try (ChildJvm one = ChildJvm.start(StateProgram.class, "count", root.toString(), rounds);
                ChildJvm other = ChildJvm.start(StateProgram.class, "count", root.toString(), rounds)) {
            StateProgram.count(root, ROUNDS);
            one.ends();
            other.ends();
        }
        byte[] stored = StateProgram.positions(root)
                .load(StateProgram.POSITION)
                .orElseThrow()
                .record();
        assertThat(stored).isEqualTo(StateProgram.record(3 * ROUNDS));
    }

    /** LEA-02, LEA-04: no term passes here. */
    @Test
    void theRunOfAKilledHolderIsFreeAtOnce() throws Exception {
        FileRunLease leases = StateProgram.leases(root, new ManualClock());
        for (int round = 0; round < 3; round++) {
            long epoch = 2L * round + 1;
            try (ChildJvm child = ChildJvm.start(StateProgram.class, "hold", root.toString())) {
                child.says("holds " + epoch);
                assertThat(leases.acquire(StateProgram.RUN)).isEmpty();
                assertThat(leases.holder(StateProgram.RUN)).isPresent();
                child.tell("holder").says("true");
                assertThat(leases.acquire(StateProgram.RUN))
                        .as("held, though others and the holder itself asked who holds it")
                        .isEmpty();
                child.kill();
            }
            assertThat(leases.holder(StateProgram.RUN)).as("it is dead").isEmpty();
            RunLease.Grant grant = leases.acquire(StateProgram.RUN).orElseThrow();
            assertThat(grant.epoch()).isEqualTo(epoch + 1);
            grant.release();
        }
        try (Stream<Path> files = Files.list(root.resolve("leases").resolve(StateProgram.RUN.value()))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("what the dead held is removed")
                    .containsExactlyInAnyOrder("lease", "lease.lock");
        }
    }

    /** CHK-04, LEA-03, LEA-04. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aHolderThatWasStoppedAndWakesUpChangesNothing() throws Exception {
        ManualClock clock = new ManualClock();
        FileRunLease leases = StateProgram.leases(root, clock);
        FileCheckpointStore store = StateProgram.checkpoints(root);
        try (ChildJvm zombie = ChildJvm.start(StateProgram.class, "hold", root.toString())) {
            zombie.says("holds 1").tell("save").says("saved").tell("renew").says("true");
            zombie.signal("STOP");
            assertThat(leases.holder(StateProgram.RUN))
                    .as("stopped is not dead")
                    .isPresent();
            assertThat(leases.acquire(StateProgram.RUN)).isEmpty();
            clock.advance(StateProgram.TERM);
            assertThat(leases.acquire(StateProgram.RUN)).as("within the margin").isEmpty();
            clock.advance(StateProgram.TERM);
            RunLease.Grant grant = leases.acquire(StateProgram.RUN).orElseThrow();
            assertThat(grant.epoch()).isEqualTo(2);
            assertThat(store.open(StateProgram.RUN, 2)).hasValue(StateProgram.record(2));

            zombie.signal("CONT");
            zombie.tell("save").says("LEASE_LOST").tell("renew").says("false");
            assertThat(store.read(StateProgram.RUN)).hasValue(StateProgram.record(2));
            store.save(StateProgram.RUN, 2, StateProgram.record(3));
            zombie.tell("save").says("LEASE_LOST").tell("renew").says("false");
            assertThat(store.read(StateProgram.RUN)).hasValue(StateProgram.record(3));
            assertThat(grant.renew()).isTrue();
        }
    }

    /** CHK-05, CHK-06. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aProcessThatIsStoppedWhileItHasTheLockHoldsUpNobodyForLong() throws Exception {
        FileCheckpointStore store = new FileCheckpointStore(root.resolve("checkpoints"), Duration.ofMillis(100));
        store.open(StateProgram.RUN, 1);
        store.save(StateProgram.RUN, 1, StateProgram.record(1));
        try (ChildJvm stopped = ChildJvm.start(StateProgram.class, "lock", root.toString())) {
            stopped.says("locked").signal("STOP");
            assertThatIOException()
                    .isThrownBy(() -> store.save(StateProgram.RUN, 1, StateProgram.record(2)))
                    .withMessageContaining("checkpoint.lock")
                    .withMessageContaining("is it stopped?");
            assertThatIOException().isThrownBy(() -> store.open(StateProgram.RUN, 2));
            assertThat(store.read(StateProgram.RUN)).hasValue(StateProgram.record(1));
            assertThat(store.runs()).containsExactly(StateProgram.RUN);
            stopped.kill();
        }
        assertThat(store.open(StateProgram.RUN, 2)).hasValue(StateProgram.record(1));
    }

    /** Kills a child that saves, in the middle of writing; gives the last record that it says it saved. */
    private int savedBeforeKill(int first, int lines) throws Exception {
        try (ChildJvm child = ChildJvm.start(StateProgram.class, "save", root.toString(), String.valueOf(first))) {
            List<String> said = new ArrayList<>();
            for (int i = 0; i <= lines; i++) {
                said.add(child.line());
            }
            Path draft = root.resolve("checkpoints")
                    .resolve(StateProgram.RUN.value())
                    .resolve("checkpoint.tmp");
            while (!Files.exists(draft)) {
                assertThat(child.lives()).isTrue();
            }
            said.addAll(child.kill());
            return said.stream().mapToInt(Integer::parseInt).max().orElseThrow();
        }
    }
}
