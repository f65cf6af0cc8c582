package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Runs the tests of a kit so that each one ends, and starts each failure with the rule that is broken. Once a call
 * hangs, the remaining tests are skipped: a thread is still inside the adapter and may hold what they need.
 */
final class ContractRules implements InvocationInterceptor {
    private static final Duration MOST_FOR_A_SCENE = Duration.ofMinutes(2);

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> made, ExtensionContext context)
            throws Throwable {
        return state(context).thread.run(invocation, (thread, taken) -> taken.compareTo(MOST_FOR_A_SCENE) > 0);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        runScene(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        runScene(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        State state = state(context);
        String hung = state.hung;
        if (hung != null) {
            invocation.skip();
            assumeTrue(false, "skipped because " + hung + " is broken: fix that first");
        }
        String[] name = context.getDisplayName().split(" ", 2);
        try {
            run(invocation, context);
        } catch (TestAbortedException e) {
            throw e;
        } catch (HeldUpError e) {
            state.hung = contract(context).ruleOfReturning();
            throw state.named(state.hung, "a call returns, in " + context.getDisplayName(), e);
        } catch (Throwable e) {
            throw state.named(name[0], name[1], e);
        }
    }

    private static void runScene(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        try {
            run(invocation, context);
        } catch (HeldUpError e) {
            State state = state(context);
            state.hung = contract(context).ruleOfReturning();
            throw state.named(state.hung, "a call returns", e);
        }
    }

    private static void run(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        Contract contract = contract(context);
        state(context)
                .thread
                .run(invocation, (thread, taken) -> contract.isHeldUp(thread, taken, Contract.PATIENCES_OF_A_TEST));
    }

    private static Contract contract(ExtensionContext context) {
        return (Contract) context.getRequiredTestInstance();
    }

    /**
     * Returns the state shared by all tests of a class. The class's constructor runs first, in the context of the
     * class.
     */
    private static State state(ExtensionContext context) {
        return context.getStore(Namespace.create(ContractRules.class))
                .getOrComputeIfAbsent(State.class, key -> new State(), State.class);
    }

    /** The state of one class. JUnit closes it when all its tests have run. */
    static final class State implements AutoCloseable {
        private final ContractThread thread = new ContractThread();
        private volatile @Nullable String hung;
        private @Nullable String firstBroken;

        /** Names the broken rule in a failure. If another rule broke earlier, points to that one first. */
        synchronized Throwable named(String rule, String promise, Throwable failure) {
            StringBuilder message = new StringBuilder(rule).append(": ");
            message.append(failure instanceof AssertionError ? failure.getMessage() : failure);
            message.append(" (").append(promise).append(')');
            if (firstBroken == null) {
                firstBroken = rule;
            } else if (!firstBroken.equals(rule)) {
                message.append("; ").append(firstBroken).append(" broke before and may be the cause: fix that first");
            }
            AssertionFailedError named = failure instanceof AssertionFailedError compared && compared.isActualDefined()
                    ? new AssertionFailedError(
                            message.toString(), compared.getExpected(), compared.getActual(), failure)
                    : new AssertionFailedError(message.toString(), failure);
            named.setStackTrace(failure.getStackTrace());
            return named;
        }

        @Override
        public void close() {
            thread.close();
        }
    }
}
