package io.worldstream.wsp.internal.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The interpretation of messages on the control bus (contracts 1). */
final class ControlMessageReaderTest {
    private static final String RUN = "b52c75123406063a2abf0a89cc0c554a";
    private static final String HASH = "40e0d927d4430bfd54533fc8ebf930726a98f71fabfb059561084b8a3e722d0e";
    private static final String PAYLOAD = "{\"run_id\":\"" + RUN
            + "\",\"facts_view_ref\":\"sr/run_facts_view/x.json\",\"bundle_hash\":\"" + HASH
            + "\",\"emitted_at_utc\":\"2026-01-02T10:15:30.123456Z\"}";
    private static final String READY = "{\"topic\":\"fp.bus.control.v1\",\"message_id\":\"m-1\","
            + "\"published_at_utc\":\"2026-01-02T10:15:31.5+01:00\",\"attributes\":{\"kind\":\"READY\"},"
            + "\"partition_key\":null,\"payload\":" + PAYLOAD + "}";

    private static ControlMessage read(String message) {
        return ControlMessages.read(message.getBytes(StandardCharsets.UTF_8), ReadySource.DEFAULT_TOPIC);
    }

    private static void isReady(String message) {
        assertThat(read(message))
                .isEqualTo(new ControlMessage.Ready(
                        new ReadySignal("m-1", new RunId(RUN), "sr/run_facts_view/x.json", new Hex64(HASH))));
    }

    @Test
    void aReadyIsRead() {
        isReady(READY);
    }

    @Test
    void aReEmissionIsAReady() {
        isReady(READY.replace("\"READY\"", "\"READY_REEMIT\"").replace("10:15:30", "11:15:30"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"attributes\":{},", "\"attributes\":{\"source\":\"sr\"},"})
    void withoutAKindTheFactsViewMakesItAReady(String attributes) {
        isReady(READY.replace("\"attributes\":{\"kind\":\"READY\"},", attributes));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"partition_key\":null,|",
                "\"partition_key\":null,|\"partition_key\":\"k\",",
                "\"topic\"|\"delivery_tag\":[7],\"topic\"",
                "{\"kind\":\"READY\"}|{\"kind\":\"READY\",\"source\":\"sr\"}",
                ",\"emitted_at_utc\":\"2026-01-02T10:15:30.123456Z\"|",
                "\"emitted_at_utc\"|\"oracle_pack_ref\":{\"pack\":1},\"emitted_at_utc\"",
                "10:15:31.5+01:00|10:15:31Z",
            })
    void whatTheContractAllowsIsTaken(String from, String to) {
        String message = READY.replace(from, to == null ? "" : to);
        assertThat(message).isNotEqualTo(READY);
        isReady(message);
    }

    @Test
    void anotherTopicCanBeForWsp() {
        byte[] message = READY.replace("fp.bus.control.v1", "my.topic").getBytes(StandardCharsets.UTF_8);
        assertThat(ControlMessages.read(message, "my.topic")).isInstanceOf(ControlMessage.Ready.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp.bus.control.v2", "fp.bus.traffic.v1", "FP.BUS.CONTROL.V1", "", "a\\u0000b"})
    void anotherTopicIsForeignWhateverItSays(String topic) {
        assertThat(read(READY.replace("fp.bus.control.v1", topic))).isInstanceOf(ControlMessage.Foreign.class);
        assertThat(read("{\"topic\":\"" + topic + "\"}")).isInstanceOf(ControlMessage.Foreign.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"TERMINAL\"}",
                "{\"kind\":\"ready\"}",
                "{\"kind\":\"READY \"}",
                "{\"kind\":\"\"}",
                "{\"kind\":7}",
            })
    void anotherSignalIsForeignEvenIfItNamesAFactsView(String attributes) {
        ControlMessage message = read(READY.replace("{\"kind\":\"READY\"}", attributes));
        assertThat(message).isInstanceOf(ControlMessage.Foreign.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"topic\":\"fp.bus.control.v1\"}",
                "{\"topic\":\"fp.bus.control.v1\",\"payload\":{}}",
                "{\"topic\":\"fp.bus.control.v1\",\"payload\":{\"run_id\":\"x\"}}",
                "{\"topic\":\"fp.bus.control.v1\",\"payload\":\"facts_view_ref\"}",
            })
    void withoutKindAndFactsViewItIsNoReady(String message) {
        assertThat(read(message)).isInstanceOf(ControlMessage.Foreign.class);
    }

    @Test
    void aForeignMessageSaysWhatItIs() {
        assertThat(read(READY.replace("\"READY\"", "\"TERMINAL\"")))
                .isEqualTo(new ControlMessage.Foreign("signal \"TERMINAL\""));
        assertThat(read(READY.replace("fp.bus.control.v1", "other")))
                .isEqualTo(new ControlMessage.Foreign("topic \"other\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "READY",
                "[]",
                "null",
                "\"READY\"",
                "7",
                "{\"topic\":",
                "{\"topic\":\"fp.bus.control.v1\"}}",
                "{\"topic\":\"fp.bus.control.v1\"} x",
                "\ufeff{\"topic\":\"fp.bus.control.v1\"}",
                "{\"topic\":\"fp.bus.control.v1\",\"payload\":{\"run_id\":\"\\ud83d\"}}",
            })
    void whatIsNoJsonObjectIsUnreadable(String message) {
        assertThat(read(message)).isInstanceOf(ControlMessage.Unreadable.class);
    }

    /** A file that is being written is a prefix of what it will be: no prefix is taken for a READY, or for an invalid one. */
    @Test
    void everyHalfWrittenMessageIsUnreadable() {
        byte[] whole = READY.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertThat(ControlMessages.read(Arrays.copyOf(whole, length), ReadySource.DEFAULT_TOPIC))
                    .as("the first %d bytes", length)
                    .isInstanceOf(ControlMessage.Unreadable.class);
        }
    }

    @Test
    void invalidUtf8IsUnreadable() {
        byte[] message = READY.replace("m-1", "\u00fc").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(ControlMessages.read(message, ReadySource.DEFAULT_TOPIC))
                .isInstanceOf(ControlMessage.Unreadable.class);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource
    void whatIsWrongWithAReadyIsSaidWithItsPlace(String from, String to, String path, boolean runIdKnown) {
        String text = READY.replace(from, to);
        assertThat(text).isNotEqualTo(READY);
        ControlMessage message = read(text);
        assertThat(message).isInstanceOf(ControlMessage.Invalid.class);
        ControlMessage.Invalid invalid = (ControlMessage.Invalid) message;
        assertThat(invalid.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.code()).isEqualTo(ReasonCode.READY_INVALID);
            assertThat(violation.path()).isEqualTo(path);
        });
        assertThat(invalid.runId()).isEqualTo(runIdKnown ? new RunId(RUN) : null);
    }

    static Stream<Arguments> whatIsWrongWithAReadyIsSaidWithItsPlace() {
        String ref = "\"sr/run_facts_view/x.json\"";
        return Stream.of(
                fault("\"topic\":\"fp.bus.control.v1\",", "", "/topic"),
                fault("\"fp.bus.control.v1\"", "7", "/topic"),
                fault("\"fp.bus.control.v1\"", "null", "/topic"),
                fault("\"message_id\":\"m-1\",", "", "/message_id"),
                fault("\"m-1\"", "null", "/message_id"),
                fault("\"m-1\"", "\"\"", "/message_id"),
                fault("\"m-1\"", "1", "/message_id"),
                fault("\"published_at_utc\":\"2026-01-02T10:15:31.5+01:00\",", "", "/published_at_utc"),
                fault("\"2026-01-02T10:15:31.5+01:00\"", "null", "/published_at_utc"),
                fault("\"2026-01-02T10:15:31.5+01:00\"", "\"2026-01-02 10:15:31\"", "/published_at_utc"),
                fault("\"2026-01-02T10:15:31.5+01:00\"", "1767348930", "/published_at_utc"),
                fault("{\"kind\":\"READY\"}", "null", "/attributes"),
                fault("{\"kind\":\"READY\"}", "\"READY\"", "/attributes"),
                fault("{\"kind\":\"READY\"}", "[]", "/attributes"),
                fault("\"kind\":\"READY\"", "\"kind\":\"READY\",\"try\":2", "/attributes/try"),
                fault("\"kind\":\"READY\"", "\"kind\":\"READY\",\"a/b~c\":null", "/attributes/a~1b~0c"),
                fault("\"partition_key\":null", "\"partition_key\":7", "/partition_key"),
                noRun(PAYLOAD, "null", "/payload"),
                noRun(PAYLOAD, "\"" + RUN + "\"", "/payload"),
                noRun(PAYLOAD, "[" + PAYLOAD + "]", "/payload"),
                noRun("\"run_id\":\"" + RUN + "\",", "", "/payload/run_id"),
                noRun("\"" + RUN + "\"", "null", "/payload/run_id"),
                noRun("\"" + RUN + "\"", "7", "/payload/run_id"),
                noRun("\"" + RUN + "\"", "\"" + RUN.toUpperCase(Locale.ROOT) + "\"", "/payload/run_id"),
                noRun("\"" + RUN + "\"", "\"" + RUN + "0\"", "/payload/run_id"),
                noRun("\"" + RUN + "\"", "\"" + RUN + "\\n\"", "/payload/run_id"),
                fault("\"facts_view_ref\":" + ref + ",", "", "/payload/facts_view_ref"),
                fault(ref, "null", "/payload/facts_view_ref"),
                fault(ref, "{}", "/payload/facts_view_ref"),
                fault(ref, "\"\"", "/payload/facts_view_ref"),
                fault(ref, "\"sr/run_facts_view/*.json\"", "/payload/facts_view_ref"),
                fault(ref, "\"*\"", "/payload/facts_view_ref"),
                fault(ref, "\"sr\\\\run_facts_view\\\\x*\"", "/payload/facts_view_ref"),
                fault("\"bundle_hash\":\"" + HASH + "\",", "", "/payload/bundle_hash"),
                fault("\"" + HASH + "\"", "null", "/payload/bundle_hash"),
                fault("\"" + HASH + "\"", "\"" + RUN + "\"", "/payload/bundle_hash"),
                fault("\"" + HASH + "\"", "\"sha256:" + HASH + "\"", "/payload/bundle_hash"),
                fault("\"2026-01-02T10:15:30.123456Z\"", "null", "/payload/emitted_at_utc"),
                fault("\"2026-01-02T10:15:30.123456Z\"", "\"now\"", "/payload/emitted_at_utc"),
                fault("\"emitted_at_utc\"", "\"oracle_pack_ref\":\"x\",\"emitted_at_utc\"", "/payload/oracle_pack_ref"),
                fault("\"emitted_at_utc\"", "\"oracle_pack_ref\":null,\"emitted_at_utc\"", "/payload/oracle_pack_ref"),
                fault("\"emitted_at_utc\"", "\"scenario\":\"x\",\"emitted_at_utc\"", "/payload/scenario"),
                fault("\"payload\":{", "\"payload\":{\"run_id\":\"x\",", ""),
                fault("\"attributes\":{", "\"attributes\":{\"kind\":\"x\",", ""),
                fault("\"topic\"", "\"topic\":\"other\",\"topic\"", ""));
    }

    private static Arguments fault(String from, String to, String pointer) {
        return Arguments.of(from, to, "ready#" + pointer, true);
    }

    private static Arguments noRun(String from, String to, String pointer) {
        return Arguments.of(from, to, "ready#" + pointer, false);
    }

    /** Contracts 12 has the one code for where it leads: that is for the join surface to say. */
    @ParameterizedTest
    @ValueSource(
            strings = {"sr/*/x.json", "../x.json", "s3://bucket/x.json", "/etc/passwd", "a\\u0000b", "sr/%2e%2e/x"})
    void whereAReferenceLeadsIsNotJudgedHere(String reference) {
        assertThat(read(READY.replace("sr/run_facts_view/x.json", reference))).isInstanceOf(ControlMessage.Ready.class);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        ControlMessage message = read("{\"message_id\":7,\"attributes\":{\"kind\":\"READY_REEMIT\",\"n\":1},"
                + "\"partition_key\":false,\"payload\":{\"run_id\":\"" + RUN + "\",\"bundle_hash\":\"x\",\"more\":1}}");
        assertThat(((ControlMessage.Invalid) message).violations())
                .extracting(violation -> violation.path())
                .containsExactlyInAnyOrder(
                        "ready#/topic",
                        "ready#/message_id",
                        "ready#/published_at_utc",
                        "ready#/attributes/n",
                        "ready#/partition_key",
                        "ready#/payload/facts_view_ref",
                        "ready#/payload/bundle_hash",
                        "ready#/payload/more");
        assertThat(((ControlMessage.Invalid) message).runId()).isEqualTo(new RunId(RUN));
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000000000000000000a, x, " + HASH + ", false",
        RUN + ", y, " + HASH + ", false",
        RUN + ", x, ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, false",
        RUN + ", x, " + HASH + ", true"
    })
    void aConflictIsADifferenceInRunReferenceOrHashAndInNothingElse(
            String run, String reference, String hash, boolean same) {
        ReadySignal first = new ReadySignal("m-1", new RunId(RUN), "x", new Hex64(HASH));
        ReadySignal second = new ReadySignal("m-2", new RunId(run), reference, new Hex64(hash));
        assertThat(first.announcesSameAs(second)).isEqualTo(same);
        assertThat(second.announcesSameAs(first)).isEqualTo(same);
    }

    /** A number that is none of Java's, at every place that a message has. */
    @Nested
    class Numbers {
        @ParameterizedTest
        @ValueSource(strings = {"1e9999999999", "1e999999999", "-1e-9999999999", "1.0"})
        void theMessage_isANumber_isUnreadable(String number) {
            assertThat(read(number)).isInstanceOf(ControlMessage.Unreadable.class);
            assertThat(read("[" + number + "]")).isInstanceOf(ControlMessage.Unreadable.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e9999999999", "1e999999999", "-1e-9999999999"})
        void aForeignMessage_holdsANumber_isForeign(String number) {
            for (String message : List.of(
                    "{\"topic\":\"other\",\"n\":" + number + "}",
                    "{\"attributes\":{\"kind\":\"TERMINAL\",\"n\":" + number + "}}",
                    "{\"attributes\":{\"kind\":" + number + "}}",
                    "{\"topic\":\"fp.bus.control.v1\",\"payload\":[" + number + "]}")) {
                assertThat(read(message)).as(message).isInstanceOf(ControlMessage.Foreign.class);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e9999999999", "1e999999999", "-1e-9999999999"})
        void aReady_holdsANumberForAText_isInvalid(String number) {
            for (String field : List.of("\"m-1\"", "\"READY\"}", "null,", "\"" + RUN + "\"", "\"" + HASH + "\"")) {
                String message = READY.replace("\"payload\"", "\"partition\":1,\"payload\"")
                        .replace(
                                field,
                                field.endsWith("}")
                                        ? "\"READY\",\"n\":" + number + "}"
                                        : number + (field.endsWith(",") ? "," : ""));
                assertThat(read(message)).as(message).isInstanceOf(ControlMessage.Invalid.class);
            }
            isReady(READY.replace("\"topic\"", "\"delivery_tag\":" + number + ",\"topic\""));
        }
    }

    /** Findings may be as numerous as the contents of a message. */
    @Nested
    class Findings {
        @Test
        void aReady_hasManyUnknownFields_namesSomeAndCountsTheRest() {
            StringBuilder fields = new StringBuilder();
            for (int i = 0; i < 200_000; i++) {
                fields.append("\"f").append(i).append("\":0,");
            }
            String message = READY.replace("\"run_id\"", fields + "\"run_id\"");
            ControlMessage.Invalid invalid = (ControlMessage.Invalid) readLong(message, 100);
            assertThat(invalid.runId()).isEqualTo(new RunId(RUN));
            assertThat(invalid.violations()).hasSize(101);
            assertThat(invalid.violations().get(100))
                    .isEqualTo(new Violation(
                            ReasonCode.READY_INVALID,
                            "ready#/payload/f100",
                            "is the first of 199900 more findings, which are not named: limits.max_findings is 100"));
            assertThat(((ControlMessage.Invalid) readLong(message, 3)).violations())
                    .hasSize(4);
        }

        /** Reads a message that may be longer than the default lets it be. */
        private static ControlMessage readLong(String message, int maxFindings) {
            return ControlMessages.read(
                    message.getBytes(StandardCharsets.UTF_8),
                    ReadySource.DEFAULT_TOPIC,
                    Limits.builder()
                            .maxMessageBytes(16 << 20)
                            .maxFindings(maxFindings)
                            .build());
        }

        @Test
        void aMessage_overTheLimit_isNotRead() {
            byte[] ready = READY.getBytes(StandardCharsets.UTF_8);
            Limits fitting = Limits.builder().maxMessageBytes(ready.length).build();
            Limits tooSmall = Limits.builder().maxMessageBytes(ready.length - 1).build();
            assertThat(ControlMessages.read(ready, ReadySource.DEFAULT_TOPIC, fitting))
                    .isInstanceOf(ControlMessage.Ready.class);
            assertThat(ControlMessages.read(ready, ReadySource.DEFAULT_TOPIC, tooSmall))
                    .isInstanceOfSatisfying(
                            ControlMessage.Invalid.class,
                            invalid -> assertThat(invalid.violations())
                                    .singleElement()
                                    .satisfies(violation -> {
                                        assertThat(violation.code()).isEqualTo(ReasonCode.LIMIT_EXCEEDED);
                                        assertThat(violation.message()).contains("limits.max_message_bytes");
                                    }));
        }

        /** A tree of it would be too large, yet it is known for a READY, and of which run. */
        @Test
        void aReady_hasMoreValuesThanAreRead_isInvalid() {
            String zeros = "0,".repeat(700_000);
            ControlMessage.Invalid invalid = (ControlMessage.Invalid)
                    readLong(READY.replace("\"topic\"", "\"n\":[" + zeros + "0],\"topic\""), 100);
            assertThat(invalid.runId()).isEqualTo(new RunId(RUN));
            assertThat(invalid.violations()).singleElement().satisfies(violation -> {
                assertThat(violation.code()).isEqualTo(ReasonCode.READY_INVALID);
                assertThat(violation.message()).contains("500000");
            });
            assertThat(readLong("{\"n\":[" + zeros + "0]}", 100)).isInstanceOf(ControlMessage.Foreign.class);
        }

        /** A path is told as messages are: bounded, and on one line. */
        @Test
        void anUnknownField_hasALongName_isCutInThePath() {
            String name = "a\\n".repeat(10_000);
            ControlMessage.Invalid invalid =
                    (ControlMessage.Invalid) read(READY.replace("\"run_id\"", "\"" + name + "\":0,\"run_id\""));
            assertThat(invalid.violations().get(0).path())
                    .startsWith("ready#/payload/a\\u000aa")
                    .endsWith("…")
                    .hasSizeLessThan(1000);
        }
    }
}
