package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.rows.RowValidator;
import io.worldstream.wsp.internal.rows.VerifiedRowReader;
import io.worldstream.wsp.internal.seal.OutputSeal;
import io.worldstream.wsp.internal.seal.PartOpener;
import io.worldstream.wsp.internal.seal.SealedPart;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dependencies for reading a world.
 *
 * @param opener opens the parts, and has the oracle that reads them
 * @param formats the supported row formats
 * @param limits the budgets
 * @param spill the host's spill space, or null if it has none
 * @param surveys the survey store, or null if surveys are not saved
 * @param views the sorted views
 * @param cancellation cancels work that uses this access
 */
public record WorldAccess(
        PartOpener opener,
        RowFormats formats,
        Limits limits,
        @Nullable SpillSpace spill,
        @Nullable SurveyStore surveys,
        KeptViews views,
        Cancellation cancellation) {
    /** Creates an access that is never cancelled, keeps no views and checks parts by what their store promises. */
    public WorldAccess(
            OracleReader oracle,
            RowFormats formats,
            Limits limits,
            @Nullable SpillSpace spill,
            @Nullable SurveyStore surveys) {
        this(new PartOpener(oracle, null), formats, limits, spill, surveys, new KeptViews(null), Cancellation.NEVER);
    }

    /** Returns the access for one piece of work: reads are retried, and the work can be cancelled. */
    public WorldAccess over(SealedReads reads, Cancellation wanted) {
        return new WorldAccess(
                opener.over(reads.over(oracle(), wanted)),
                formats,
                limits,
                spill,
                surveys,
                views.over(reads, wanted),
                wanted);
    }

    /** Returns this access with a store for sorted views, or with none. */
    public WorldAccess withViews(@Nullable SortedStore store) {
        KeptViews kept = new KeptViews(store).withSecondLook(opener.look());
        return new WorldAccess(opener, formats, limits, spill, surveys, kept, cancellation);
    }

    /** Returns this access with one check for all second readings; null for what the stores' promises call for. */
    public WorldAccess withSecondLook(@Nullable SecondLook look) {
        return new WorldAccess(
                new PartOpener(oracle(), look),
                formats,
                limits,
                spill,
                surveys,
                views.withSecondLook(look),
                cancellation);
    }

    /** Returns the oracle that reads the parts. */
    public OracleReader oracle() {
        return opener.oracle();
    }

    /**
     * Returns a validator of an output's rows.
     *
     * @param output the output's index in the plan
     */
    RowValidator validator(StreamPlan plan, int output) {
        return new RowValidator(plan.targets().get(output), plan.pins(), limits);
    }

    /**
     * Returns a parser of the rows of an output's surveyed parts.
     *
     * @param output the output's index in the plan
     * @param flowKey determines the flow of a row
     */
    public RowParser parser(StreamPlan plan, int output, FlowKey flowKey) {
        Target target = plan.targets().get(output);
        List<String> hints =
                List.copyOf(plan.identityHints().of(target.outputId()).values());
        return new RowParser(output, target, limits, flowKey, hints);
    }

    /**
     * Opens a surveyed part.
     *
     * @param parser parses its rows
     * @param fromMicros rows before this instant need not be read
     * @throws IOException if the part cannot be read
     */
    public VerifiedRowReader open(SurveyedPart part, RowParser parser, long fromMicros) throws IOException {
        return openAt(part, parser, part.index().entryBefore(fromMicros));
    }

    /**
     * Opens a surveyed part at an entry of its index.
     *
     * @param parser parses its rows
     * @param entry the entry; the first row if it is not positive
     * @throws IOException if the part cannot be read
     */
    public VerifiedRowReader openAt(SurveyedPart part, RowParser parser, int entry) throws IOException {
        return entry <= 0
                ? VerifiedRowReader.open(part.verified(), parser, opener, formats, RowReader.NO_MARK, 1)
                : VerifiedRowReader.open(
                        part.verified(),
                        parser,
                        opener,
                        formats,
                        part.index().mark(entry),
                        part.index().rowNumber(entry));
    }

    /**
     * Reads and hashes the stored bytes of an output, and verifies that they are the sealed ones.
     *
     * @param known a survey of the output
     * @return whether the survey matches the bytes
     * @throws WspException {@link ReasonCode#CONTENT_DIGEST_MISMATCH} if the bytes are not the sealed ones; {@link
     *     ReasonCode#OBJECT_UNREADABLE}
     */
    public boolean fits(SurveyedOutput known) {
        OutputSeal seal = new OutputSeal(oracle(), known.target());
        known.parts().forEach(part -> seal.add(part.sealed().part(), content -> {}));
        List<SealedPart> stored = seal.verify();
        boolean fits = true;
        for (int i = 0; i < stored.size(); i++) {
            fits &= stored.get(i).sameBytes(known.parts().get(i).sealed());
        }
        return fits;
    }
}
