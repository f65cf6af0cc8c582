package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Audit sinks that break one rule each. */
final class BrokenAuditSinks {
    private BrokenAuditSinks() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends AuditSinkContract implements Impatient {
        final List<byte[]> lines = new ArrayList<>();
        private final Thread maker = Thread.currentThread();
        AuditChain head = AuditChain.EMPTY;
        volatile boolean cut;
        private boolean edited;
        private @Nullable Sink holder;

        void starts() {}

        AuditRecord append(AuditEntry entry) throws IOException {
            synchronized (lines) {
                requirePlace();
                requireUnchanged();
                AuditRecord record = next(entry);
                store(record);
                return record;
            }
        }

        AuditRecord next(AuditEntry entry) {
            return head.next(entry);
        }

        final void store(AuditRecord record) {
            lines.add(AuditLine.write(record).getBytes(StandardCharsets.US_ASCII));
            head = AuditChain.endingWith(record);
        }

        void requireHolder(Sink sink) {
            if (holder != sink) {
                throw new WspException(ReasonCode.AUDIT_UNAVAILABLE, "another host");
            }
        }

        void requireUnchanged() {
            if (edited) {
                throw new WspException(ReasonCode.AUDIT_CORRUPT, "edited");
            }
        }

        final void requirePlace() throws IOException {
            if (cut) {
                throw new IOException("cut off");
            }
        }

        final boolean onAnotherThread() {
            return Thread.currentThread() != maker;
        }

        @Override
        protected AuditSink sink() {
            starts();
            holder = new Sink(this);
            return holder;
        }

        @Override
        protected final AuditSink rival() {
            return new Sink(this);
        }

        @Override
        protected final List<byte[]> stored() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }

        @Override
        protected final void edit() {
            edited = true;
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

    private static final class Sink implements AuditSink {
        private final Honest rules;

        Sink(Honest rules) {
            this.rules = rules;
        }

        @Override
        public AuditRecord append(AuditEntry entry) throws IOException {
            rules.requireHolder(this);
            return rules.append(entry);
        }
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected AuditSink sink() {
            return Blocker.around(AuditSink.class, super.sink());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    /** Returns before the record is stored: a kill in between would leave an action without a record. */
    @Breaks({"AUD-01", "AUD-02", "AUD-03", "AUD-04", "AUD-05", "AUD-06"})
    static final class StoresWithTheNextRecord extends Honest {
        private @Nullable AuditRecord waiting;

        @Override
        AuditRecord append(AuditEntry entry) throws IOException {
            synchronized (lines) {
                requirePlace();
                requireUnchanged();
                AuditRecord before = waiting;
                if (before != null) {
                    store(before);
                }
                AuditRecord record = next(entry);
                waiting = record;
                return record;
            }
        }
    }

    @Breaks("AUD-01")
    static final class ReturnsTheRecordBefore extends Honest {
        private @Nullable AuditRecord before;

        @Override
        AuditRecord append(AuditEntry entry) throws IOException {
            synchronized (lines) {
                AuditRecord record = super.append(entry);
                AuditRecord returned = before == null ? record : before;
                before = record;
                return returned;
            }
        }
    }

    /** Whoever edits the reason of a record leaves no trace. */
    @Breaks("AUD-02")
    static final class LeavesTheReasonOutOfTheHash extends Honest {
        @Override
        AuditRecord next(AuditEntry entry) {
            AuditEntry.Builder hashed = AuditEntry.builder(entry.kind(), entry.at())
                    .run(entry.runId())
                    .actor(entry.actor())
                    .eventTime(entry.eventTime())
                    .position(entry.position());
            entry.detail().forEach(hashed::detail);
            AuditRecord record = head.next(hashed.build());
            return new AuditRecord(record.seq(), entry, record.prev(), record.hash());
        }
    }

    @Breaks({"AUD-01", "AUD-02", "AUD-03"})
    static final class BeginsAChainAtEachStart extends Honest {
        @Override
        void starts() {
            head = AuditChain.EMPTY;
        }
    }

    @Breaks({"AUD-01", "AUD-02"})
    static final class DropsOldRecords extends Honest {
        @Override
        void starts() {
            while (lines.size() > 2) {
                lines.remove(0);
            }
        }
    }

    @Breaks("AUD-03")
    static final class ActsAsIfItHadStored extends Honest {
        @Override
        AuditRecord append(AuditEntry entry) throws IOException {
            return cut ? next(entry) : super.append(entry);
        }
    }

    @Breaks("AUD-03")
    static final class SkipsANumberAfterAFailure extends Honest {
        @Override
        AuditRecord append(AuditEntry entry) throws IOException {
            if (cut) {
                head = AuditChain.endingWith(next(entry));
            }
            return super.append(entry);
        }
    }

    @Breaks("AUD-04")
    static final class TakesRecordsOfTwoHosts extends Honest {
        @Override
        void requireHolder(Sink sink) {}
    }

    @Breaks("AUD-05")
    static final class BelongsToOneThread extends Honest {
        @Override
        AuditRecord append(AuditEntry entry) throws IOException {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your sink");
            }
            return super.append(entry);
        }
    }

    /** Two threads number their records alike, since there is time between the number and the write. */
    @Breaks("AUD-05")
    static final class NumbersBeforeItLocks extends Honest {
        private final AtomicInteger numbered = new AtomicInteger();

        @Override
        AuditRecord append(AuditEntry entry) throws IOException {
            if (!onAnotherThread() || numbered.get() >= 2) {
                return super.append(entry);
            }
            AuditRecord record = next(entry);
            numbered.incrementAndGet();
            while (numbered.get() < 2 && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            synchronized (lines) {
                store(record);
            }
            return record;
        }
    }

    @Breaks("AUD-06")
    static final class TrustsWhatIsStored extends Honest {
        @Override
        void requireUnchanged() {}
    }

    @Breaks("AUD-06")
    static final class CallsAnEditAFailure extends Honest {
        @Override
        void requireUnchanged() {
            try {
                super.requireUnchanged();
            } catch (WspException e) {
                throw new WspException(ReasonCode.AUDIT_UNAVAILABLE, "edited", e);
            }
        }
    }

    /** The bytes mean the same, and their hash is another one. */
    @Breaks({"AUD-01", "AUD-02", "AUD-03", "AUD-04", "AUD-05"})
    static final class SpellsRecordsItsOwnWay extends Honest {
        @Override
        AuditRecord append(AuditEntry entry) throws IOException {
            AuditRecord record = super.append(entry);
            synchronized (lines) {
                byte[] last = lines.remove(lines.size() - 1);
                byte[] spaced = Arrays.copyOf(last, last.length + 1);
                spaced[last.length] = ' ';
                lines.add(spaced);
            }
            return record;
        }
    }
}
