package io.worldstream.wsp.tests;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.report.StreamListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Adapters that work until one call of one method throws. Objects that an adapter returns, such as a part's content or
 * a grant, are covered too. Safe for use by any thread.
 */
final class FaultyAdapters {
    private static final List<Class<?>> SPI = List.of(
            ReadySource.class,
            ReadyDelivery.class,
            OracleReader.class,
            PartContent.class,
            RowFormat.class,
            RowReader.class,
            IngressSink.class,
            CheckpointStore.class,
            RunLease.class,
            RunLease.Grant.class,
            DeadLetterSink.class,
            SurveyStore.class,
            SpillSpace.class,
            SpillArea.class,
            SpillFile.class);

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final String faultyMethod;
    private final int faultyCall;
    private final Throwable fault;
    private volatile boolean thrown;

    /**
     * @param method which throws, as {@code Interface.method}
     * @param call the number of the call that throws, from 1 on
     * @param fault what it throws; unchecked
     */
    FaultyAdapters(String method, int call, Throwable fault) {
        faultyMethod = method;
        faultyCall = call;
        this.fault = fault;
    }

    /** Adapters that work, to count their calls. */
    static FaultyAdapters counting() {
        return new FaultyAdapters("", 0, new AssertionError("never thrown"));
    }

    /** How often each method was called. */
    Map<String, Integer> calls() {
        Map<String, Integer> counts = new TreeMap<>();
        calls.forEach((method, count) -> counts.put(method, count.get()));
        return counts;
    }

    /** Returns whether the fault was thrown. */
    boolean thrown() {
        return thrown;
    }

    /** The adapter, as an implementation of one interface. */
    <T> T wrap(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                FaultyAdapters.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(type, target, method, arguments)));
    }

    private @Nullable Object call(Class<?> type, Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        String name = type.getSimpleName() + "." + method.getName();
        int number = calls.computeIfAbsent(name, unused -> new AtomicInteger()).incrementAndGet();
        boolean faulty = name.equals(faultyMethod) && number == faultyCall;
        // A listener hears first, so that a test knows what it was told.
        @Nullable Object result = faulty && type != StreamListener.class ? null : invoke(target, method, arguments);
        if (faulty) {
            thrown = true;
            throw fault;
        }
        return wrapped(result);
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        if (result instanceof Optional<?> optional) {
            return optional.map(value -> Objects.requireNonNull(wrapped(value)));
        }
        for (Class<?> type : SPI) {
            if (type.isInstance(result)) {
                return wrapAs(type, result);
            }
        }
        return result;
    }

    private <T> T wrapAs(Class<T> type, Object result) {
        return wrap(type, type.cast(result));
    }
}
