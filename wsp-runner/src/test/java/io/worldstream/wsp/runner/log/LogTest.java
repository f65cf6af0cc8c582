package io.worldstream.wsp.runner.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Log lines and messages to the operator, in both formats. */
final class LogTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    private final Log log = new Log(() -> out, new ManualClock(Instant.parse("2026-01-02T03:04:05.678901Z"), 0));
    private final Logger logger = new WspLogger("io.worldstream.wsp.Some", log);

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    /** The only line, which is one JSON object. */
    private JsonNode line() throws IOException {
        assertThat(text()).endsWith("\n");
        assertThat(text().split("[\n\r\\u0085\\u2028\\u2029]")).hasSize(1);
        return JSON.readTree(text());
    }

    @Test
    void slf4j_boundInThisProcess_isThisLog() {
        assertThat(LoggerFactory.getLogger("any")).isInstanceOf(WspLogger.class);
    }

    @Test
    void library_infoAndDebug_areOneLevelQuieter() {
        Logger client = new WspLogger("software.amazon.awssdk.Client", log);
        client.info("chatter");
        assertThat(text()).isEmpty();
        client.warn("trouble");
        assertThat(text()).endsWith(" WARN Client - trouble\n");
        log.configure(LogFormat.TEXT, Level.DEBUG);
        client.debug("details");
        client.info("chatter");
        assertThat(text()).endsWith(" INFO Client - chatter\n").doesNotContain("details");
        assertThat(client.isInfoEnabled()).isTrue();
        assertThat(client.isDebugEnabled()).isFalse();
    }

    @Test
    void kafka_warn_isDebugAndErrorStays() {
        Logger client = new WspLogger("org.apache.kafka.clients.NetworkClient", log);
        client.warn("disconnected");
        assertThat(text()).isEmpty();
        client.error("broken");
        assertThat(text()).endsWith(" ERROR NetworkClient - broken\n");
        log.configure(LogFormat.TEXT, Level.DEBUG);
        client.warn("disconnected");
        assertThat(text()).endsWith(" WARN NetworkClient - disconnected\n");
    }

    @Test
    void connectionPool_warn_isDebug() {
        Logger pool = new WspLogger("com.zaxxer.hikari.pool.PoolBase", log);
        pool.warn("Possibly consider using a shorter maxLifetime value.");
        assertThat(text()).isEmpty();
        log.configure(LogFormat.TEXT, Level.DEBUG);
        pool.warn("shorter");
        assertThat(text()).endsWith(" WARN PoolBase - shorter\n");
    }

    @Nested
    class Text {
        @Test
        void info_isTimeLevelAndMessage() {
            logger.info("read {} of {}", 1, "two");
            assertThat(text()).matches("2026-01-0\\dT\\d\\d:\\d\\d:05\\.678(Z|[+-]\\d\\d:\\d\\d) INFO read 1 of two\n");
        }

        /** A class of WSP says nothing to an operator; for its developers, and of a library, the name is where to look. */
        @Test
        void info_atDebug_namesTheLogger() {
            log.configure(LogFormat.TEXT, Level.DEBUG);
            logger.info("read");
            assertThat(text()).endsWith(" INFO Some - read\n");
        }

        @Test
        void warn_withAThrowable_endsInItsStackTrace() {
            logger.warn("read {}", 1, new IOException("gone", new IllegalStateException("why")));
            assertThat(text().lines().toList())
                    .satisfies(lines -> assertThat(lines.get(0)).endsWith(" WARN read 1"))
                    .satisfies(lines -> assertThat(lines.get(1)).isEqualTo("java.io.IOException: gone"))
                    .contains("Caused by: java.lang.IllegalStateException: why");
        }

        @Test
        void info_withKeyValues_putsThemBeforeTheMessage() {
            logger.atInfo().addKeyValue("run", "ab").log("read");
            assertThat(text()).endsWith(" INFO run=ab read\n");
        }

        @Test
        void say_isTheLineItself() {
            log.say(Level.INFO, "wsp: stopped", null);
            log.say(Level.INFO, "", null);
            assertThat(text()).isEqualTo("wsp: stopped\n\n");
        }

        @Test
        void say_withACause_printsItsStackTraceAtDebugOnly() {
            log.say(Level.ERROR, "wsp: failed", new IOException("gone"));
            assertThat(text()).isEqualTo("wsp: failed\n");
            log.configure(LogFormat.TEXT, Level.DEBUG);
            log.say(Level.ERROR, "wsp: failed", new IOException("gone"));
            assertThat(text()).startsWith("wsp: failed\nwsp: failed\njava.io.IOException: gone\n\tat ");
        }
    }

    @Nested
    class Json {
        Json() {
            log.configure(LogFormat.JSON, Level.INFO);
        }

        @Test
        void info_isOneObject() throws IOException {
            logger.info("read {} of {}", 1, "two");
            assertThat(line())
                    .isEqualTo(JSON.readTree("{\"ts\":\"2026-01-02T03:04:05.678901Z\",\"level\":\"INFO\","
                            + "\"logger\":\"io.worldstream.wsp.Some\",\"thread\":\""
                            + Thread.currentThread().getName() + "\",\"message\":\"read 1 of two\"}"));
        }

        @Test
        void error_withAThrowable_holdsTypeMessageAndStackTrace() throws IOException {
            logger.error("read", new IOException("gone\n", new IllegalStateException("why")));
            JsonNode error = line().get("error");
            assertThat(error.get("type").textValue()).isEqualTo("java.io.IOException");
            assertThat(error.get("message").textValue()).isEqualTo("gone\n");
            assertThat(error.get("stack_trace").textValue())
                    .startsWith("java.io.IOException: gone\n")
                    .contains("\tat ", "Caused by: java.lang.IllegalStateException: why");
        }

        @Test
        void error_throwableCannotBePrinted_namesItsType() throws IOException {
            logger.error("read", new IOException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("no message");
                }
            });
            assertThat(line().get("error").get("type").textValue()).startsWith(LogTest.class.getName());
            assertThat(line().get("error").get("message").textValue()).contains("getMessage() fails");
        }

        @Test
        void info_withKeyValuesAndMdc_holdsBoth() throws IOException {
            try (MDC.MDCCloseable host = MDC.putCloseable("host", "a")) {
                assertThat(host).isNotNull();
                logger.atInfo().addKeyValue("run", "ab").addKeyValue("n", 7).log("read {}", 1);
            }
            assertThat(line().get("message").textValue()).isEqualTo("read 1");
            assertThat(line().get("key_values")).isEqualTo(JSON.readTree("{\"run\":\"ab\",\"n\":\"7\"}"));
            assertThat(line().get("mdc")).isEqualTo(JSON.readTree("{\"host\":\"a\"}"));
        }

        @Test
        void say_isAMessageOfTheCommand() throws IOException {
            log.say(Level.ERROR, "wsp: invalid\n  a\n  b", null);
            assertThat(line().get("logger").textValue()).isEqualTo("wsp");
            assertThat(line().get("level").textValue()).isEqualTo("ERROR");
            assertThat(line().get("message").textValue()).isEqualTo("invalid\n  a\n  b");
        }

        @Test
        void say_blankLine_isNoMessage() {
            log.say(Level.INFO, "", null);
            assertThat(text()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\u0000\u0001\u001b[2K\r\n\t\"\\",
                    "\u007f\u0085\u009b\u2028\u2029",
                    "M\u00fcnchen \ud83d\ude00"
                })
        void info_anyCharacter_isKept(String message) throws IOException {
            logger.info(message);
            assertThat(line().get("message").textValue()).isEqualTo(message);
            assertThat(text().chars().filter(c -> Character.isISOControl(c) && c != '\n'))
                    .isEmpty();
        }

        @Test
        void info_loneSurrogate_isReplaced() throws IOException {
            logger.info("a\ud800b\udc00");
            assertThat(line().get("message").textValue()).isEqualTo("a\ufffdb\ufffd");
        }
    }

    @Nested
    class Levels {
        @ParameterizedTest
        @ValueSource(strings = {"TEXT", "JSON"})
        void configure_dropsWhatIsBelow(String format) {
            log.configure(LogFormat.valueOf(format), Level.WARN);
            logger.info("no");
            logger.atInfo().log("no");
            log.say(Level.INFO, "no", null);
            logger.warn("yes");
            log.say(Level.WARN, "yes", null);
            logger.error("yes");
            assertThat(text().lines()).hasSize(3).allMatch(line -> line.contains("yes"));
            assertThat(List.of(logger.isDebugEnabled(), logger.isInfoEnabled(), logger.isWarnEnabled()))
                    .containsExactly(false, false, true);
        }
    }

    @Test
    void json_anyMessage_isOneValidLine() throws IOException {
        log.configure(LogFormat.JSON, Level.INFO);
        for (int seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder units = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                units.append((char) random.nextInt(random.nextBoolean() ? 0xFF : 0x10000));
            }
            String message = units.toString();
            written.reset();
            logger.atInfo()
                    .addKeyValue(message, message)
                    .setCause(new IOException(message))
                    .log("{}", message);
            assertThat(line().size()).as("seed %s", seed).isEqualTo(7);
        }
    }
}
