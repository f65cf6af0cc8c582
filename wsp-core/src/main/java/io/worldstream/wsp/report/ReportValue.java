package io.worldstream.wsp.report;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value that equals another of its class with the same fields. Unlike a record, it can gain a field in a later
 * version without breaking the programs that create or read it.
 */
abstract class ReportValue {
    /** Returns the name and the value of each field, alternately. */
    abstract @Nullable Object[] fields();

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof ReportValue that
                && getClass() == that.getClass()
                && Arrays.equals(fields(), that.fields());
    }

    @Override
    public final int hashCode() {
        return Arrays.hashCode(fields());
    }

    @Override
    public final String toString() {
        @Nullable Object[] fields = fields();
        StringBuilder text = new StringBuilder(getClass().getSimpleName()).append('[');
        for (int i = 0; i < fields.length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(fields[i]).append('=').append(fields[i + 1]);
        }
        return text.append(']').toString();
    }
}
