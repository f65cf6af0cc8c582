package io.worldstream.wsp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The extra methods that the fake offers to tests; its contract test covers the rules of the SPI. */
class InMemorySortedStoreTest {
    private static final Hex64 A = new Hex64("a".repeat(64));

    private final InMemorySortedStore store = new InMemorySortedStore();

    private void write(Hex64 key, byte... bytes) throws IOException {
        try (SortedDraft draft = store.create(key)) {
            draft.append(ByteBuffer.wrap(bytes));
            draft.commit();
        }
    }

    @Test
    void commitsAndDiscards_anyCalls_areRecorded() throws IOException {
        write(A, (byte) 1);
        store.discard(A);
        write(A, (byte) 2);
        assertThat(store.commits()).containsExactly(A, A);
        assertThat(store.discards()).containsExactly(A);
        assertThat(store.keys()).containsExactly(A);
    }

    @Test
    void failNext_anyCount_failsAsOften() throws IOException {
        write(A, (byte) 1);
        store.failNextCalls(1);
        assertThatIOException().isThrownBy(() -> store.open(A));
        store.failNextReads(1);
        try (PartContent content = store.open(A).orElseThrow()) {
            assertThatIOException().isThrownBy(() -> content.read(0, ByteBuffer.allocate(1)));
            assertThat(content.read(0, ByteBuffer.allocate(1))).isEqualTo(1);
        }
    }

    @Test
    void damage_aByte_isReadChanged() throws IOException {
        write(A, (byte) 4, (byte) 6);
        store.damage(A, 1);
        ByteBuffer read = ByteBuffer.allocate(2);
        try (PartContent content = store.open(A).orElseThrow()) {
            content.read(0, read);
        }
        assertThat(read.array()).containsExactly(4, 7);
        assertThatIllegalArgumentException().isThrownBy(() -> store.damage(A, 2));
    }

    @Test
    void stillOpen_viewsAndDrafts_areCounted() throws IOException {
        write(A, (byte) 1);
        assertThat(store.stillOpen()).isZero();
        SortedDraft draft = store.create(A);
        PartContent content = store.open(A).orElseThrow();
        assertThat(store.stillOpen()).isEqualTo(2);
        content.close();
        draft.close();
        draft.close();
        assertThat(store.stillOpen()).isZero();
    }
}
