package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.seal.OutputSeal;
import io.worldstream.wsp.internal.seal.SealedPart;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.ReadPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a plan's world before the first event leaves: hashes all bytes to verify the digests, and reads all rows to
 * find those that cannot become events. A fault refuses the run instead of halting it (I11).
 *
 * <p>Outputs are read concurrently, each on one thread, since a content digest runs over the parts in path order
 * (contracts 4). Other threads check their rows in the meantime, whatever parts they belong to.
 *
 * <p>A part that is read sequentially is hashed and parsed in one pass; its rows count only if the digest of its output
 * proves to be the sealed one (I4). A part whose format needs random access is hashed first, then parsed through chunk
 * verification.
 *
 * <p>Blocks on the oracle for as long as the world takes to read. Any thread may use it.
 */
public final class Surveyor {
    private static final Logger LOG = LoggerFactory.getLogger(Surveyor.class);

    /** The size of a world below which no threads are started. */
    private static final long WORTH_THREADS_BYTES = 4 << 20;

    private final WorldAccess access;
    private final ReadPolicy read;
    private final OutcomePolicy outcomes;
    private final KeptSurveys kept;

    /**
     * @param access access to the world
     * @param read determines how far parts may be out of order, and whether saved surveys are trusted
     * @param outcomes determines whether bad rows are dead-lettered or refuse the run
     */
    public Surveyor(WorldAccess access, ReadPolicy read, OutcomePolicy outcomes) {
        this.access = access;
        this.read = read;
        this.outcomes = outcomes;
        this.kept = new KeptSurveys(access.surveys());
    }

    /**
     * Surveys a plan.
     *
     * @param plan the plan
     * @param parts for each target of the plan, in plan order, the parts that its locator names
     * @param threads the number of threads that read and hash outputs, and of threads that check their rows; with 1,
     *     all work is done within the call
     * @throws CancellationException if the work is cancelled
     */
    public SurveyResult survey(StreamPlan plan, List<List<OraclePart>> parts, int threads) {
        int count = parts.stream().mapToInt(List::size).sum();
        int most = access.limits().maxParts();
        if (count > most) {
            return new SurveyResult.Refused(List.of(new Violation(
                    ReasonCode.LIMIT_EXCEEDED,
                    "locators",
                    "name " + count + " parts, more than " + most + " (limits.max_parts)")));
        }
        Findings faults = Findings.ofRows(access.limits().maxRowViolations());
        List<OutputSurvey> surveys = new ArrayList<>();
        List<SurveyedOutput> outputs = new ArrayList<>();
        long bytes = parts.stream()
                .flatMap(List::stream)
                .mapToLong(OraclePart::sizeBytes)
                .sum();
        try (SurveyThreads work = new SurveyThreads(bytes < WORTH_THREADS_BYTES ? 1 : threads)) {
            List<Future<SurveyedOutput>> results = new ArrayList<>();
            for (int i = 0; i < plan.targets().size(); i++) {
                OutputSurvey output = new OutputSurvey(plan, i, parts.get(i), work);
                surveys.add(output);
                results.add(work.read(output::survey));
            }
            results.forEach(result -> outputs.add(SurveyThreads.await(result)));
        }
        surveys.forEach(output -> output.faults.all().forEach(faults::add));
        BadRowBudget.overrun(outcomes, access.limits(), outputs).forEach(faults::add);
        return faults.isEmpty()
                ? new SurveyResult.Surveyed(new Survey(outputs))
                : new SurveyResult.Refused(faults.all());
    }

    /**
     * Writes the sorted view of an output, so that the next start need not sort it.
     *
     * @param plan the plan
     * @param output the output's index in the plan
     * @param surveyed the output as it was surveyed
     * @param threads pack the view's blocks
     * @param rows writes the output's rows in order
     * @return the output with its view, or as it is if the view cannot be kept
     */
    public SurveyedOutput keepView(
            StreamPlan plan, int output, SurveyedOutput surveyed, SurveyThreads threads, KeptViews.Rows rows) {
        return access.views().save(viewKey(plan, output, surveyed), surveyed, threads, rows);
    }

    /**
     * Sorts an output, unless another run of this host has just done so: waits while one does.
     *
     * @param plan the plan
     * @param output the output's index in the plan
     * @param surveyed the output as it was surveyed
     * @param sort sorts the output, and {@linkplain #keepView keeps} its view
     * @return the output with its view, or as it is if the view cannot be kept
     * @throws CancellationException if the work is cancelled
     */
    public SurveyedOutput sortOnce(
            StreamPlan plan, int output, SurveyedOutput surveyed, Supplier<SurveyedOutput> sort) {
        return access.views().sortOnce(viewKey(plan, output, surveyed), surveyed, sort);
    }

    private Hex64 viewKey(StreamPlan plan, int output, SurveyedOutput surveyed) {
        List<OraclePart> parts =
                surveyed.parts().stream().map(part -> part.sealed().part()).toList();
        return KeptViews.key(
                KeptSurveys.key(plan, output, parts, access.formats().dialects(), outcomes, access.limits()));
    }

    /** The survey of one output. One thread. */
    private final class OutputSurvey {
        private final Target target;
        private final List<OraclePart> parts;
        private final Hex64 key;
        private final RowChecks checks;
        private final PartSurvey.Bounds bounds;
        private final Findings faults = Findings.ofRows(access.limits().maxRowViolations());
        private final BadRowBudget budget = new BadRowBudget(outcomes, access.limits());

        OutputSurvey(StreamPlan plan, int output, List<OraclePart> parts, SurveyThreads threads) {
            this.target = plan.targets().get(output);
            this.parts = parts;
            this.key = KeptSurveys.key(plan, output, parts, access.formats().dialects(), outcomes, access.limits());
            this.checks = new RowChecks(threads, () -> access.validator(plan, output), access.cancellation());
            TrafficWindow window = plan.window();
            Duration maxDisorder = read.maxDisorder(target.outputId());
            this.bounds = new PartSurvey.Bounds(
                    window == null ? Long.MIN_VALUE : EventTimeText.micros(window.start()),
                    window == null ? Long.MAX_VALUE : EventTimeText.micros(window.end()),
                    maxDisorder == null ? Long.MAX_VALUE : maxDisorder.toNanos() / 1000);
        }

        SurveyedOutput survey() {
            access.cancellation().throwIfCancelled();
            try {
                SurveyedOutput viewed = access.views().load(KeptViews.key(key), target, parts);
                if (viewed != null && ordered(viewed)) {
                    LOG.info("{} is read from its sorted view, not from its parts", target.outputId());
                    return viewed;
                }
                SurveyedOutput known = kept.load(key, target, parts, access.cancellation());
                if (known != null && ordered(known) && trusted(known)) {
                    return known;
                }
                SurveyedOutput found = read();
                // Rows behind the one that exceeded the budget were not checked.
                if (faults.isEmpty() && !budget.exceeded()) {
                    kept.save(key, found);
                }
                return found;
            } catch (WspException e) {
                faults.replaceAll(new Violation(e.code(), target.locatorPath(), e.getMessage()));
                return new SurveyedOutput(target, List.of());
            }
        }

        /** Returns whether no part exceeds the declared disorder; if one does, a new survey names the row. */
        private boolean ordered(SurveyedOutput known) {
            return known.parts().stream().allMatch(part -> part.disorderMicros() <= bounds.maxDisorderMicros());
        }

        private boolean trusted(SurveyedOutput known) {
            return read.surveyTrust() == SurveyTrust.SURVEY || fits(known);
        }

        /**
         * Returns whether a survey matches the bytes that are stored now, and verifies that these are the sealed ones.
         */
        private boolean fits(SurveyedOutput known) {
            boolean fits = access.fits(known);
            if (!fits) {
                kept.throwAway(key, target, "its chunk digests do not match the sealed bytes");
            }
            return fits;
        }

        private SurveyedOutput read() {
            OutputSeal seal = new OutputSeal(access.oracle(), target);
            List<PartSurvey> surveys = new ArrayList<>();
            List<Integer> jumping = new ArrayList<>();
            for (OraclePart part : parts) {
                PartSurvey survey = new PartSurvey(part.path(), checks, bounds, faults, budget);
                seal.add(part, content -> {
                    RowFormat format = format(part, content);
                    if (format != null && format.readsInOrder()) {
                        read(format, content, survey);
                    } else if (format != null) {
                        jumping.add(surveys.size());
                    }
                });
                surveys.add(survey);
            }
            checks.finish();
            List<SealedPart> sealed = seal.verify();
            jumping.forEach(part -> secondPass(sealed.get(part), surveys.get(part)));
            checks.finish();
            List<SurveyedPart> surveyed = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                surveyed.add(surveys.get(i).result(sealed.get(i)));
            }
            return new SurveyedOutput(target, surveyed);
        }

        private @Nullable RowFormat format(OraclePart part, PartContent content) throws IOException {
            RowFormat format = access.formats().recognise(part, content);
            if (format == null) {
                report(new Violation(
                        ReasonCode.FORMAT_UNSUPPORTED,
                        part.path(),
                        "has a row format that this host does not support"));
            }
            return format;
        }

        /** Reports a fault of a part, after the faults of the rows before it. */
        private void report(Violation violation) {
            checks.finish();
            faults.add(violation);
        }

        private void read(RowFormat format, PartContent content, PartSurvey survey) throws IOException {
            try (RowReader reader = format.open(content, access.limits().maxRowBytes())) {
                survey.read(reader);
            }
        }

        private void secondPass(SealedPart sealed, PartSurvey survey) {
            OraclePart part = sealed.part();
            try (PartContent content = access.opener().open(sealed)) {
                RowFormat format = format(part, content);
                if (format != null) {
                    read(format, content, survey);
                }
            } catch (WspException e) {
                report(new Violation(e.code(), part.path(), e.getMessage()));
            } catch (IOException e) {
                report(new Violation(ReasonCode.OBJECT_UNREADABLE, part.path(), "cannot be read: " + e.getMessage()));
            }
        }
    }
}
