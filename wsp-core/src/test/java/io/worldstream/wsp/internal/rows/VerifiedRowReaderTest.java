package io.worldstream.wsp.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.seal.OutputSeal;
import io.worldstream.wsp.internal.seal.PartOpener;
import io.worldstream.wsp.internal.seal.SealedPart;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** I4: a row comes out of bytes that were verified, and nothing else of them does. */
final class VerifiedRowReaderTest {
    private static final byte[] CONTENT =
            TestWorld.lines(TestWorld.row(1, "1"), "{", TestWorld.row(3, "3"), TestWorld.row(4, "4"));

    private final StoredParts store = new StoredParts();
    private final Target target = TestPlans.target("out", CONTENT);
    private final RowParser parser = new RowParser(0, target, Limits.DEFAULTS, FlowKey.NONE, List.of());

    private SealedPart sealed() {
        OutputSeal seal = new OutputSeal(store, target);
        seal.add(store.put("p.jsonl", CONTENT), content -> {});
        return seal.verify().get(0);
    }

    private static BadRow bad(long number) {
        return new BadRow(number, ReasonCode.ROW_INVALID, "why", new Hex64("0".repeat(64)), null);
    }

    private VerifiedRowReader open(SealedPart sealed, BadRow... bad) throws IOException {
        return VerifiedRowReader.open(
                new VerifiedPart(sealed, List.of(bad)),
                parser,
                new PartOpener(store, null),
                new RowFormats(List.of()),
                RowReader.NO_MARK,
                1);
    }

    @Test
    void advance_badRow_isLeftOut() throws IOException, RowFault {
        List<Long> numbers = new ArrayList<>();
        Row row = new Row();
        try (VerifiedRowReader rows = open(sealed(), bad(2))) {
            while (rows.advance(row)) {
                assertThat(row.tsMicros()).isEqualTo(rows.rowNumber());
                numbers.add(rows.rowNumber());
            }
        }
        assertThat(numbers).containsExactly(1L, 3L, 4L);
        assertThat(store.stillOpen()).isZero();
    }

    @Test
    void advance_rowThatNobodyAccepted_isAFault() throws IOException, RowFault {
        try (VerifiedRowReader rows = open(sealed())) {
            Row row = new Row();
            assertThat(rows.advance(row)).isTrue();
            assertThatExceptionOfType(RowFault.class)
                    .isThrownBy(() -> rows.advance(row))
                    .satisfies(fault -> assertThat(fault.code()).isEqualTo(ReasonCode.ROW_INVALID));
        }
    }

    @Test
    void open_bytesChanged_isRefusedAndClosed() {
        SealedPart sealed = sealed();
        byte[] changed = CONTENT.clone();
        changed[6] ^= 1;
        store.put("p.jsonl", changed);
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> open(sealed, bad(2)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH));
        assertThat(store.stillOpen()).isZero();
    }
}
