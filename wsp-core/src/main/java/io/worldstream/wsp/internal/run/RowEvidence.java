package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.push.EvidenceWriter;
import io.worldstream.wsp.internal.rows.BadRow;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the evidence of a run's dead-lettered rows, which must be durable before the first event leaves (I7). Writes
 * one record at a time, so that a run that ends early leaves none queued. Confined to the lane's thread.
 */
final class RowEvidence {
    private final Iterator<DeadLetter> pieces;
    private final EvidenceWriter writer;
    private final Consumer<LongConsumer> lane;

    /**
     * @param survey the survey that found the rows
     * @param lane runs a step on the lane's thread, unless the lane has ended the start
     */
    RowEvidence(RunId run, Survey survey, EvidenceWriter writer, Consumer<LongConsumer> lane) {
        this.pieces = survey.outputs().stream()
                .flatMap(output -> output.parts().stream().flatMap(part -> pieces(run, output, part)))
                .iterator();
        this.writer = writer;
        this.lane = lane;
    }

    private static Stream<DeadLetter> pieces(RunId run, SurveyedOutput output, SurveyedPart part) {
        return part.badRows().stream().map(row -> piece(run, output, part, row));
    }

    private static DeadLetter piece(RunId run, SurveyedOutput output, SurveyedPart part, BadRow row) {
        return DeadLetter.builder(run, output.target().outputId(), part.finding(row), row.digest())
                .row(row.text())
                .build();
    }

    /**
     * Writes the remaining records.
     *
     * @param then called on the lane's thread with null on success, or with the record that could not be stored and the
     *     cause; called immediately if nothing remains
     */
    void write(Consumer<@Nullable Violation> then) {
        if (!pieces.hasNext()) {
            then.accept(null);
            return;
        }
        DeadLetter piece = pieces.next();
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

    private static Violation violation(DeadLetter piece, WspException failure) {
        return new Violation(
                failure.code(), piece.position(), "its evidence could not be stored: " + failure.getMessage());
    }
}
