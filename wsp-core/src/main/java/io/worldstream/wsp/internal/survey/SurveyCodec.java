package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.rows.BadRow;
import io.worldstream.wsp.internal.rows.VerifiedPart;
import io.worldstream.wsp.internal.seal.SealedPart;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.plan.StreamPlan.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The binary format of an output's survey. Stateless. */
final class SurveyCodec {
    /** Part of the key, so that a survey of another format version is never read as one of this version. */
    static final String FORMAT = "wsp.survey.v4";

    private SurveyCodec() {}

    static byte[] write(SurveyedOutput output) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(FORMAT);
            out.writeInt(output.parts().size());
            for (SurveyedPart part : output.parts()) {
                out.writeLong(part.sealed().sizeBytes());
                out.writeInt(part.sealed().chunkDigests().length);
                out.write(part.sealed().chunkDigests());
                out.writeLong(part.rows());
                out.writeLong(part.windowRows());
                out.writeLong(part.firstMicros());
                out.writeLong(part.lastMicros());
                out.writeLong(part.disorderMicros());
                long[] index = part.index().toLongs();
                out.writeInt(index.length);
                for (long number : index) {
                    out.writeLong(number);
                }
                writeBadRows(out, part.badRows());
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void writeBadRows(DataOutputStream out, List<BadRow> rows) throws IOException {
        out.writeInt(rows.size());
        for (BadRow row : rows) {
            out.writeLong(row.number());
            writeText(out, row.code().name());
            writeText(out, row.finding());
            writeText(out, row.digest().value());
            out.writeBoolean(row.text() != null);
            if (row.text() != null) {
                writeText(out, row.text());
            }
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /**
     * Reads a survey.
     *
     * @param target the output
     * @param parts the output's parts as they are stored now
     * @param cancellation checked for each part
     * @throws IOException if the bytes are not a survey of these parts
     */
    static SurveyedOutput read(byte[] bytes, Target target, List<OraclePart> parts, Cancellation cancellation)
            throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            require(in.readUTF().equals(FORMAT), "it has another format");
            require(in.readInt() == parts.size(), "the number of parts differs");
            List<SurveyedPart> surveyed = new ArrayList<>(parts.size());
            for (OraclePart part : parts) {
                cancellation.throwIfCancelled();
                surveyed.add(readPart(in, part));
            }
            require(in.read() < 0, "bytes follow its end");
            return new SurveyedOutput(target, surveyed);
        }
    }

    private static SurveyedPart readPart(DataInputStream in, OraclePart part) throws IOException {
        long size = in.readLong();
        require(size == part.sizeBytes(), "the size of " + part.path() + " differs");
        int digestBytes = in.readInt();
        require(digestBytes == SealedPart.chunkDigestBytes(size), "the chunks of " + part.path() + " differ");
        byte[] chunkDigests = in.readNBytes(digestBytes);
        long rows = in.readLong();
        long windowRows = in.readLong();
        long firstMicros = in.readLong();
        long lastMicros = in.readLong();
        long disorderMicros = in.readLong();
        int longs = in.readInt();
        require(longs >= 0 && longs <= in.available() / Long.BYTES, "it is truncated");
        long[] index = new long[longs];
        for (int i = 0; i < longs; i++) {
            index[i] = in.readLong();
        }
        return new SurveyedPart(
                new VerifiedPart(SealedPart.recorded(part, size, chunkDigests), readBadRows(in)),
                new SurveyedPart.Rows(rows, windowRows, firstMicros, lastMicros, disorderMicros),
                TimeIndex.of(index));
    }

    private static List<BadRow> readBadRows(DataInputStream in) throws IOException {
        int count = in.readInt();
        require(count >= 0, "it is truncated");
        List<BadRow> rows = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < count; i++) {
            BadRow row = readBadRow(in);
            require(row.number() > before, "its rows are out of order");
            before = row.number();
            rows.add(row);
        }
        return rows;
    }

    private static BadRow readBadRow(DataInputStream in) throws IOException {
        long number = in.readLong();
        String code = readText(in);
        String finding = readText(in);
        String digest = readText(in);
        String text = in.readBoolean() ? readText(in) : null;
        try {
            return new BadRow(number, ReasonCode.valueOf(code), finding, new Hex64(digest), text);
        } catch (IllegalArgumentException e) {
            throw new IOException("it has a row with an unknown reason or digest", e);
        }
    }

    private static String readText(DataInputStream in) throws IOException {
        int bytes = in.readInt();
        require(bytes >= 0 && bytes <= in.available(), "it is truncated");
        return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }
}
