package io.worldstream.wsp.adapter.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;

/** Assertions about the message of a refused file. */
final class ParquetAssertions {
    private ParquetAssertions() {}

    static void assertRefused(byte[] file, ReasonCode code, String... said) {
        assertRefused(file, ParquetLimits.DEFAULTS, code, said);
    }

    static void assertRefused(byte[] file, ParquetLimits limits, ReasonCode code, String... said) {
        WspException refusal = catchThrowableOfType(WspException.class, () -> ReadRows.of(file, limits));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        assertThat(refusal).hasMessageContainingAll(said);
    }
}
