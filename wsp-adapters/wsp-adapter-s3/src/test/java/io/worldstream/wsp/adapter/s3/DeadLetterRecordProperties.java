package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.s3.StateFrame.Kind;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A record is read as it was written, whatever its texts; other bytes are damage and nothing else. */
class DeadLetterRecordProperties {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));

    @Property(tries = 300)
    void decode_whatWasEncoded_isTheSame(@ForAll("records") DeadLetterRecord record) throws DamagedObjectException {
        assertThat(DeadLetterRecord.decode(RUN, record.encode(3))).isEqualTo(record);
    }

    /** The checksums hold, as in an object that a later release wrote. */
    @Property(tries = 1_000)
    void decode_otherContents_isDamageOrARecord(
            @ForAll("records") DeadLetterRecord record,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 5_000) Integer> places,
            @ForAll byte value)
            throws DamagedObjectException {
        byte[] payload =
                StateFrame.decode(Kind.DEAD_LETTER, RUN, record.encode(3)).payload();
        places.forEach(place -> payload[place % payload.length] = value);
        byte[] object = StateFrame.of(3, 0, payload).encode(Kind.DEAD_LETTER, RUN);
        try {
            assertThat(DeadLetterRecord.decode(RUN, object).letter().runId()).isEqualTo(RUN);
        } catch (DamagedObjectException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 300)
    void decode_anotherLengthOfTheLetter_isDamage(@ForAll("records") DeadLetterRecord record, @ForAll int length)
            throws DamagedObjectException {
        byte[] payload =
                StateFrame.decode(Kind.DEAD_LETTER, RUN, record.encode(3)).payload();
        Assume.that(ByteBuffer.wrap(payload).getInt(24) != length);
        ByteBuffer.wrap(payload).putInt(24, length);
        byte[] object = StateFrame.of(3, 0, payload).encode(Kind.DEAD_LETTER, RUN);
        assertThatThrownBy(() -> DeadLetterRecord.decode(RUN, object)).isInstanceOf(DamagedObjectException.class);
    }

    @Provide
    Arbitrary<DeadLetterRecord> records() {
        Arbitrary<DeadLetterRecord.Attempt> attempts = Combinators.combine(
                        stamps(),
                        instants(),
                        Arbitraries.of(RedriveAttempt.Outcome.class),
                        texts().list().ofMaxSize(2),
                        texts().injectNull(0.5))
                .as((stamp, at, outcome, reasons, receipt) ->
                        new DeadLetterRecord.Attempt(stamp, new RedriveAttempt(at, outcome, reasons, receipt)));
        return Combinators.combine(stamps(), letters(), attempts.list().ofMaxSize(3))
                .as(DeadLetterRecord::new);
    }

    private static Arbitrary<DeadLetter> letters() {
        Arbitrary<DeadLetter.Quarantine> quarantines = Combinators.combine(
                        texts().list().ofMaxSize(3),
                        texts().injectNull(0.5),
                        instants().injectNull(0.5))
                .as((reasons, receipt, at) ->
                        new DeadLetter.Quarantine(reasons, receipt, new Hex64("ef".repeat(32)), at));
        return Combinators.combine(
                        texts(),
                        Arbitraries.of(ReasonCode.class),
                        texts(),
                        texts().injectNull(0.3),
                        instants().injectNull(0.3),
                        quarantines.injectNull(0.5))
                .as((position, code, reason, row, at, quarantine) -> DeadLetter.builder(
                                RUN,
                                new OutputId("an.output"),
                                new Violation(code, position, reason),
                                new Hex64("cd".repeat(32)))
                        .eventId(quarantine == null && row == null ? null : new EventId("ab".repeat(32)))
                        .row(row)
                        .eventTime(at)
                        .quarantine(quarantine)
                        .build());
    }

    private static Arbitrary<Stamp> stamps() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs())
                .as((high, low, number) -> new Stamp(new UUID(high, low), number));
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }

    /** With NUL and unpaired surrogates. */
    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange(Character.MIN_VALUE, Character.MAX_VALUE)
                .ofMaxLength(20);
    }
}
