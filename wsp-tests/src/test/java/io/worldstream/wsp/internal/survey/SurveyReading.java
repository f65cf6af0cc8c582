package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.rows.BadRow;
import io.worldstream.wsp.internal.rows.VerifiedPart;
import io.worldstream.wsp.internal.seal.SealedPart;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.plan.StreamPlan.Target;
import java.io.IOException;
import java.util.List;

/** The way to a reader that the core keeps to itself, for files that nobody would write. */
public final class SurveyReading {
    private static final Hex64 DIGEST = new Hex64("0".repeat(64));
    private static final List<OraclePart> PARTS = List.of(new OraclePart("a", 300_000), new OraclePart("b", 10));

    private static final Target TARGET = Target.builder(new OutputId("out"), "data", "{}", DIGEST)
            .primaryKey(List.of("id"))
            .time("ts", TimeFormat.EPOCH_US)
            .build();

    private SurveyReading() {}

    /** A survey of two parts. */
    public static byte[] sample() {
        TimeIndex index = new TimeIndex();
        index.add(0, 1, 0, 5);
        index.add(1000, 513, 512, 7);
        return SurveyCodec.write(new SurveyedOutput(
                TARGET, PARTS.stream().map(part -> part(part, index)).toList()));
    }

    private static SurveyedPart part(OraclePart part, TimeIndex index) {
        byte[] digests = new byte[(int) SealedPart.chunkDigestBytes(part.sizeBytes())];
        List<BadRow> badRows = List.of(
                new BadRow(3, ReasonCode.ROW_INVALID, "why", DIGEST, "{"),
                new BadRow(9, ReasonCode.EVENT_TIME_MISSING, "why", DIGEST, null));
        SealedPart sealed = SealedPart.recorded(part, part.sizeBytes(), digests);
        return new SurveyedPart(new VerifiedPart(sealed, badRows), new SurveyedPart.Rows(600, 600, 5, 7, 0), index);
    }

    /** Reads a survey of the same two parts, and asks it what a stream asks. */
    public static SurveyedOutput read(byte[] survey) throws IOException {
        SurveyedOutput output = SurveyCodec.read(survey, TARGET, PARTS, Cancellation.NEVER);
        for (SurveyedPart part : output.parts()) {
            part.rowsFrom(6);
            part.badRows().forEach(part::finding);
        }
        return output;
    }
}
