package io.worldstream.wsp.adapter.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source whose connections are those of another one, but for some methods that a test replaces. Counts how many
 * connections are open.
 */
final class ReplacedCalls {
    private final DataSource real;
    private final Map<String, Replacement> replacements;
    private final AtomicInteger open = new AtomicInteger();

    /** @param replacements by the name of a method of {@link Connection} */
    ReplacedCalls(DataSource real, Map<String, Replacement> replacements) {
        this.real = real;
        this.replacements = replacements;
    }

    /** Takes the place of a method, which it may call. */
    @FunctionalInterface
    interface Replacement {
        @Nullable Object of(Connection real, Call call) throws Exception;
    }

    /** The call that is replaced. */
    @FunctionalInterface
    interface Call {
        @Nullable Object proceed() throws Exception;
    }

    int open() {
        return open.get();
    }

    DataSource dataSource() {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                return method.invoke(real, arguments);
            }
            Connection connection = real.getConnection();
            open.incrementAndGet();
            return connection(connection);
        });
    }

    private Connection connection(Connection connection) {
        AtomicBoolean closed = new AtomicBoolean();
        return proxy(Connection.class, (proxy, method, arguments) -> {
            Call call = () -> {
                try {
                    return method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause() instanceof Exception cause ? cause : e;
                }
            };
            if (method.getName().equals("close") && closed.compareAndSet(false, true)) {
                open.decrementAndGet();
            }
            Replacement replacement = replacements.get(method.getName());
            return replacement == null ? call.proceed() : replacement.of(connection, call);
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
