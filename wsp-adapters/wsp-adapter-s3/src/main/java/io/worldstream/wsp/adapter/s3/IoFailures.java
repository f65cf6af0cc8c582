package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.WspException;
import java.io.IOException;

/** Calls of stores that refuse nothing: what is final for other calls only costs more work. Stateless. */
final class IoFailures {
    private IoFailures() {}

    /** Makes a call, whose final failures become an {@link IOException}. */
    static <T> T of(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (WspException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A call to the store. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }
}
