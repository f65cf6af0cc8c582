package io.worldstream.wsp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.api.Hex64;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The extra methods that the fake offers to tests; its contract test covers the rules of the SPI. */
class InMemorySurveyStoreTest {
    private static final Hex64 A = new Hex64("a".repeat(64));
    private static final Hex64 B = new Hex64("b".repeat(64));

    private final InMemorySurveyStore store = new InMemorySurveyStore();

    @Test
    void recordsWhatWasAskedOfIt() throws IOException {
        store.load(A);
        store.save(B, new byte[1]);
        store.save(A, new byte[1]);
        store.load(B);
        store.discard(B);
        assertThat(store.loads()).containsExactly(A, B);
        assertThat(store.saves()).containsExactly(B, A);
        assertThat(store.keys()).containsExactly(A);
    }

    @Test
    void failsAsOftenAsItWasAskedTo() throws IOException {
        store.save(A, new byte[] {1});
        store.failNextLoads(1);
        store.failNextSaves(2);
        store.failNextDiscards(1);
        assertThatIOException().isThrownBy(() -> store.load(A));
        assertThatIOException().isThrownBy(() -> store.save(A, new byte[] {2}));
        assertThatIOException().isThrownBy(() -> store.save(A, new byte[] {2}));
        assertThatIOException().isThrownBy(() -> store.discard(A));
        assertThat(store.load(A)).hasValue(new byte[] {1});
        store.save(A, new byte[] {2});
        assertThat(store.load(A)).hasValue(new byte[] {2});
        store.discard(A);
        assertThat(store.load(A)).isEmpty();
    }

    @Test
    void damagesWhatIsThere() throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> store.damage(A));
        store.save(A, new byte[1]);
        store.damage(A);
        assertThatIOException().isThrownBy(() -> store.load(A)).withMessageContaining(A.value());
    }
}
