package io.worldstream.wsp.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real engine under thousands of schedules (I1, I4 to I9, I11 to I13); {@code -Dsim.schedules} runs more of them. */
@Tag("simulator")
class SimulationTest {
    private static final long SCHEDULES = Long.getLong("sim.schedules", 2_000);
    private static final long FROM = Long.getLong("sim.from", 0);

    @Test
    void allInvariantsHoldAndTheSameSeedGivesTheSameSteps() throws Exception {
        Set<SimFault> seen = ConcurrentHashMap.newKeySet();
        AtomicLong twoHosts = new AtomicLong();
        Seeds.each(FROM, SCHEDULES, seed -> {
            SimResult result = Simulation.of(seed).run();
            if (!result.sound()) {
                throw new AssertionError(Simulation.of(seed).shrink(result).report());
            }
            assertThat(result.options().input().events()).isGreaterThanOrEqualTo(100);
            if (seed % 20 == 0) {
                assertThat(Simulation.of(seed).run().trace().hash())
                        .as("trace of seed %d", seed)
                        .isEqualTo(result.trace().hash());
            }
            seen.addAll(result.options().faults().rates().keySet());
            twoHosts.addAndGet(result.options().hosts().count() == 2 ? 1 : 0);
        });
        assertThat(seen).containsAll(EnumSet.allOf(SimFault.class));
        assertThat(twoHosts.get()).isPositive();
    }

    @Test
    void theSummaryAfterALostLeaseCountsWhatLeftThoughTheRunCannotGoOn() {
        String options = "world=28,events=31,hosts=1,durable=true,term-ms=200,save-every=128,save-ms=640,patience-ms=0,"
                + "leave=false,dead-letter=false,scope=global,window=1,speed=max,late=coupled,cap=0,read-ahead=1,"
                + "first-quarantined=20,in-a-row=11,ambiguous=0,budget-ms=300000,latency-us=2048,kept-survey=true,"
                + "refused=false,faults-until-ms=11109,disk-error=250,clock-jump=3,host-pause=1,host-pause-aimed=3";
        SimResult result = Simulation.of(1_024_788, SimOptions.parse(options)).runInWords();
        assertThat(result.violations()).isEmpty();
    }

    @Test
    void anotherProcessGivesTheSameSteps() throws Exception {
        long sum = 0;
        for (long seed = 0; seed < 40; seed++) {
            sum += Simulation.of(seed).run().trace().hash();
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process other = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path").replace("\n", File.pathSeparator),
                        SimCommand.class.getName(),
                        "--from",
                        "0",
                        "--count",
                        "40")
                .redirectErrorStream(true)
                .start();
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said).contains(String.format("40 schedules from seed 0, traces %016x", sum));
    }

    @Test
    void optionsAreReadAsTheyAreWritten() {
        for (long seed = 0; seed < 200; seed++) {
            SimOptions options = SimSwarm.draw(seed);
            assertThat(SimOptions.parse(options.toString())).as("seed %d", seed).isEqualTo(options);
        }
    }

    @Test
    void parse_someOptions_othersAreDefaults() {
        assertThat(SimOptions.parse("hosts=2,disk-error=5,faults-until-ms=300"))
                .isEqualTo(SimOptions.DEFAULTS
                        .withHosts(new SimOptions.Hosts(2, true, 1_000, false))
                        .withFaults(new SimOptions.Faults(Map.of(SimFault.DISK_ERROR, 5), 300)));
    }

    @Test
    void parse_unknownKeyOrImpossibleSchedule_isRefused() {
        for (String text :
                List.of("", "hosts", "host=2", "hosts=3", "hosts=2,durable=false", "window=2,scope=global")) {
            assertThatThrownBy(() -> SimOptions.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> SimOptions.parse("durable=false,dead-letter=true"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dead-letter");
    }

    @Test
    void defaults_anySeed_completeAtOneHost() {
        for (long seed = 0; seed < 20; seed++) {
            SimResult result = Simulation.of(seed, SimOptions.DEFAULTS).run();
            assertThat(result.violations()).as(result.report()).isEmpty();
            assertThat(result.processes()).isEqualTo(1);
        }
    }

    @Test
    void aScheduleWithoutFaultsIsOneProcessAndNoRetry() {
        SimOptions calm = SimSwarm.draw(3)
                .with("hosts", 1)
                .with("refused", false)
                .with("cap", 0)
                .with("late", "coupled")
                .withFaults(SimOptions.Faults.NONE);
        SimResult result = Simulation.of(3, calm).runInWords();
        assertThat(result.violations()).isEmpty();
        assertThat(result.processes()).isEqualTo(1);
        assertThat(result.trace().lastSteps()).noneMatch(step -> step.matches(".*PUSH \\d+ [2-9]"));
    }
}
