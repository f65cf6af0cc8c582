package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.order.OrderedRows;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.TempFileSpill;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.StreamPolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** A program that surveys and reads a world that does not fit in its heap, and says what came of it. */
public final class SmallHeap {
    /** Four times the heap. */
    private static final long BYTES = 128L << 20;

    private static final String SOUND = TestWorld.row(5, "1") + "\n";

    private SmallHeap() {}

    /** The worlds. */
    enum World {
        GZIP_OF_ONE_LINE,
        GZIP_OF_SPACES,
        GZIP_OF_LINE_BREAKS,
        ONE_LINE,
        NESTED_ARRAYS,
        MORE_TO_SORT,
        MORE_TIES,
        MORE_TIES_THAN_MAY_BE_HELD,
        MORE_IN_THE_WINDOW_THAN_MAY_BE_HELD;

        private Bytes bytes() {
            return switch (this) {
                case GZIP_OF_ONE_LINE -> bomb('a', BYTES);
                case GZIP_OF_SPACES -> bomb(' ', BYTES);
                case GZIP_OF_LINE_BREAKS -> bomb('\n', BYTES);
                case ONE_LINE -> new Bytes(BYTES, position -> position == 0 ? '{' : 'a');
                case NESTED_ARRAYS -> nested();
                case MORE_TO_SORT -> rows(300_000, number -> number * 7_654_321 % 300_000);
                case MORE_TIES, MORE_TIES_THAN_MAY_BE_HELD -> rows(200_000, number -> number / 100_000);
                case MORE_IN_THE_WINDOW_THAN_MAY_BE_HELD -> rows(200_000, number -> number ^ 0xffff);
            };
        }

        private boolean spills() {
            return this == MORE_TO_SORT || this == MORE_TIES;
        }
    }

    /** A part that is worked out where it is read. */
    private record Bytes(long sizeBytes, LongUnaryOperator at) implements PartContent {
        @Override
        public int read(long position, ByteBuffer target) {
            if (position >= sizeBytes) {
                return -1;
            }
            int count = (int) Math.min(target.remaining(), sizeBytes - position);
            for (long i = position; i < position + count; i++) {
                target.put((byte) at.applyAsLong(i));
            }
            return count;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Members of one byte over and over, so many bytes of text in all, then one of a sound row. */
    private static Bytes bomb(char value, long bytes) {
        byte[] text = new byte[4 << 20];
        Arrays.fill(text, (byte) value);
        byte[] member = TestWorld.gzip(text);
        byte[] last = TestWorld.gzip(TestWorld.utf8(SOUND));
        long members = bytes / text.length * member.length;
        return new Bytes(
                members + last.length,
                position -> position < members
                        ? member[(int) (position % member.length)]
                        : last[(int) (position - members)]);
    }

    private static Bytes nested() {
        byte[] text = TestWorld.utf8(
                TestWorld.row(5, "1", ",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000)) + "\n" + SOUND);
        return new Bytes(text.length, position -> text[(int) position]);
    }

    /** Rows of one length, each with another key. */
    private static Bytes rows(long count, LongUnaryOperator time) {
        byte[] sample = row(0, 0);
        byte[] latest = new byte[sample.length];
        long[] latestNumber = {-1};
        return new Bytes(count * sample.length, position -> {
            long number = position / sample.length;
            if (number != latestNumber[0]) {
                System.arraycopy(row(time.applyAsLong(number), number), 0, latest, 0, sample.length);
                latestNumber[0] = number;
            }
            return latest[(int) (position % sample.length)];
        });
    }

    private static byte[] row(long micros, long number) {
        return TestWorld.utf8(TestWorld.row(1_000_000_000 + micros, String.valueOf(1_000_000_000 + number)) + "\n");
    }

    private static Target target(Bytes bytes) {
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
        for (long at = 0; bytes.read(at, chunk.clear()) > 0; at += chunk.position()) {
            sha256.update(chunk.array(), 0, chunk.position());
        }
        return TestPlans.target("out", new Hex64(Hex.encodeHexString(sha256.digest())));
    }

    /**
     * Says in a line what came of a world.
     *
     * @param args the world and a folder for what is put aside
     */
    public static void main(String[] args) throws IOException {
        World world = World.valueOf(args[0]);
        StreamPolicy policy = StreamPolicy.defaults()
                .withLimits(
                        Limits.builder().sortBytes(4 << 20).maxTieBytes(4 << 20).build());
        if (world == World.MORE_IN_THE_WINDOW_THAN_MAY_BE_HELD) {
            policy = policy.withRead(read -> read.withMaxDisorder(new OutputId("out"), Duration.ofSeconds(1)));
        }
        SpillSpace spill = world.spills() ? new TempFileSpill(Path.of(args[1])) : null;
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println(outcome(world.bytes(), policy, spill));
    }

    private static String outcome(Bytes bytes, StreamPolicy policy, @Nullable SpillSpace spill) throws IOException {
        StreamPlan plan = TestPlans.of(target(bytes));
        OraclePart part = new OraclePart("p.jsonl", bytes.sizeBytes());
        WorldAccess access =
                new WorldAccess(new OnePart(bytes), new RowFormats(List.of()), policy.limits(), spill, null);
        SurveyResult result =
                new Surveyor(access, policy.read(), policy.outcomes()).survey(plan, List.of(List.of(part)), 1);
        if (result instanceof SurveyResult.Refused refused) {
            Violation violation = refused.violations().get(0);
            return "refused " + violation.code() + " " + violation.path();
        }
        Survey survey = ((SurveyResult.Surveyed) result).survey();
        long rows = 0;
        try (OrderedRows world = new OrderedRows(access, plan, survey, Long.MIN_VALUE, policy.read(), policy.push())) {
            for (Row row = world.next(); row != null; row = world.next()) {
                rows++;
            }
        } catch (WspException e) {
            return "halted " + e.code() + " after " + rows;
        }
        return String.format(Locale.ROOT, "read %d of %d", rows, survey.rows());
    }

    private record OnePart(PartContent content) implements OracleReader {
        @Override
        public List<OraclePart> resolve(SealedReference reference) {
            throw new UnsupportedOperationException("the part is named by the test");
        }

        @Override
        public PartContent open(OraclePart part) {
            return content;
        }
    }
}
