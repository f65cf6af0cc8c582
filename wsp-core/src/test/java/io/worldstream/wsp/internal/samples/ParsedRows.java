package io.worldstream.wsp.internal.samples;

import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.rows.RowParsing;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.PushPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

/** Rows as a run has them: out of the parser. */
public final class ParsedRows {
    private ParsedRows() {}

    /** A row of an output of a plan. */
    public static Row row(StreamPlan plan, int output, String text) {
        Target target = plan.targets().get(output);
        PushPolicy flows = PushPolicy.DEFAULTS.withMaxInFlight(2);
        RowParser parser = new RowParser(
                output,
                target,
                Limits.DEFAULTS,
                FlowKey.of(flows, target.outputId()),
                List.copyOf(plan.identityHints().of(target.outputId()).values()));
        try {
            return row(parser, text);
        } catch (RowFault e) {
            throw new AssertionError(text, e);
        }
    }

    /** A row of its own, which the parser does not use again. */
    public static Row row(RowParser parser, String text) throws RowFault {
        Row row = new Row();
        RowParsing.parse(parser, text.getBytes(StandardCharsets.UTF_8), row);
        return row;
    }

    /** The row's JSON object. */
    public static String text(Row row) {
        return written(row::appendText);
    }

    /** Returns the text of each key field as it appears in an event id. */
    public static List<String> idTexts(Row row) {
        return perField(row, (out, field) -> row.appendIdText(field, out));
    }

    /** Each key field as JSON. */
    public static List<String> keyJson(Row row) {
        return perField(row, (out, field) -> row.appendKeyJson(field, out));
    }

    private static List<String> perField(Row row, ObjIntConsumer<ByteBuilder> append) {
        return IntStream.range(0, row.keySize())
                .mapToObj(field -> written(out -> append.accept(out, field)))
                .toList();
    }

    private static String written(Consumer<ByteBuilder> append) {
        ByteBuilder out = new ByteBuilder(1);
        append.accept(out);
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }
}
