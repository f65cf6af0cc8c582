package io.worldstream.wsp.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.Receipt;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient.Redirect;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Sinks that break one rule each. */
final class BrokenSinks {
    private BrokenSinks() {}

    /** Keeps the rules; each of the others gets one thing wrong on the way to a {@link RecordingSinkStand}. */
    static class Honest extends IngressSinkContract {
        @Override
        protected GateStand start(GateConduct conduct) {
            return new RecordingSinkStand(
                    conduct,
                    gate -> wrapped(new IngressSink() {
                        @Override
                        public void push(EnvelopeView envelope, PushCallback callback) {
                            Honest.this.push(gate, conduct, envelope, callback);
                        }

                        @Override
                        public void close() {
                            Honest.this.close(gate);
                        }
                    }));
        }

        IngressSink wrapped(IngressSink sink) {
            return sink;
        }

        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            gate.push(envelope, callback);
        }

        void close(IngressSink gate) {
            gate.close();
        }

        /** Here no answer takes time: it comes within the push, or never. */
        @Override
        protected final Duration patience() {
            return Impatient.SHORT;
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Impatient.isHeldUp(taken);
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        IngressSink wrapped(IngressSink sink) {
            return Blocker.around(IngressSink.class, sink);
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks("SNK-02")
    static final class WaitsForTheAnswer extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            CompletableFuture<PushOutcome> answer = new CompletableFuture<>();
            super.push(gate, conduct, envelope, answer::complete);
            callback.onOutcome(answer.completeOnTimeout(new PushOutcome.Unknown("timeout"), 50, TimeUnit.MILLISECONDS)
                    .join());
        }
    }

    @Breaks("SNK-03")
    static final class AsksTheEnvelopeAfterTheCallback extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            super.push(gate, conduct, envelope, outcome -> {
                callback.onOutcome(outcome);
                if (envelope.attempt() < 1) {
                    throw new IllegalStateException("no attempt of " + envelope.eventId());
                }
            });
        }
    }

    @Breaks("SNK-03")
    static final class SendsTheBytesAfterTheCallback extends Honest {
        private final List<String> arrived = new CopyOnWriteArrayList<>();

        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            ByteBuffer kept = envelope.bytes().duplicate();
            super.push(gate, conduct, envelope, callback);
            arrived.add(UTF_8.decode(kept).toString());
        }

        @Override
        protected GateStand start(GateConduct conduct) {
            GateStand stand = super.start(conduct);
            return new GateStand() {
                @Override
                public IngressSink sink() {
                    return stand.sink();
                }

                @Override
                public List<String> arrived() {
                    return List.copyOf(arrived);
                }

                @Override
                public void letGo() {
                    stand.letGo();
                }

                @Override
                public void close() {
                    arrived.clear();
                    stand.close();
                }
            };
        }
    }

    @Breaks("SNK-04")
    static final class RetriesByItself extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            super.push(gate, conduct, envelope, first -> {
                if (first instanceof PushOutcome.Unavailable) {
                    super.push(gate, conduct, envelope, again -> callback.onOutcome(first));
                } else {
                    callback.onOutcome(first);
                }
            });
        }
    }

    @Breaks({"SNK-04", "SNK-08"})
    static final class FollowsRedirects extends IngressSinkContract {
        @Override
        protected GateStand start(GateConduct conduct) {
            return EmbeddedGateStand.start(
                    conduct, url -> new JdkHttpSink(url, Duration.ofSeconds(10), Redirect.ALWAYS));
        }

        @Override
        protected Set<GateConduct> conducts() {
            return EnumSet.of(GateConduct.ADMITTING, GateConduct.REDIRECTING);
        }
    }

    @Breaks("SNK-05")
    static final class CallsBackTwice extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            super.push(gate, conduct, envelope, outcome -> {
                callback.onOutcome(outcome);
                if (outcome instanceof PushOutcome.Throttled) {
                    callback.onOutcome(outcome);
                }
            });
        }
    }

    @Breaks("SNK-05")
    static final class ForgetsTheCallbackOfABrokenConnection extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            super.push(gate, conduct, envelope, outcome -> {
                if (conduct != GateConduct.BREAKING) {
                    callback.onOutcome(outcome);
                }
            });
        }
    }

    @Breaks("SNK-05")
    static final class ClosesWithoutAWord extends Honest {
        @Override
        void close(IngressSink gate) {}
    }

    @Breaks({"SNK-05", "SNK-06"})
    static final class NeverCallsBack extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            super.push(gate, conduct, envelope, outcome -> {
                if (outcome instanceof Decided) {
                    callback.onOutcome(outcome);
                }
            });
        }
    }

    @Breaks("SNK-06")
    static final class WaitsForASilentGate extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            if (conduct != GateConduct.SILENT) {
                super.push(gate, conduct, envelope, callback);
            }
        }
    }

    @Breaks({"SNK-05", "SNK-07"})
    static final class ThrowsIfItCannotConnect extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            if (conduct == GateConduct.ABSENT) {
                throw new UncheckedIOException(new ConnectException("refused"));
            }
            super.push(gate, conduct, envelope, callback);
        }
    }

    @Breaks("SNK-08")
    static final class TakesSentForAdmitted extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            Receipt receipt = new Receipt(envelope.eventId().value(), null, List.of(), List.of(), null);
            super.push(
                    gate,
                    conduct,
                    envelope,
                    outcome -> callback.onOutcome(
                            conduct == GateConduct.BABBLING ? new Decided(Decision.ADMIT, receipt) : outcome));
        }
    }

    @Breaks("SNK-08")
    static final class NamesAnotherEvent extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            super.push(
                    gate,
                    conduct,
                    envelope,
                    outcome -> callback.onOutcome(
                            outcome instanceof Decided decided
                                    ? new Decided(
                                            decided.decision(), new Receipt("latest", null, List.of(), List.of(), null))
                                    : outcome));
        }
    }

    @Breaks("SNK-09")
    static final class TakesTheGatesDoubtForAnOutage extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            super.push(
                    gate,
                    conduct,
                    envelope,
                    outcome -> callback.onOutcome(
                            outcome instanceof PushOutcome.Ambiguous
                                    ? new PushOutcome.Unavailable("503", null)
                                    : outcome));
        }
    }

    @Breaks("SNK-09")
    static final class TakesABrokenConnectionForTheGatesDoubt extends Honest {
        @Override
        void push(IngressSink gate, GateConduct conduct, EnvelopeView envelope, PushCallback callback) {
            super.push(
                    gate,
                    conduct,
                    envelope,
                    outcome -> callback.onOutcome(
                            conduct == GateConduct.BREAKING && outcome instanceof PushOutcome.Unknown unknown
                                    ? new PushOutcome.Ambiguous(unknown.detail())
                                    : outcome));
        }
    }
}
