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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterBytesTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00.000001Z");
    private static final RedriveAttempt ATTEMPT =
            new RedriveAttempt(AT, RedriveAttempt.Outcome.FAILED, List.of("A", "é"), "\ud800");
    private static final byte[] ATTEMPT_BYTES = bytes(
            "01", "01 0000000069a38180 000003e8", text("FAILED"), "00000002", text("A"), text("é"), "02 00000002 d800");

    /** Bytes that a release wrote must remain readable: they may change only under another version. */
    @Nested
    class Form {
        @Test
        void attempt_isVersionOne() throws DamagedException {
            assertThat(DeadLetterBytes.write(ATTEMPT)).isEqualTo(ATTEMPT_BYTES);
            assertThat(DeadLetterBytes.readAttempt(ATTEMPT_BYTES)).isEqualTo(ATTEMPT);
        }

        @Test
        void row_isVersionOne() throws DamagedException {
            DeadLetter letter = builder().build();
            byte[] bytes = bytes(
                    "01",
                    text("p#row=3"),
                    text("o"),
                    "00",
                    text("ROW_INVALID"),
                    text("why"),
                    text("cd".repeat(32)),
                    "00",
                    "00",
                    "00");
            assertThat(DeadLetterBytes.write(letter)).isEqualTo(bytes);
            assertThat(DeadLetterBytes.readLetter(RUN, bytes)).isEqualTo(letter);
        }

        @Test
        void quarantine_isVersionOne() throws DamagedException {
            DeadLetter letter = builder()
                    .eventId(new EventId("01".repeat(32)))
                    .row("")
                    .eventTime(AT)
                    .quarantine(new DeadLetter.Quarantine(List.of("A"), null, new Hex64("ef".repeat(32)), AT))
                    .build();
            byte[] bytes = bytes(
                    "01",
                    text("p#row=3"),
                    text("o"),
                    text("01".repeat(32)),
                    text("ROW_INVALID"),
                    text("why"),
                    text("cd".repeat(32)),
                    "01 00000000",
                    "01 0000000069a38180 000003e8",
                    "01",
                    "00000001",
                    text("A"),
                    "00",
                    text("ef".repeat(32)),
                    "01 0000000069a38180 000003e8");
            assertThat(DeadLetterBytes.write(letter)).isEqualTo(bytes);
            assertThat(DeadLetterBytes.readLetter(RUN, bytes)).isEqualTo(letter);
        }
    }

    /** Each message says what is wrong; those that quote the bytes bound and escape them. */
    @Nested
    class Damage {
        @ParameterizedTest
        @CsvSource({
            "0, 02, 'it has version 2, which this release does not know'",
            "1, 00, it lacks a time",
            "1, 02, it has 2 in place of 0 or 1",
            "2, 7fffffffffffffff, it has a time out of range",
            "10, 3b9aca00, it has a time with 1000000000 nanoseconds",
            "10, ffffffff, it has a time with -1 nanoseconds",
            "14, 00, it lacks a text",
            "14, 02 00000005, it has text that is not UTF-16",
            "14, 03, it has text in the unknown form 3",
            "15, ffffffff, it ends too early",
            "15, 7fffffff, it ends too early",
            "19, ff, it has text that is not UTF-8",
            "19, 0a4c414b4544, 'it has \"\\u000aLAKED\", which this release does not know'",
            "25, 7fffffff, it ends too early",
            "25, 00000001, it has bytes after its end",
        })
        void readAttempt_otherBytes_saysWhatIsWrong(int at, String hex, String message) {
            byte[] bytes = ATTEMPT_BYTES.clone();
            ByteBuffer.wrap(bytes).put(at, bytes(hex));
            assertThatThrownBy(() -> DeadLetterBytes.readAttempt(bytes))
                    .isInstanceOf(DamagedException.class)
                    .hasMessage(message);
        }

        /** Nanoseconds can push the seconds over the end of their type. */
        @ParameterizedTest
        @CsvSource({"7fffffffffffffff 7fffffff", "8000000000000000 80000000", "8000000000000000 00000000"})
        void readAttempt_timeBeyondItsType_isDamage(String time) {
            byte[] bytes = ATTEMPT_BYTES.clone();
            ByteBuffer.wrap(bytes).put(2, bytes(time));
            assertThatThrownBy(() -> DeadLetterBytes.readAttempt(bytes)).isInstanceOf(DamagedException.class);
        }

        @Test
        void read_noBytes_isDamage() {
            assertThatThrownBy(() -> DeadLetterBytes.readAttempt(new byte[0])).hasMessage("it ends too early");
            assertThatThrownBy(() -> DeadLetterBytes.readLetter(RUN, new byte[0]))
                    .hasMessage("it ends too early");
        }

        @Test
        void readLetter_valueAgainstItsRule_namesTheRule() {
            String written =
                    HexFormat.of().formatHex(DeadLetterBytes.write(builder().build()));
            byte[] bytes = bytes(written.replace("01000000016f", "010000000120"));
            assertThatThrownBy(() -> DeadLetterBytes.readLetter(RUN, bytes))
                    .isInstanceOf(DamagedException.class)
                    .hasMessageStartingWith("it breaks a rule: not an output id")
                    .hasMessageEndingWith("\" \"");
        }

        @Test
        void readLetter_quarantineWithoutEvent_isDamage() {
            String row =
                    HexFormat.of().formatHex(DeadLetterBytes.write(builder().build()));
            byte[] bytes =
                    bytes(row.substring(0, row.length() - 2), "01", "00000000", "00", text("ef".repeat(32)), "00");
            assertThatThrownBy(() -> DeadLetterBytes.readLetter(RUN, bytes))
                    .isInstanceOf(DamagedException.class)
                    .hasMessageContaining("a quarantine needs an event id");
        }
    }

    private static DeadLetter.Builder builder() {
        return DeadLetter.builder(
                RUN,
                new OutputId("o"),
                new Violation(ReasonCode.ROW_INVALID, "p#row=3", "why"),
                new Hex64("cd".repeat(32)));
    }

    private static String text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return String.format("01%08x", utf8.length) + HexFormat.of().formatHex(utf8);
    }

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
    }
}
