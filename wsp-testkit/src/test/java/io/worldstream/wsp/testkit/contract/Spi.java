package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ControlSource;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReadyVerifier;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The interfaces that adapters implement, each with its kit's adapter that can be made to block in any method. */
final class Spi {
    private static final Map<Class<?>, Class<?>> BLOCKING = blocking();
    static final Set<Class<?>> PARTS = BLOCKING.keySet();

    /** No kit asks for these: three are for people, one for sources that cannot read a message. */
    private static final List<String> UNUSED =
            List.of("ReadyDelivery.name", "ReadyDelivery.unreadable", "DeadLetterSink.describe", "AuditSink.describe");

    private Spi() {}

    static Stream<Method> methods() {
        return PARTS.stream()
                .flatMap(part -> Arrays.stream(part.getDeclaredMethods()).sorted(Comparator.comparing(Method::getName)))
                // Coverage tools add methods of their own.
                .filter(method -> !method.isSynthetic() && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !UNUSED.contains(name(method)));
    }

    /** The contract of the adapter that blocks there. */
    static Class<?> contract(Method method) {
        return Objects.requireNonNull(BLOCKING.get(method.getDeclaringClass()));
    }

    static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    private static Map<Class<?>, Class<?>> blocking() {
        Map<Class<?>, Class<?>> blocking = new LinkedHashMap<>();
        blocking.put(ReadySource.class, BrokenReadySources.Blocking.class);
        blocking.put(ReadyDelivery.class, BrokenReadySources.Blocking.class);
        blocking.put(ReadyVerifier.class, BrokenReadyVerifiers.Blocking.class);
        blocking.put(OracleReader.class, BrokenOracles.Blocking.class);
        blocking.put(PartContent.class, BrokenOracles.Blocking.class);
        blocking.put(IngressSink.class, BrokenSinks.Blocking.class);
        blocking.put(Clock.class, BrokenClocks.Blocking.class);
        blocking.put(SpillSpace.class, BrokenSpillSpaces.Blocking.class);
        blocking.put(SpillArea.class, BrokenSpillSpaces.Blocking.class);
        blocking.put(SpillFile.class, BrokenSpillSpaces.Blocking.class);
        blocking.put(SurveyStore.class, BrokenSurveyStores.Blocking.class);
        blocking.put(SortedStore.class, BrokenSortedStores.Blocking.class);
        blocking.put(SortedDraft.class, BrokenSortedStores.Blocking.class);
        blocking.put(PositionStore.class, BrokenPositionStores.Blocking.class);
        blocking.put(AuditSink.class, BrokenAuditSinks.Blocking.class);
        blocking.put(CheckpointStore.class, BrokenCheckpointStores.Blocking.class);
        blocking.put(RunLease.class, BrokenRunLeases.Blocking.class);
        blocking.put(RunLease.Grant.class, BrokenRunLeases.Blocking.class);
        blocking.put(DeadLetterSink.class, BrokenDeadLetterSinks.Blocking.class);
        blocking.put(DeadLetterStore.class, BrokenDeadLetterStores.Blocking.class);
        blocking.put(ControlSource.class, BrokenControlSources.Blocking.class);
        return blocking;
    }
}
