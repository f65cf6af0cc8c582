package io.worldstream.wsp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.StreamListener;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardedListenerTest {
    private static final RunEvent.Accepted ACCEPTED = RunEvent.Accepted.of(
            new ReadySignal("m", new RunId("c".repeat(32)), "view.json", new Hex64("a".repeat(64))));

    static Stream<Method> callbacks() {
        return Arrays.stream(StreamListener.class.getDeclaredMethods()).filter(Method::isDefault);
    }

    /** A callback that is not overridden would reach neither the log nor the host. */
    @ParameterizedTest
    @MethodSource("callbacks")
    void callback_ofTheListener_isGuarded(Method callback) {
        assertThat(GuardedListener.class.getDeclaredMethods())
                .filteredOn(method -> method.getName().equals(callback.getName())
                        && Arrays.equals(method.getParameterTypes(), callback.getParameterTypes()))
                .hasSize(1);
    }

    @Test
    void callback_throwsException_isContained() {
        assertThatCode(() -> throwing(new IllegalStateException("planted")).onAccepted(ACCEPTED))
                .doesNotThrowAnyException();
    }

    @Test
    void callback_throwsError_isADefect() {
        assertThatThrownBy(() -> throwing(new AssertionError("planted")).onAccepted(ACCEPTED))
                .isInstanceOf(AssertionError.class)
                .hasMessage("planted");
    }

    private static StreamListener throwing(Throwable planted) {
        return new GuardedListener(new StreamListener() {
            @Override
            public void onAccepted(RunEvent.Accepted event) {
                if (planted instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) planted;
            }
        });
    }
}
