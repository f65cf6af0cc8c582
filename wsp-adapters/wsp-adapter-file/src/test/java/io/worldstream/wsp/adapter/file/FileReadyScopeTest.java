package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Acknowledgements of skipped messages hold for one scope (contracts 13). */
final class FileReadyScopeTest {
    private static final String ONE = "platform_20260201T000000Z";
    private static final String OTHER = "platform_20260202T000000Z";

    @TempDir
    Path dir;

    private Path bus;

    @BeforeEach
    void aMessage() throws IOException {
        bus = Files.createDirectories(dir.resolve("bus").resolve(ReadySource.DEFAULT_TOPIC));
        Files.writeString(bus.resolve("a.json"), "{}");
    }

    private FileReadySource source(@Nullable String scope) {
        return new FileReadySource(dir.resolve("bus"), ReadySource.DEFAULT_TOPIC, dir.resolve("state"), 100, scope);
    }

    private static List<ReadyDelivery> all(FileReadySource source) {
        List<ReadyDelivery> all = new ArrayList<>();
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            all.add(next.get());
        }
        return all;
    }

    private static void settleOne(FileReadySource source, Settlement settlement) {
        List<ReadyDelivery> all = all(source);
        assertThat(all).hasSize(1);
        all.get(0).settle(settlement);
        assertThat(all(source)).isEmpty();
    }

    @Test
    void skipped_isRecordedForItsScopeOnly() {
        settleOne(source(ONE), Settlement.SKIPPED);
        assertThat(all(source(ONE))).isEmpty();
        settleOne(source(OTHER), Settlement.SKIPPED);
        assertThat(all(source(OTHER))).isEmpty();
        assertThat(all(source(ONE))).isEmpty();
        assertThat(all(source(null))).hasSize(1);
    }

    @Test
    void skipped_withoutScope_comesAgainToTheNextSource() {
        settleOne(source(null), Settlement.SKIPPED);
        settleOne(source(null), Settlement.SKIPPED);
        assertThat(dir.resolve("state")).doesNotExist();
    }

    @Test
    void done_holdsForEveryScope() {
        settleOne(source(ONE), Settlement.DONE);
        assertThat(all(source(OTHER))).isEmpty();
        assertThat(all(source(null))).isEmpty();
    }

    /** Two hosts of one scope share the records, as they share the others. */
    @Test
    void skipped_byAnotherHostOfTheScope_isNotTakenAgain() throws IOException {
        FileReadySource one = source(ONE);
        FileReadySource two = source(ONE);
        settleOne(one, Settlement.SKIPPED);
        assertThat(all(two)).isEmpty();
        Files.writeString(bus.resolve("b.json"), "{}");
        assertThat(all(two)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b"})
    void scope_thatIsNoFolderName_isInvalid(String scope) {
        assertThatThrownBy(() -> source(scope))
                .isInstanceOf(WspException.class)
                .hasMessageContaining("security.platform_run_id");
    }
}
