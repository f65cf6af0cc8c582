package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.QuarantineRecord;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.push.EvidenceWriter;
import io.worldstream.wsp.internal.survey.BadRow;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of the rows that a run sets aside, which is durable before its first event leaves (I7). It is written one piece
 * after another, so that a run that ends meanwhile leaves none waiting. The lane's thread.
 */
final class RowEvidence {
    private final Iterator<QuarantineRecord> pieces;
    private final EvidenceWriter writer;
    private final Consumer<LongConsumer> lane;

    /**
     * @param survey has the rows
     * @param lane takes the next step to the lane's thread, as long as the lane wants it
     */
    RowEvidence(RunId run, Survey survey, EvidenceWriter writer, Consumer<LongConsumer> lane) {
        this.pieces = survey.outputs().stream()
                .flatMap(output -> output.parts().stream().flatMap(part -> pieces(run, output, part)))
                .iterator();
        this.writer = writer;
        this.lane = lane;
    }

    private static Stream<QuarantineRecord> pieces(RunId run, SurveyedOutput output, SurveyedPart part) {
        return part.badRows().stream().map(row -> piece(run, output, part, row));
    }

    private static QuarantineRecord piece(RunId run, SurveyedOutput output, SurveyedPart part, BadRow row) {
        return new QuarantineRecord(
                run,
                part.finding(row).path(),
                output.target().outputId(),
                null,
                row.code(),
                row.finding(),
                row.digest(),
                row.text());
    }

    /**
     * Writes what is left of it.
     *
     * @param then hears, on the lane's thread, of success as null, or which piece could not be kept and why; at once if there
     *     is nothing to write
     */
    void write(Consumer<@Nullable Violation> then) {
        if (!pieces.hasNext()) {
            then.accept(null);
            return;
        }
        QuarantineRecord piece = pieces.next();
        writer.write(
                piece,
                failure -> lane.accept(now -> {
                    if (failure == null) {
                        write(then);
                    } else {
                        then.accept(violation(piece, failure));
                    }
                }));
    }

    private static Violation violation(QuarantineRecord piece, WspException failure) {
        return new Violation(
                failure.code(), piece.position(), "the evidence of it cannot be kept: " + failure.getMessage());
    }
}
