package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Base of the builders of sealed worlds: compression, mode, window, and edits that break a world on purpose. Not
 * thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class SealedWorldBuilder<B extends SealedWorldBuilder<B>> permits WorldBuilder, RowWorldBuilder {
    private boolean gzip;
    private boolean nonTraffic = true;
    private EnvelopeContract contract = EnvelopeContract.V0;
    private final List<Consumer<FactsViewBuilder>> factsViewSettings = new ArrayList<>();
    private UnaryOperator<ObjectNode> readyEdit = UnaryOperator.identity();
    private UnaryOperator<ObjectNode> messageEdit = UnaryOperator.identity();
    private UnaryOperator<ObjectNode> catalogueEdit = UnaryOperator.identity();

    SealedWorldBuilder() {}

    /** Sets whether parts are {@code .jsonl.gz} instead of {@code .jsonl}. */
    public B gzip(boolean value) {
        gzip = value;
        return self();
    }

    /**
     * Sets the generation of READY and facts view. Default: {@link EnvelopeContract#V0}, unless the pins already name a
     * platform run. Under {@link EnvelopeContract#V1}, pins that name none get one that derives from the run. The rows
     * and event ids of an output do not depend on it.
     */
    public B contract(EnvelopeContract value) {
        contract = value;
        return self();
    }

    /**
     * Sets whether the world also has an output that is never traffic, of role {@code truth_products} (under {@link
     * EnvelopeContract#V1}: {@code non_traffic}), whose locator names a folder.
     */
    public B nonTraffic(boolean value) {
        nonTraffic = value;
        return self();
    }

    /** Sets the run's {@code traffic_delivery_mode}; null omits it (contracts 8). Default: {@code STREAM}, and none under {@link EnvelopeContract#V1}. */
    public B trafficDeliveryMode(@Nullable String mode) {
        return factsViewSetting(view -> view.trafficDeliveryMode(mode));
    }

    /** Sets the run's {@code traffic_window}, a half-open interval. Default: none. */
    public B trafficWindow(Instant start, Instant end) {
        return factsViewSetting(view -> view.trafficWindow(start, end));
    }

    /**
     * Adds an edit of the facts view that its {@code bundle_hash} covers. Edits run in the order in which they were
     * added.
     */
    public B editFactsView(UnaryOperator<ObjectNode> edit) {
        return factsViewSetting(view -> view.editBeforeSealing(edit));
    }

    /** Adds an edit of the facts view that its {@code bundle_hash} does not cover, to simulate tampering. */
    public B tamperFactsView(UnaryOperator<ObjectNode> edit) {
        return factsViewSetting(view -> view.editAfterSealing(edit));
    }

    /** Adds an edit of the READY signal, which is the message's {@code payload}. */
    public B editReady(UnaryOperator<ObjectNode> edit) {
        readyEdit = FactsViewBuilder.then(readyEdit, edit);
        return self();
    }

    /** Adds an edit of the whole control-bus message; its file keeps its name. */
    public B editMessage(UnaryOperator<ObjectNode> edit) {
        messageEdit = FactsViewBuilder.then(messageEdit, edit);
        return self();
    }

    /** Adds an edit of the catalogue document. */
    public B editCatalogue(UnaryOperator<ObjectNode> edit) {
        catalogueEdit = FactsViewBuilder.then(catalogueEdit, edit);
        return self();
    }

    /**
     * Writes the world: {@code control_bus/}, {@code object_store/}, {@code oracle/} and {@code catalogue.json}, with
     * the READY message last. Memory use does not depend on the number of rows.
     *
     * @param directory the directory, created if missing; if it contains a world that shares files with this one, those
     *     files are not changed
     * @return the written world
     * @throws UncheckedIOException if a file exists or cannot be written; files written so far remain
     */
    public World writeTo(Path directory) {
        try {
            Files.createDirectories(directory);
            return seal(new DirectoryStore(directory), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts the world into a store. The READY message and the catalogue are in the returned world. The world must fit
     * into memory.
     *
     * @param target receives the objects under the two kinds of root
     * @throws UncheckedIOException if the store throws it; objects stored so far remain
     */
    public World putInto(SealedStore target) {
        try {
            MemoryStore store = new MemoryStore();
            World world = seal(store, null);
            store.copyTo(target);
            return world;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    abstract B self();

    abstract Pins sealedPins();

    /** Returns the generation that the builder was set to. */
    final EnvelopeContract contract() {
        return contract;
    }

    /** Writes the parts of all outputs that can be streamed. */
    abstract List<SealedOutput> writeOutputs(WorldStore store, OutputWriter writer) throws IOException;

    /** Returns catalogue entries in addition to those of the written outputs. */
    abstract List<Catalogue.Output> otherEntries();

    private World seal(WorldStore store, @Nullable Path directory) throws IOException {
        Pins pins = contract == EnvelopeContract.V1 ? PlatformDocuments.secondGeneration(sealedPins()) : sealedPins();
        OutputWriter writer = new OutputWriter(store, pins, gzip);
        List<SealedOutput> outputs = new ArrayList<>(writeOutputs(store, writer));
        Proofs proofs = new Proofs(store, pins);
        if (nonTraffic) {
            outputs.add(proofs.writeTruthProduct(writer));
        }
        FactsViewBuilder view = new FactsViewBuilder(pins);
        proofs.prove(outputs, view);
        factsViewSettings.forEach(setting -> setting.accept(view));
        return new Announcement(pins, readyEdit, messageEdit, catalogueEdit)
                .announce(store, directory, outputs, otherEntries(), view.build());
    }

    private B factsViewSetting(Consumer<FactsViewBuilder> setting) {
        factsViewSettings.add(setting);
        return self();
    }
}
