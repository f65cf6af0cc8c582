package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.adapter.jdbc.DeadLetterBytes.DamagedException;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class DeadLetterBytesProperties {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final int MILLION = 1_000_000;

    @Property
    void letter_anyText_isReadAsItWas(@ForAll("letters") DeadLetter letter) throws DamagedException {
        assertThat(DeadLetterBytes.readLetter(RUN, DeadLetterBytes.write(letter)))
                .isEqualTo(letter);
    }

    @Property
    void attempt_anyText_isReadAsItWas(@ForAll("attempts") RedriveAttempt attempt) throws DamagedException {
        assertThat(DeadLetterBytes.readAttempt(DeadLetterBytes.write(attempt))).isEqualTo(attempt);
    }

    /** The checksum is checked before; this is for one that fits by chance. */
    @Property
    void letter_damagedBytes_areReadOrRefused(
            @ForAll("letters") DeadLetter letter, @ForAll int at, @ForAll byte to, @ForAll int length) {
        byte[] bytes = DeadLetterBytes.write(letter);
        bytes[Math.floorMod(at, bytes.length)] = to;
        byte[] damaged = Arrays.copyOf(bytes, Math.floorMod(length, bytes.length + 2));
        try {
            assertThat(DeadLetterBytes.readLetter(RUN, damaged)).isNotNull();
            DeadLetterBytes.readAttempt(damaged);
        } catch (DamagedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Property
    void letter_truncated_isRefused(@ForAll("letters") DeadLetter letter, @ForAll int length) {
        byte[] bytes = DeadLetterBytes.write(letter);
        byte[] start = Arrays.copyOf(bytes, Math.floorMod(length, bytes.length));
        try {
            DeadLetter read = DeadLetterBytes.readLetter(RUN, start);
            throw new AssertionError("read " + read + " from the first " + start.length + " bytes");
        } catch (DamagedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<DeadLetter> letters() {
        Arbitrary<Violation> findings = Combinators.combine(Arbitraries.of(ReasonCode.class), texts(), texts())
                .as(Violation::new);
        Arbitrary<DeadLetter.Quarantine> quarantines = Combinators.combine(
                        texts().list().ofMaxSize(4),
                        texts().injectNull(0.3),
                        instants().injectNull(0.3))
                .as((reasons, receipt, emitted) ->
                        new DeadLetter.Quarantine(reasons, receipt, new Hex64("cd".repeat(32)), emitted));
        return Combinators.combine(
                        findings,
                        texts().injectNull(0.3),
                        instants().injectNull(0.3),
                        quarantines.injectNull(0.5),
                        Arbitraries.of(true, false))
                .as((finding, row, time, quarantine, isEvent) -> DeadLetter.builder(
                                RUN, new OutputId("s3.flow"), finding, new Hex64("ef".repeat(32)))
                        .eventId(isEvent || quarantine != null ? new EventId("01".repeat(32)) : null)
                        .row(row)
                        .eventTime(time)
                        .quarantine(quarantine)
                        .build());
    }

    @Provide
    Arbitrary<RedriveAttempt> attempts() {
        return Combinators.combine(
                        instants(),
                        Arbitraries.of(RedriveAttempt.Outcome.class),
                        texts().list().ofMaxSize(4),
                        texts().injectNull(0.3))
                .as(RedriveAttempt::new);
    }

    /** Any characters, with NUL and halves of pairs. */
    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                Arbitraries.of("", "\u0000", "\ud800", "\udc00\ud800", "\ud83d\ude00", "\ufffd"));
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                        Arbitraries.integers().between(0, 999 * MILLION))
                .as(Instant::ofEpochSecond);
    }
}
