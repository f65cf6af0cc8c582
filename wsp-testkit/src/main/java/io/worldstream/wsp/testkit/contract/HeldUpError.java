package io.worldstream.wsp.testkit.contract;

import java.time.Duration;
import org.opentest4j.AssertionFailedError;

/** A call that does not return. The stack trace is that of the hung thread. */
final class HeldUpError extends AssertionFailedError {
    private static final long serialVersionUID = 1;

    private static final String KIT = Contract.class.getPackageName() + ".";

    HeldUpError(Duration taken, Thread thread) {
        this(taken, thread.getName(), thread.getStackTrace());
    }

    private HeldUpError(Duration taken, String thread, StackTraceElement[] stack) {
        super("held up in " + call(stack) + " for " + taken.toSeconds() + " s, on thread " + thread);
        setStackTrace(stack);
    }

    /**
     * Returns the call with which the kit left its own code, or the thread's position if that call cannot be
     * determined.
     */
    private static String call(StackTraceElement[] stack) {
        for (int i = 1; i < stack.length; i++) {
            if (isKit(stack[i])) {
                StackTraceElement call = stack[i - 1];
                return call.getClassName() + "." + call.getMethodName() + ", called by " + stack[i].getFileName() + ":"
                        + stack[i].getLineNumber();
            }
        }
        return stack.length == 0 ? "a call that has just returned" : stack[0].toString();
    }

    /**
     * Returns whether a frame belongs to a kit or to a class through which kits call adapters. Other classes of this
     * package do not count.
     */
    private static boolean isKit(StackTraceElement frame) {
        String name = frame.getClassName().split("\\$", 2)[0];
        return name.startsWith(KIT)
                && (name.endsWith("Contract") || name.endsWith("ContractPush") || name.endsWith("ContractViews"));
    }
}
