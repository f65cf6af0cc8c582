package io.worldstream.wsp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kits return, and name the call, if a call of the adapter never does. One test at a time: see {@link Blocker}. */
class BlockedCallsTest {
    static Stream<Arguments> methods() {
        return Spi.methods().map(method -> Arguments.of(Spi.name(method), method));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void whatBlocksIsNamed(String name, Method method) throws ReflectiveOperationException {
        Class<?> contract = Spi.contract(method);
        ContractRun run;
        Blocker.block(method);
        try {
            run = ContractRun.of(contract);
        } finally {
            Blocker.release();
        }
        String rule = ruleOfReturning(contract);
        assertThat(run.messages())
                .singleElement(STRING)
                .startsWith(rule + ": held up in ")
                .contains(method.getName());
        assertThat(run.aborted()).allSatisfy(reason -> assertThat(reason).contains(rule + " is broken"));
        assertThat(run.succeeded() + run.aborted().size() + 1)
                .isEqualTo(ContractRun.of(contract).succeeded());
    }

    static String ruleOfReturning(Class<?> contract) throws ReflectiveOperationException {
        return ((Contract) contract.getDeclaredConstructor().newInstance()).ruleOfReturning();
    }
}
