package io.worldstream.wsp.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.PolicySetting.Form;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The syntax of a rate cap: one rate, {@code none}, or a list of segments. {@link RateSchedule} checks the ranges. */
final class RateCapType {
    static final SettingType<Optional<RateSchedule>> RATE_CAP = new SettingType<>(
            "a decimal above 0 and at most 1e9 with at most 9 places; or `none`; or a list of `{after: DURATION, eps:"
                    + " NUMBER, burst: DURATION}`, the first with `after: 0s`; `burst` defaults to `10ms`",
            EnumSet.of(Form.TEXT, Form.NUMBER, Form.LIST),
            RateCapType::read,
            RateCapType::write);

    private static final String ONE = "a number of events per second, none, or a list of segments";

    private RateCapType() {}

    private static String write(Optional<RateSchedule> cap) {
        if (cap.isEmpty()) {
            return "none";
        }
        List<RateSchedule.Segment> segments = cap.get().segments();
        return cap.get().equals(RateSchedule.constant(segments.get(0).eventsPerSecond()))
                ? segments.get(0).eventsPerSecond().toPlainString()
                : SettingType.json(segments.stream().map(RateCapType::write).toList());
    }

    private static Map<String, Object> write(RateSchedule.Segment segment) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("after", DurationText.of(segment.after()));
        fields.put("eps", segment.eventsPerSecond());
        fields.put("burst", DurationText.of(segment.burst()));
        return fields;
    }

    private static Optional<RateSchedule> read(String text) {
        if (text.strip().startsWith("[")) {
            return Optional.of(new RateSchedule(segments(SettingType.json(text))));
        }
        return text.equalsIgnoreCase("none") ? Optional.empty() : Optional.of(RateSchedule.constant(rate(text)));
    }

    private static List<RateSchedule.Segment> segments(JsonNode list) {
        if (!list.isArray()) {
            throw SettingType.expected(ONE, list);
        }
        List<RateSchedule.Segment> segments = new ArrayList<>();
        for (JsonNode segment : list) {
            String where = "segment " + (segments.size() + 1);
            segments.add(at(where, () -> segment(segment)));
        }
        return segments;
    }

    private static RateSchedule.Segment segment(JsonNode node) {
        if (!node.isObject()) {
            throw SettingType.expected("a map of after, eps and, optionally, burst", node);
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
        return DurationText.read(SettingType.text(DurationText.ALLOWED, node));
    }

    private static BigDecimal number(JsonNode node) {
        if (!node.isNumber()) {
            throw SettingType.expected("a number of events per second", node);
        }
        return node.decimalValue();
    }

    private static BigDecimal rate(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected " + ONE + ", found " + LogText.quote(text), e);
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
