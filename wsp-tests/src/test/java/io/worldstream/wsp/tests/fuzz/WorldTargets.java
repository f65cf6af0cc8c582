package io.worldstream.wsp.tests.fuzz;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.adapter.parquet.ParquetFormat;
import io.worldstream.wsp.adapter.parquet.ParquetLimits;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.format.JsonLinesFormat;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.join.JoinResult;
import io.worldstream.wsp.internal.join.JoinSurface;
import io.worldstream.wsp.internal.plan.Planner;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowReading;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.DeliveryModeAbsent;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.world.BankOutputs;
import io.worldstream.wsp.testkit.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Parts of a world: rows, and the forms in which they are stored. */
final class WorldTargets {
    private static final int MAX_ROW_BYTES = 64 << 10;

    /** As a host sets them whose heap is 256 MB. */
    private static final ParquetLimits PARQUET = ParquetLimits.DEFAULTS
            .withMaxFooterBytes(4 << 20)
            .withMaxPageBytes(16 << 20)
            .withMaxBufferBytes(64 << 20);

    private WorldTargets() {}

    static List<Target> all() {
        InMemoryOracle oracle = new InMemoryOracle();
        World world = World.bankMonth().outputs(BankOutputs.ARRIVALS).events(8).putInto(oracle);
        StreamPolicy policy = StreamPolicy.defaults()
                .withAdmission(admission -> admission.withDeliveryModeAbsent(DeliveryModeAbsent.STREAM))
                .withLimits(Limits.builder().maxRowBytes(MAX_ROW_BYTES).build());
        StreamPlan plan = plan(world, oracle, policy);
        byte[] rows = bytes(oracle, plan.targets().get(0).locatorPath());
        return List.of(
                new Target("rows", List.of(rows), true, input -> readRows(plan, policy, input)),
                new Target(
                        "gzip",
                        List.of(gzip(rows), gzip(rows, rows), gzip(new byte[0])),
                        false,
                        input -> read(new JsonLinesFormat(), input)),
                new Target("parquet", List.of(), false, input -> read(new ParquetFormat().withLimits(PARQUET), input)));
    }

    private static StreamPlan plan(World world, InMemoryOracle oracle, StreamPolicy policy) {
        ControlMessage.Ready ready =
                (ControlMessage.Ready) ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC);
        JoinResult joined = new JoinSurface(oracle, world.catalogue(), policy).check(ready.signal());
        return new Planner(policy).plan(((JoinResult.Joined) joined).facts());
    }

    private static byte[] bytes(InMemoryOracle oracle, String path) {
        try (var content = oracle.open(
                oracle.resolve(new SealedReference(RootKind.ORACLE, path)).get(0))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) content.sizeBytes());
            while (bytes.hasRemaining()) {
                content.read(bytes.position(), bytes);
            }
            return bytes.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what can be read of a part. */
    private static String read(RowFormat format, byte[] part) throws IOException {
        try (RowReader reader = format.open(new Bytes(part), MAX_ROW_BYTES)) {
            while (reader.advance()) {
                if (reader.offset() < 0 || reader.offset() + reader.length() > reader.buffer().length) {
                    throw new AssertionError("a row that is not in its buffer");
                }
            }
            return Target.TAKEN;
        } catch (WspException e) {
            return e.code().name();
        }
    }

    /** Reads rows, and does with those that are sound what a stream does. */
    private static String readRows(StreamPlan plan, StreamPolicy policy, byte[] part) throws IOException {
        RowReading reading = new RowReading(plan, policy.limits());
        EnvelopeFramer framer = new EnvelopeFramer(plan, true);
        FramedEvent event = new FramedEvent();
        List<Row> rows = new ArrayList<>();
        String outcome = Target.TAKEN;
        try (RowReader reader = new JsonLinesFormat().open(new Bytes(part), MAX_ROW_BYTES)) {
            while (reader.advance()) {
                Row row;
                try {
                    row = reading.read(reader);
                } catch (RowFault e) {
                    outcome = e.code().name();
                    continue;
                }
                framer.frame(row, event);
                if (rows.size() < 100) {
                    rows.add(row);
                }
            }
        } catch (WspException e) {
            outcome = e.code().name();
        }
        rows.sort(Row::compareTo);
        return outcome;
    }

    private static byte[] gzip(byte[]... members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(member);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out.toByteArray();
    }
}
