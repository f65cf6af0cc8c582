package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.RateSchedule;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Parses a rate cap: one rate, {@code none}, or a list of segments. The policy checks the ranges. */
final class RateCapType {
    static final ValueType<Optional<RateSchedule>> RATE_CAP = ValueType.ofTextOrList(
            "a decimal above 0 and at most 1e9 with at most 9 places; or `none`; or a list of `{after: DURATION, eps:"
                    + " NUMBER, burst: DURATION}` (as JSON in `--set` and the environment), the first with `after:"
                    + " 0s`; `burst` defaults to `10ms`",
            (node, place) -> read(node));

    private static final String ONE = "a number of events per second, none, or a list of segments";

    private RateCapType() {}

    private static Optional<RateSchedule> read(JsonNode node) {
        if (node.isArray()) {
            List<RateSchedule.Segment> segments = new ArrayList<>();
            for (JsonNode segment : node) {
                String where = "segment " + (segments.size() + 1);
                segments.add(at(where, () -> segment(segment)));
            }
            return Optional.of(new RateSchedule(segments));
        }
        String text = ValueTypes.scalar(ONE, node);
        return text.equalsIgnoreCase("none")
                ? Optional.empty()
                : Optional.of(RateSchedule.constant(rate("a number of events per second, or none", text)));
    }

    private static RateSchedule.Segment segment(JsonNode node) {
        if (!node.isObject()) {
            throw ValueType.expected("a map of after, eps and, optionally, burst", node);
        }
        Duration after = null;
        BigDecimal eps = null;
        Duration burst = RateSchedule.Segment.DEFAULT_BURST;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "after" -> after = at("after", () -> duration(value));
                case "eps" -> eps = at("eps", () -> number(value));
                case "burst" -> burst = at("burst", () -> duration(value));
                default ->
                    throw new IllegalArgumentException(
                            LogText.quote(field.getKey()) + ": unknown field; a segment has after, eps and burst");
            }
        }
        return new RateSchedule.Segment(required("after", after), required("eps", eps), burst);
    }

    private static Duration duration(JsonNode node) {
        if (!node.isTextual()) {
            throw ValueType.expected("a duration such as 0s, 250ms or 10m", node);
        }
        return DurationText.read(node.textValue());
    }

    private static BigDecimal number(JsonNode node) {
        if (!node.isNumber()) {
            throw ValueType.expected("a number of events per second", node);
        }
        return node.decimalValue();
    }

    private static BigDecimal rate(String allowed, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected " + allowed + ", found " + LogText.quote(text), e);
        }
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + ": missing");
        }
        return value;
    }

    private static <T> T at(String where, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }
}
