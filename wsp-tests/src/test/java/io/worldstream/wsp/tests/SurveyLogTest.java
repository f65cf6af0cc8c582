package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemorySurveyStore;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** A survey store that fails costs a survey and a line of the log, never a run. */
@ResourceLock(Resources.SYSTEM_ERR)
class SurveyLogTest {
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final World world = Trades.world(20, 1000).putInto(oracle);

    /** Completes a run of the world, and returns the warnings without their time. */
    private List<String> warnings(SurveyStore surveys) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        InMemoryReadySource bus = new InMemoryReadySource();
        try (SteppedProducer wsp = new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                RecordingSink.create(),
                SteppedProducer.AS_FAST_AS_CAN_BE,
                with -> with.surveyStore(surveys))) {
            RunSummary summary = wsp.run(world, bus);
            assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        } finally {
            System.setErr(before);
        }
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^\\S+ ", ""))
                .filter(line -> !line.startsWith("INFO"))
                .toList();
    }

    @Test
    void survey_cannotBeSaved_isOneWarningAndTheNextRunSavesIt() {
        InMemorySurveyStore surveys = new InMemorySurveyStore();
        surveys.failNextSaves(1);

        assertThat(warnings(surveys))
                .containsExactly("WARN the survey of trades could not be saved, so the next start reads the"
                        + " world again: the survey store cannot be written, as scripted");
        assertThat(surveys.keys()).isEmpty();

        assertThat(warnings(surveys)).isEmpty();
        assertThat(surveys.keys()).hasSize(1);
    }

    /** The new survey takes the place of the damaged one, so nothing is discarded. */
    @Test
    void survey_damagedInTheStore_isOneWarningAndReplaced() {
        InMemorySurveyStore surveys = new InMemorySurveyStore();
        assertThat(warnings(surveys)).isEmpty();
        surveys.damage(surveys.keys().get(0));
        surveys.failNextDiscards(1);

        assertThat(warnings(surveys))
                .singleElement()
                .asString()
                .contains("cannot be read, so the world is surveyed again: the survey ");
        assertThat(warnings(surveys)).isEmpty();
    }

    /** The reason comes from the store: whatever it holds, it stays on the line. */
    @Test
    void survey_failsWithLineBreaks_isOneLine() {
        SurveyStore failing = new SurveyStore() {
            @Override
            public Optional<byte[]> load(Hex64 key) {
                return Optional.empty();
            }

            @Override
            public void save(Hex64 key, byte[] survey) throws IOException {
                throw new IOException("one\ntwo");
            }

            @Override
            public void discard(Hex64 key) {
                throw new UncheckedIOException(new IOException("not called"));
            }
        };
        assertThat(warnings(failing)).singleElement().asString().endsWith(": one\\u000atwo");
    }
}
