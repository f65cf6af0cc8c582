package io.worldstream.wsp.internal.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.Limits;
import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.JsonLinesFormat;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.seal.ContentSeal;
import io.worldstream.wsp.internal.seal.SealedOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong while a world is opened, nothing stays open. */
class WorldRowsTest {
    private static final byte[] ROW = "{\"at\":5,\"k\":1,\"n\":1}\n".getBytes(StandardCharsets.UTF_8);
    private static final Target TARGET = TestPlans.target("out", ROW, ROW);

    private final StoredParts store = new StoredParts();
    private List<SealedOutput> outputs = List.of();

    @BeforeEach
    void seal() {
        List<OraclePart> parts = List.of(store.put("p0.jsonl", ROW), store.put("p1.jsonl", ROW));
        outputs = List.of(new ContentSeal(store).verify(TARGET, parts));
    }

    private void assertOpeningFails(ReasonCode code, RowFormat... formats) {
        assertThatThrownBy(() -> WorldRows.open(
                        store, List.of(formats), Limits.DEFAULTS, TestPlans.of(TARGET), outputs, RowFaults.FATAL))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(store.stillOpen()).isZero();
    }

    @Test
    void aPartThatChanged() {
        byte[] other = ROW.clone();
        other[0] = ' ';
        store.put("p1.jsonl", other);
        assertOpeningFails(ReasonCode.CONTENT_DIGEST_MISMATCH, new JsonLinesFormat());
    }

    @Test
    void aPartThatCannotBeRead() {
        store.failFrom(0);
        assertOpeningFails(ReasonCode.OBJECT_UNREADABLE, new JsonLinesFormat());
    }

    @Test
    void aPartOfNoKnownFormat() {
        assertOpeningFails(ReasonCode.FORMAT_UNSUPPORTED);
    }
}
