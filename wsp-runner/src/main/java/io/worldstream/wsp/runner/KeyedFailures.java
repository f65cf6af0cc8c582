package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.runner.config.ConfigKey;
import java.io.IOException;
import java.io.InterruptedIOException;

/** Names the configuration key of a store in the failures of its adapter, which knows no keys. Stateless. */
final class KeyedFailures {
    private KeyedFailures() {}

    /** Makes a call, and names the key if it fails. */
    static <T> T of(ConfigKey<?> key, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(key.name() + ": " + e.getMessage(), e);
        } catch (WspException e) {
            if (e.code() == ReasonCode.REF_OUT_OF_REACH) {
                throw e; // about the reference, not about the store
            }
            throw new WspException(e.code(), key.name() + ": " + e.getMessage(), e);
        }
    }

    /** Makes a call without a result, and names the key if it fails. */
    static void run(ConfigKey<?> key, Action action) throws IOException {
        of(key, () -> {
            action.run();
            return key;
        });
    }

    /** A call to a store. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /** A call to a store, without a result. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }
}
