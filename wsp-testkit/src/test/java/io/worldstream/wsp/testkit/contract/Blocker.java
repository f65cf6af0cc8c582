package io.worldstream.wsp.testkit.contract;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An adapter that keeps its rules but in one method of the SPI, which never returns and is deaf to interrupts. */
final class Blocker implements InvocationHandler {
    private static final Set<Thread> HELD = ConcurrentHashMap.newKeySet();
    private static volatile @Nullable Method blocked;
    private static volatile CountDownLatch released = new CountDownLatch(0);

    private final Object adapter;

    private Blocker(Object adapter) {
        this.adapter = adapter;
    }

    /** Has the method block in all adapters until {@link #release}. */
    static void block(Method method) {
        released = new CountDownLatch(1);
        blocked = method;
    }

    /** Lets go of the threads that are held, which the kits left behind. */
    static void release() {
        blocked = null;
        released.countDown();
        HELD.clear();
    }

    static boolean holds(Thread thread) {
        return HELD.contains(thread);
    }

    static <T> T around(Class<T> spi, T adapter) {
        return spi.cast(Proxy.newProxyInstance(spi.getClassLoader(), new Class<?>[] {spi}, new Blocker(adapter)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.equals(blocked)) {
            HELD.add(Thread.currentThread());
            holdOn();
        }
        try {
            return withParts(method.getReturnType(), method.invoke(adapter, arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Wraps the object that an adapter returns if it is itself part of the SPI. */
    private static @Nullable Object withParts(Class<?> type, @Nullable Object result) {
        if (result instanceof Optional<?> optional) {
            return optional.map(value -> Spi.PARTS.stream()
                    .filter(part -> part.isInstance(value))
                    .findFirst()
                    .<Object>map(part -> wrapped(part, value))
                    .orElse(value));
        }
        return result != null && Spi.PARTS.contains(type) ? wrapped(type, result) : result;
    }

    private static <T> T wrapped(Class<T> part, Object value) {
        return around(part, part.cast(value));
    }

    private static void holdOn() {
        CountDownLatch latch = released;
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
