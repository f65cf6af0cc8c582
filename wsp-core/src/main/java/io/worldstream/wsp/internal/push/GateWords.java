package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.support.LogText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bounds the words of a gate that are kept as evidence, since a gate may say anything. Stateless. */
public final class GateWords {
    private static final int MOST_REASONS = 32;

    private GateWords() {}

    /** Returns the first 32 reasons, each with at most 160 characters. */
    public static List<String> reasons(List<String> reasons) {
        return reasons.stream().limit(MOST_REASONS).map(LogText::segment).toList();
    }

    /** Returns the id of a receipt, with at most 160 characters; null if there is none. */
    public static @Nullable String receiptId(@Nullable Receipt receipt) {
        String id = receipt == null ? null : receipt.receiptId();
        return id == null ? null : LogText.segment(id);
    }
}
