package io.worldstream.wsp.testkit.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.internal.Sha256;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A sealed world and its expected stream, computed once by a {@link DryRun}: ids and envelopes in the one order.
 * Immutable; any thread may use it.
 */
final class SimWorld {
    /** The number of worlds from which schedules draw. */
    static final int POOL = 48;

    private static final Map<String, SimWorld> BUILT = new ConcurrentHashMap<>();

    private final World world;
    private final InMemoryOracle store = new InMemoryOracle();
    private final Map<SealedReference, List<OraclePart>> resolved = new ConcurrentHashMap<>();
    private final SimSurveys surveys = new SimSurveys();
    private final Set<String> paths;
    private final Map<Integer, String> prefixes = new ConcurrentHashMap<>();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final Catalogue catalogue;

    private SimWorld(RowWorldBuilder builder, boolean sound) {
        world = builder.putInto(store);
        paths = Set.copyOf(store.paths());
        catalogue = world.catalogue();
        if (!sound) {
            return;
        }
        RunSummary preview = preview();
        if (preview.status() != ReadyDisposition.COMPLETED) {
            throw new IllegalStateException("the world is not sound: " + preview.violations());
        }
        for (int place = 0; place < events.size(); place++) {
            places.put(events.get(place).id(), place);
        }
    }

    /** Returns the world of a number, with the given number of events. */
    static SimWorld of(int number, int events) {
        return BUILT.computeIfAbsent(number + "/" + events, key -> new SimWorld(builder(number, events, ""), true));
    }

    /** Returns a world whose run must be refused, because its bundle hash does not match. */
    static SimWorld refused(int number) {
        return BUILT.computeIfAbsent(
                number + "/refused",
                key -> new SimWorld(
                        builder(number, 5, "refused ").tamperFactsView(view -> view.put("bundle_hash", "0".repeat(64))),
                        false));
    }

    /** Returns a policy that also names the outputs of the world that are context. */
    StreamPolicy namingContext(StreamPolicy policy) {
        return policy.withAdmission(admission -> admission.withOutputs(
                admission.outputs().withContextOutputs(world.contextCounts().keySet())));
    }

    /** Returns the saved results of its survey. */
    SurveyStore surveys() {
        return surveys;
    }

    /** Returns a reader of its unmodified sealed objects. */
    OracleReader reader() {
        return store;
    }

    RunId runId() {
        return world.runId();
    }

    Catalogue catalogue() {
        return catalogue;
    }

    byte[] readyMessage() {
        return world.readyMessage();
    }

    String messageId() {
        return world.messageId();
    }

    /** Returns the digest over its first events. */
    String streamDigest(int first) {
        return prefixes.computeIfAbsent(first, key -> SimStreamDigest.of(this, key));
    }

    int size() {
        return events.size();
    }

    Event event(int place) {
        return events.get(place);
    }

    /** Returns the text of an event's row. */
    String row(int place) {
        byte[] bytes = new byte[event(place).envelope().capacity()];
        event(place).envelope().duplicate().get(0, bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.substring(text.indexOf("\"payload\":") + "\"payload\":".length(), text.length() - 1);
    }

    /** Returns an event's place in the one order, or -1 if the world has no such event. */
    int place(String eventId) {
        return places.getOrDefault(eventId, -1);
    }

    /** Returns the time from the first event to the last. */
    long spanMicros() {
        return events.isEmpty()
                ? 0
                : events.get(events.size() - 1).tsMicros() - events.get(0).tsMicros();
    }

    /** Returns the parts behind a reference; none if the world has no such object. */
    List<OraclePart> resolve(SealedReference reference) {
        return resolved.computeIfAbsent(reference, this::find);
    }

    private List<OraclePart> find(SealedReference reference) {
        try {
            return store.resolve(reference);
        } catch (WspException e) {
            if (e.code() == ReasonCode.OBJECT_MISSING) {
                return List.of();
            }
            throw e;
        }
    }

    /** Returns whether the part belongs to this world. */
    boolean holds(OraclePart part) {
        return paths.contains(part.path());
    }

    /** Returns the stored bytes of a part; callers must not modify them. */
    byte[] object(OraclePart part) {
        return objects.computeIfAbsent(part.path(), path -> read(part));
    }

    private byte[] read(OraclePart part) {
        try (PartContent content = store.open(part)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) content.sizeBytes());
            while (bytes.hasRemaining()) {
                content.read(bytes.position(), bytes);
            }
            return bytes.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunSummary preview() {
        ControlMessage message = ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC);
        ReadySignal ready = ((ControlMessage.Ready) message).signal();
        ObjectMapper json = new ObjectMapper();
        try {
            DryRun dryRun = DryRun.builder(store, catalogue, namingContext(StreamPolicy.defaults()))
                    .surveyStore(surveys)
                    .build();
            return dryRun.preview(ready, envelope -> {
                byte[] bytes = new byte[envelope.remaining()];
                envelope.get(bytes);
                events.add(event(json.readTree(bytes), bytes));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Event event(JsonNode fields, byte[] bytes) {
        Instant time = Instant.parse(fields.path("ts_utc").asText());
        return new Event(
                fields.path("event_id").asText(),
                ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
                ChronoUnit.MICROS.between(Instant.EPOCH, time),
                fields.path("payload").path("flow_id").asInt());
    }

    private static RowWorldBuilder builder(int number, int events, String kind) {
        Pins pins = RowWorldBuilder.defaultPins();
        return new SimRows(number)
                .draw(events)
                .pins(new Pins(
                        new Hex64(Sha256.hex(kind + "sim manifest " + number)),
                        pins.parameterHash(),
                        pins.seed(),
                        pins.scenarioId(),
                        new RunId(Sha256.hex(kind + "sim run " + number).substring(0, 32)),
                        null,
                        null));
    }

    /**
     * One event of the stream.
     *
     * @param id the event id
     * @param envelope the envelope's bytes, read-only, for comparison
     * @param tsMicros the event time
     * @param flow the event's flow
     */
    record Event(String id, ByteBuffer envelope, long tsMicros, int flow) {}
}
