package io.worldstream.wsp.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Base of immutable values that are equal if they are of one type and all their fields are. */
abstract sealed class PlanValue permits StreamPlan, StreamPlan.Target {
    PlanValue() {}

    /** Passes each field by name, in the order in which {@link #toString} shows them. */
    abstract void fields(BiConsumer<String, @Nullable Object> field);

    private Map<String, @Nullable Object> values() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        fields(values::put);
        return values;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof PlanValue that && getClass() == that.getClass() && values().equals(that.values());
    }

    @Override
    public final int hashCode() {
        return values().hashCode();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + values();
    }
}
