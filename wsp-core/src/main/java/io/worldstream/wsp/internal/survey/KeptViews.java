package io.worldstream.wsp.internal.survey;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.internal.view.DamagedViewException;
import io.worldstream.wsp.internal.view.SortedView;
import io.worldstream.wsp.internal.view.ViewReader;
import io.worldstream.wsp.internal.view.ViewWriter;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorted views that outlast the process. The key of a view is a digest of the key of its output's survey, thus of
 * everything that its rows depend on, and of the version of its format. A failing store costs a sort, never a run. Any
 * thread may use it.
 */
public final class KeptViews {
    private static final Logger LOG = LoggerFactory.getLogger(KeptViews.class);

    /** Changes whenever a view of this version and one of another must not be taken for each other. */
    private static final String FORMAT = "wsp.view.v2";

    /**
     * The check of blocks unless the policy says otherwise. A view is WSP's own file and holds its own digests: whoever can
     * forge a block can forge its SHA-256 as well, before the view is opened.
     */
    private static final SecondLook BY_DEFAULT = SecondLook.CRC32C;

    private final @Nullable SortedStore store;
    private final ViewTurns turns;
    private final Cancellation cancellation;
    private final BiFunction<String, PartContent, PartContent> retrying;
    private final SecondLook look;

    /** @param store the store, or null if views are not kept */
    public KeptViews(@Nullable SortedStore store) {
        this(store, new ViewTurns(), Cancellation.NEVER, (name, content) -> content, BY_DEFAULT);
    }

    private KeptViews(
            @Nullable SortedStore store,
            ViewTurns turns,
            Cancellation cancellation,
            BiFunction<String, PartContent, PartContent> retrying,
            SecondLook look) {
        this.store = store;
        this.turns = turns;
        this.cancellation = cancellation;
        this.retrying = retrying;
        this.look = look;
    }

    /** Returns the same views for one piece of work: reads are retried, and the work can be cancelled. */
    KeptViews over(SealedReads reads, Cancellation wanted) {
        return new KeptViews(store, turns, wanted, (name, content) -> reads.retrying(name, content, wanted), look);
    }

    /** Returns the same views with another check of their blocks; null for the default. */
    KeptViews withSecondLook(@Nullable SecondLook wanted) {
        return new KeptViews(store, turns, cancellation, retrying, wanted == null ? BY_DEFAULT : wanted);
    }

    /** Returns whether there is a store for views. */
    public boolean available() {
        return store != null;
    }

    /** Returns the key of the view of an output whose survey has the given key. */
    static Hex64 key(Hex64 survey) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        key.put("format", FORMAT);
        key.put("survey", survey.value());
        return new Hex64(CanonicalJson.sha256Hex(key));
    }

    /**
     * Returns an output with its view and the survey that the view carries, or null if there is no view that matches the
     * parts.
     */
    @Nullable SurveyedOutput load(Hex64 key, Target target, List<OraclePart> parts) {
        if (store == null) {
            return null;
        }
        Optional<PartContent> stored;
        try {
            stored = store.open(key);
        } catch (IOException e) {
            LOG.warn(
                    "the sorted view of {} ({}) cannot be opened, so the parts are read: {}",
                    target.outputId(),
                    key,
                    KeptSurveys.reason(e));
            return null;
        }
        if (stored.isEmpty()) {
            return null;
        }
        try (PartContent content = retrying.apply(name(key), stored.get())) {
            SortedView.Opened opened = SortedView.open(content, key, cancellation);
            SurveyedOutput output = survey(opened, target, parts);
            long rows =
                    output.parts().stream().mapToLong(SurveyedPart::windowRows).sum();
            if (rows != opened.view().rows()) {
                throw new DamagedViewException("it has " + opened.view().rows() + " rows, but its survey " + rows);
            }
            return output.with(new OutputView(key, opened.view(), this, false));
        } catch (IOException e) {
            leave(key, target, e);
            return null;
        }
    }

    private SurveyedOutput survey(SortedView.Opened opened, Target target, List<OraclePart> parts)
            throws DamagedViewException {
        try {
            return SurveyCodec.read(opened.survey(), target, parts, cancellation);
        } catch (IOException e) {
            throw new DamagedViewException("its survey: " + e.getMessage(), e);
        }
    }

    /**
     * Writes the view of an output, unless another run of this host has just done so: waits while one does.
     *
     * @param key the key of the view
     * @param output the output, surveyed
     * @param sort sorts the output and {@linkplain #save saves} its view
     * @return the output with its view, or as it is if the view cannot be written
     */
    SurveyedOutput sortOnce(Hex64 key, SurveyedOutput output, Supplier<SurveyedOutput> sort) {
        Runnable waiting = () -> LOG.info(
                "{}: another run of this host sorts it; waiting for its sorted view",
                output.target().outputId());
        turns.take(key, cancellation, waiting);
        try {
            SurveyedOutput viewed = viewed(key, output, false);
            return viewed.view() == null ? sort.get() : viewed;
        } finally {
            turns.release(key);
        }
    }

    private SurveyedOutput viewed(Hex64 key, SurveyedOutput output, boolean fresh) {
        List<OraclePart> parts =
                output.parts().stream().map(part -> part.sealed().part()).toList();
        SurveyedOutput viewed = load(key, output.target(), parts);
        OutputView view = viewed == null ? null : viewed.view();
        return view == null ? output : output.with(new OutputView(key, view.view(), this, fresh));
    }

    /** Opens the rows of a loaded view. */
    ViewReader reread(OutputView view, long fromMicros) throws IOException {
        if (store == null) {
            throw new IOException("there is no store for views");
        }
        PartContent content = store.open(view.key())
                .map(open -> retrying.apply(name(view.key()), open))
                .orElseThrow(() -> new IOException("it is gone"));
        try {
            return view.view().read(content, fromMicros, look, cancellation);
        } catch (IOException | RuntimeException | Error e) {
            try {
                content.close();
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /**
     * Writes the view of an output.
     *
     * @param key the key of the view
     * @param output the output, surveyed
     * @param threads pack the blocks
     * @param rows writes the rows in order
     * @return the output with its view, or as it is if the view cannot be written
     */
    SurveyedOutput save(Hex64 key, SurveyedOutput output, SurveyThreads threads, Rows rows) {
        if (store == null) {
            return output;
        }
        try (SortedDraft draft = store.create(key)) {
            ViewWriter writer = new ViewWriter(draft, key, threads.packing(), cancellation);
            rows.writeTo(writer);
            writer.finish(SurveyCodec.write(output));
            draft.commit();
        } catch (IOException e) {
            return notKept(output, KeptSurveys.reason(e));
        } catch (WspException e) {
            return notKept(output, LogText.path(e.getMessage()));
        }
        return viewed(key, output, true);
    }

    private static SurveyedOutput notKept(SurveyedOutput output, String why) {
        LOG.warn(
                "the sorted view of {} could not be kept, so the rows are sorted at each start: {}",
                output.target().outputId(),
                why);
        return output;
    }

    /** Reports that a view is not used, and discards it if it was read and is damaged: a store may only be away. */
    void leave(Hex64 key, Target target, IOException why) {
        if (!(why instanceof DamagedViewException)) {
            LOG.warn(
                    "the sorted view of {} ({}) cannot be read, so the parts are read: {}",
                    target.outputId(),
                    key,
                    KeptSurveys.reason(why));
            return;
        }
        LOG.warn(
                "the sorted view of {} ({}) cannot be used and is discarded: {}",
                target.outputId(),
                key,
                LogText.path(String.valueOf(why.getMessage())));
        if (store != null) {
            try {
                store.discard(key);
            } catch (IOException e) {
                LOG.warn("the sorted view {} could not be discarded: {}", key, KeptSurveys.reason(e));
            }
        }
    }

    private static String name(Hex64 key) {
        return "the sorted view " + key;
    }

    /** Writes the rows of an output in the one order. */
    @FunctionalInterface
    public interface Rows {
        /**
         * Writes all rows.
         *
         * @throws WspException if the rows cannot be read or sorted
         * @throws IOException if the store cannot take them
         */
        void writeTo(ViewWriter writer) throws IOException;
    }
}
