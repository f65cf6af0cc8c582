package io.worldstream.wsp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore.Position;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The extra methods that the fake offers to tests; its contract test covers the rules of the SPI. */
class InMemoryPositionStoreTest {
    private static final PositionName A = new PositionName("a");
    private static final PositionName B = new PositionName("b/c");

    private final InMemoryPositionStore store = new InMemoryPositionStore();

    @Test
    void saves_recordsEachTry() throws IOException {
        store.save(B, new byte[1], null);
        store.save(A, new byte[1], "none");
        store.failNextSaves(1);
        assertThatIOException().isThrownBy(() -> store.save(A, new byte[1], null));
        assertThat(store.saves()).containsExactly(B, A, A);
        assertThat(store.names()).containsExactly(B);
    }

    @Test
    void failNext_failsSoManyCalls() throws IOException {
        String version = store.save(A, new byte[] {1}, null).orElseThrow();
        store.failNextLoads(1);
        store.failNextSaves(2);
        assertThatIOException().isThrownBy(() -> store.load(A));
        assertThatIOException().isThrownBy(() -> store.save(A, new byte[] {2}, version));
        assertThatIOException().isThrownBy(() -> store.save(A, new byte[] {2}, version));
        assertThat(store.load(A).map(Position::record)).hasValue(new byte[] {1});
        assertThat(store.save(A, new byte[] {2}, version)).isPresent();
    }

    @Test
    void loseNextAnswers_failsThoughItStores() throws IOException {
        store.loseNextAnswers(1);
        assertThatIOException()
                .isThrownBy(() -> store.save(A, new byte[] {1}, null))
                .withMessageContaining("lost");
        assertThat(store.load(A).map(Position::record)).hasValue(new byte[] {1});
        assertThat(store.save(A, new byte[] {2}, null)).isEmpty();
    }

    @Test
    void overwrite_changesTheVersion() throws IOException {
        String version = store.save(A, new byte[] {1}, null).orElseThrow();
        store.overwrite(A, new byte[] {7});
        assertThat(store.load(A).map(Position::record)).hasValue(new byte[] {7});
        assertThat(store.save(A, new byte[] {2}, version)).isEmpty();
    }
}
