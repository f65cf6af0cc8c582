package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The sealed stores as seen by a host: short reads, failing reads, and sealed bytes that differ for one read. One
 * thread.
 */
final class SimOracle implements OracleReader {
    /**
     * The suffix of objects that the facts view seals by a digest. Only these may be corrupted, because nothing could
     * detect a change of the facts view itself.
     */
    private static final String SEALED = ".jsonl";

    private final List<SimWorld> worlds;
    private final SimRates rates;

    SimOracle(List<SimWorld> worlds, SimRates rates) {
        this.worlds = worlds;
        this.rates = rates;
    }

    @Override
    public List<OraclePart> resolve(SealedReference reference) {
        failSometimes(reference.toString());
        for (SimWorld world : worlds) {
            List<OraclePart> parts = world.resolve(reference);
            if (!parts.isEmpty()) {
                return parts;
            }
        }
        throw new WspException(ReasonCode.OBJECT_MISSING, reference + " names no existing object");
    }

    @Override
    public PartContent open(OraclePart part) {
        failSometimes(part.path());
        for (SimWorld world : worlds) {
            if (world.holds(part)) {
                return new Content(part.path(), world.object(part));
            }
        }
        throw new WspException(ReasonCode.OBJECT_MISSING, part.path() + " does not exist");
    }

    private void failSometimes(String what) {
        if (rates.hits(SimFault.ORACLE_ERROR)) {
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, what + " cannot be resolved or opened now");
        }
    }

    private final class Content implements PartContent {
        private final String path;
        private final byte[] bytes;

        Content(String path, byte[] bytes) {
            this.path = path;
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            if (rates.hits(SimFault.ORACLE_ERROR)) {
                throw new IOException(path + " cannot be read now");
            }
            int left = (int) Math.max(bytes.length - position, 0);
            int count = Math.min(left, target.remaining());
            if (count == 0) {
                return left == 0 ? -1 : 0;
            }
            if (rates.hits(SimFault.ORACLE_SHORT)) {
                count = 1 + rates.below(count);
            }
            int start = target.position();
            target.put(bytes, (int) position, count);
            if (path.endsWith(SEALED) && rates.hits(SimFault.ORACLE_CHANGE)) {
                int at = start + rates.below(count);
                target.put(at, (byte) (target.get(at) ^ 1 << rates.below(7)));
            }
            return count;
        }

        @Override
        public void close() {}
    }
}
