package io.worldstream.wsp.api.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.DeadLetterBytes.DamagedException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A record is read as it was written, whatever its texts; other bytes are damage and nothing else. */
class DeadLetterBytesProperties {
    private static final RunId RUN = new RunId("ab".repeat(16));

    @Property
    void readLetter_whatWasWritten_isTheSame(@ForAll("letters") DeadLetter letter) throws DamagedException {
        assertThat(DeadLetterBytes.readLetter(RUN, DeadLetterBytes.write(letter)))
                .isEqualTo(letter);
    }

    @Property
    void readAttempt_whatWasWritten_isTheSame(@ForAll("attempts") RedriveAttempt attempt) throws DamagedException {
        assertThat(DeadLetterBytes.readAttempt(DeadLetterBytes.write(attempt))).isEqualTo(attempt);
    }

    /** As in bytes that a later release wrote, or whose checksum fits by chance. */
    @Property
    void readLetter_otherBytes_isDamageOrALetter(
            @ForAll("letters") DeadLetter letter,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 5_000) Integer> places,
            @ForAll byte value) {
        byte[] bytes = changed(DeadLetterBytes.write(letter), places, value);
        assertReadOrDamaged(() -> DeadLetterBytes.readLetter(RUN, bytes));
    }

    @Property
    void readAttempt_otherBytes_isDamageOrAnAttempt(
            @ForAll("attempts") RedriveAttempt attempt,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 500) Integer> places,
            @ForAll byte value) {
        byte[] bytes = changed(DeadLetterBytes.write(attempt), places, value);
        assertReadOrDamaged(() -> DeadLetterBytes.readAttempt(bytes));
    }

    @Property
    void readLetter_anotherLength_isDamage(
            @ForAll("letters") DeadLetter letter, @ForAll @IntRange(max = 5_000) int anywhere) {
        byte[] bytes = DeadLetterBytes.write(letter);
        assertDamaged(() -> DeadLetterBytes.readLetter(RUN, Arrays.copyOf(bytes, anywhere % bytes.length)));
        assertDamaged(() -> DeadLetterBytes.readLetter(RUN, Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Property
    void readAttempt_anotherLength_isDamage(
            @ForAll("attempts") RedriveAttempt attempt, @ForAll @IntRange(max = 500) int anywhere) {
        byte[] bytes = DeadLetterBytes.write(attempt);
        assertDamaged(() -> DeadLetterBytes.readAttempt(Arrays.copyOf(bytes, anywhere % bytes.length)));
        assertDamaged(() -> DeadLetterBytes.readAttempt(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    private static byte[] changed(byte[] bytes, List<Integer> places, byte value) {
        places.forEach(place -> bytes[place % bytes.length] = value);
        return bytes;
    }

    private static void assertReadOrDamaged(Callable<?> read) {
        try {
            assertThat(read.call()).isNotNull();
        } catch (DamagedException e) {
            assertFitForALog(e);
        } catch (Exception e) {
            throw new AssertionError("neither read nor damaged", e);
        }
    }

    private static void assertDamaged(Callable<?> read) {
        assertThatThrownBy(read::call).isInstanceOfSatisfying(DamagedException.class, e -> assertFitForALog(e));
    }

    private static void assertFitForALog(DamagedException e) {
        String message = e.getMessage();
        assertThat(message).startsWith("it ").doesNotContain("null").hasSizeLessThan(300);
        assertThat(message.chars().noneMatch(Character::isISOControl))
                .as(message)
                .isTrue();
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
                Arbitraries.strings()
                        .withCharRange(Character.MIN_VALUE, Character.MAX_VALUE)
                        .ofMaxLength(20),
                Arbitraries.of("", "\u0000", "\ud800", "\udc00\ud800", "\ud83d\ude00", "\ufffd"));
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }
}
