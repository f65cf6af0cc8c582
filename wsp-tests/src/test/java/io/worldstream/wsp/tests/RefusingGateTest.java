package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateScript;
import io.worldstream.wsp.testkit.world.World;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gate that refuses a share of the requests at random does not make {@link Backpressure#ADAPTIVE} give up most of what it
 * would take: over real sockets, beside {@code NoisyGateTest}, which plays many such gates in virtual time. {@code
 * RefusalBenchmark} measures the ratio.
 */
class RefusingGateTest {
    private static final int ROWS = 60_000;
    private static final long TURN_MILLIS = 2_000;
    /** A collapse shows each time; a busy machine does not. */
    private static final int ROUNDS = 4;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final World world = Trades.world(ROWS, 1).putInto(oracle);

    @ParameterizedTest(name = "{0} in flight")
    @ValueSource(ints = {1, 8})
    @Timeout(180)
    void refusalsAtRandom_areNoReasonToHoldBack(int inFlight) throws InterruptedException {
        double best = 0;
        for (int round = 1; round <= ROUNDS && best < 0.5; round++) {
            double fixed = admitted(Backpressure.FIXED, inFlight, round);
            best = Math.max(best, admitted(Backpressure.ADAPTIVE, inFlight, round) / fixed);
        }
        assertThat(best).as("admitted, adaptive / fixed").isGreaterThanOrEqualTo(0.5);
    }

    /** How many events pass in a turn. */
    private double admitted(Backpressure backpressure, int inFlight, long seed) throws InterruptedException {
        InMemoryReadySource bus = new InMemoryReadySource();
        try (EmbeddedGate gate =
                        EmbeddedGate.builder().script(oneInTwenty(seed)).start();
                IngressSink sink = HttpIngressSink.builder()
                        .url(gate.url().toString())
                        .clock(new SystemClock())
                        .maxConnections(inFlight)
                        .build();
                WorldStreamProducer producer = WorldStreamProducer.builder()
                        .readySource(bus)
                        .oracle(oracle)
                        .ingress(sink)
                        .catalogue(world.catalogue())
                        .policy(StreamPolicy.defaults()
                                .withPacing(pacing -> pacing.withSpeedup(Speedup.MAX))
                                .withPush(push -> push.withMaxInFlight(inFlight).withBackpressure(backpressure)))
                        .build()) {
            world.announceOn(bus);
            producer.start();
            while (gate.count(Decision.ADMIT) == 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(TURN_MILLIS);
            return gate.count(Decision.ADMIT);
        }
    }

    private static GateScript oneInTwenty(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        GateBehaviour refusal = GateBehaviour.answerWith(429, "{}");
        return request -> {
            synchronized (random) {
                return random.nextInt(20) == 0 ? refusal : GateBehaviour.answer();
            }
        };
    }
}
