package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sources that break one rule each. */
final class BrokenReadySources {
    private BrokenReadySources() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends ReadySourceContract implements Impatient {
        final Map<String, byte[]> bus = new ConcurrentSkipListMap<>();
        final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        private volatile boolean cut;

        Optional<ReadyDelivery> whenCut() {
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, "the bus is cut off");
        }

        Optional<ReadyDelivery> whenIdle() {
            return Optional.empty();
        }

        void onDelivery(String name) {}

        /** Returns whether a message is redelivered to the source that delivered it. */
        boolean comesAgain(@Nullable Settlement settlement, boolean changed) {
            return settlement == Settlement.UNREADABLE && changed;
        }

        void settle(String name, Settlement settlement) {
            if (settlement == Settlement.DONE || settlement == Settlement.IGNORED) {
                acknowledged.add(name);
            }
        }

        byte[] carried(byte[] message) {
            return message.clone();
        }

        String topic() {
            return ReadySource.DEFAULT_TOPIC;
        }

        @Override
        protected final void publish(String name, byte[] message) {
            bus.put(name, message);
        }

        @Override
        protected ReadySource open() {
            return new Source(this);
        }

        @Override
        protected final void cutOff() {
            cut = true;
        }

        @Override
        protected final void restore() {
            cut = false;
        }

        @Override
        protected final Duration patience() {
            return Impatient.patience(getClass());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Impatient.isHeldUp(taken);
        }
    }

    private static final class Source implements ReadySource {
        private final Honest rules;
        private final Map<String, Letter> taken = new ConcurrentHashMap<>();

        Source(Honest rules) {
            this.rules = rules;
        }

        @Override
        public String topic() {
            return rules.topic();
        }

        @Override
        public Optional<ReadyDelivery> poll() {
            if (rules.cut) {
                return rules.whenCut();
            }
            for (Map.Entry<String, byte[]> entry : rules.bus.entrySet()) {
                String name = entry.getKey();
                Letter before = taken.get(name);
                boolean fresh = before == null
                        ? !rules.acknowledged.contains(name)
                        : rules.comesAgain(before.settlement, before.bytes != entry.getValue());
                if (fresh) {
                    Letter letter = new Letter(rules, name, entry.getValue());
                    taken.put(name, letter);
                    rules.onDelivery(name);
                    return Optional.of(letter);
                }
            }
            return rules.whenIdle();
        }
    }

    private static final class Letter implements ReadyDelivery {
        private final Honest rules;
        private final String name;
        private final byte[] bytes;
        private volatile @Nullable Settlement settlement;

        Letter(Honest rules, String name, byte[] bytes) {
            this.rules = rules;
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public byte[] message() {
            return rules.carried(bytes);
        }

        @Override
        public void settle(Settlement became) {
            settlement = became;
            rules.settle(name, became);
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected ReadySource open() {
            return Blocker.around(ReadySource.class, super.open());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks("RDY-02")
    static final class RedeliversWhatIsNotSettled extends Honest {
        @Override
        boolean comesAgain(@Nullable Settlement settlement, boolean changed) {
            return (settlement == null && bus.size() == 3 && acknowledged.isEmpty())
                    || super.comesAgain(settlement, changed);
        }
    }

    @Breaks({"RDY-03", "RDY-10"})
    static final class AcknowledgesWhatItDelivers extends Honest {
        @Override
        void onDelivery(String name) {
            acknowledged.add(name);
        }
    }

    @Breaks("RDY-03")
    static final class LosesWhatWasRefused extends Honest {
        @Override
        void settle(String name, Settlement settlement) {
            super.settle(name, settlement == Settlement.REFUSED ? Settlement.DONE : settlement);
        }
    }

    @Breaks("RDY-03")
    static final class LosesWhatHalted extends Honest {
        @Override
        void settle(String name, Settlement settlement) {
            super.settle(name, settlement == Settlement.HALTED ? Settlement.DONE : settlement);
        }
    }

    @Breaks({"RDY-03", "RDY-04"})
    static final class ForgetsWhatIsDone extends Honest {
        @Override
        void settle(String name, Settlement settlement) {}
    }

    @Breaks({"RDY-03", "RDY-04"})
    static final class RecordsWhatIsDoneAtTheNextPoll extends Honest {
        private final Set<String> pending = ConcurrentHashMap.newKeySet();

        @Override
        void settle(String name, Settlement settlement) {
            if (settlement == Settlement.DONE) {
                pending.add(name);
            } else {
                super.settle(name, settlement);
            }
        }

        @Override
        Optional<ReadyDelivery> whenIdle() {
            acknowledged.addAll(pending);
            return super.whenIdle();
        }
    }

    @Breaks("RDY-04")
    static final class SettlesOnItsOwnThreadOnly extends Honest {
        private final Thread own = Thread.currentThread();

        @Override
        void settle(String name, Settlement settlement) {
            if (Thread.currentThread() != own) {
                throw new IllegalStateException("not the thread that polls");
            }
            super.settle(name, settlement);
        }
    }

    @Breaks("RDY-05")
    static final class TakesADeadBusForAnIdleOne extends Honest {
        @Override
        Optional<ReadyDelivery> whenCut() {
            return Optional.empty();
        }
    }

    @Breaks("RDY-05")
    static final class ThrowsWhatItsClientThrows extends Honest {
        @Override
        Optional<ReadyDelivery> whenCut() {
            throw new IllegalStateException("broken pipe");
        }
    }

    @Breaks("RDY-06")
    static final class RepeatsWhatWasRefused extends Honest {
        @Override
        boolean comesAgain(@Nullable Settlement settlement, boolean changed) {
            return (settlement == Settlement.REFUSED && bus.size() > 3) || super.comesAgain(settlement, changed);
        }
    }

    @Breaks("RDY-06")
    static final class RepeatsWhatIsUnreadable extends Honest {
        @Override
        boolean comesAgain(@Nullable Settlement settlement, boolean changed) {
            return settlement == Settlement.UNREADABLE;
        }
    }

    @Breaks("RDY-06")
    static final class GivesUpOnWhatIsUnreadable extends Honest {
        @Override
        boolean comesAgain(@Nullable Settlement settlement, boolean changed) {
            return false;
        }
    }

    @Breaks("RDY-07")
    static final class ReadsMessagesAsText extends Honest {
        @Override
        byte[] carried(byte[] message) {
            return new String(message, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        }
    }

    @Breaks("RDY-07")
    static final class HandsOutItsOwnArray extends Honest {
        @Override
        byte[] carried(byte[] message) {
            return message;
        }
    }

    @Breaks("RDY-10")
    static final class LosesWhatWasSkipped extends Honest {
        @Override
        void settle(String name, Settlement settlement) {
            super.settle(name, settlement == Settlement.SKIPPED ? Settlement.DONE : settlement);
        }
    }

    @Breaks("RDY-09")
    static final class ChangesItsTopic extends Honest {
        private final AtomicInteger deliveries = new AtomicInteger();

        @Override
        String topic() {
            return "topic of message " + deliveries;
        }

        @Override
        void onDelivery(String name) {
            deliveries.incrementAndGet();
        }
    }
}
