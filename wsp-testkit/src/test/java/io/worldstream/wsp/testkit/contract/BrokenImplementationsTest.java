package io.worldstream.wsp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kits catch what breaks the rules: each broken implementation fails the tests of its rules, and no others. */
@Execution(ExecutionMode.CONCURRENT)
class BrokenImplementationsTest {
    private static Stream<Class<?>> contracts() {
        return Stream.of(
                        BrokenReadySources.class,
                        BrokenReadyVerifiers.class,
                        BrokenOracles.class,
                        BrokenSinks.class,
                        BrokenClocks.class,
                        BrokenSpillSpaces.class,
                        BrokenSurveyStores.class,
                        BrokenSortedStores.class,
                        BrokenPositionStores.class,
                        BrokenAuditSinks.class,
                        BrokenCheckpointStores.class,
                        BrokenRunLeases.class,
                        BrokenDeadLetterSinks.class,
                        BrokenDeadLetterStores.class,
                        BrokenControlSources.class)
                .flatMap(all -> Stream.of(all.getDeclaredClasses()))
                .filter(each -> !Modifier.isAbstract(each.getModifiers()))
                .filter(each -> Kits.ALL.stream().anyMatch(kit -> kit.isAssignableFrom(each)));
    }

    static Stream<Class<?>> honest() {
        return contracts().filter(each -> !each.isAnnotationPresent(Breaks.class));
    }

    static Stream<Class<?>> broken() {
        return contracts().filter(each -> each.isAnnotationPresent(Breaks.class));
    }

    /** Else a broken implementation could be caught for what it has in common with the others. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("honest")
    void whatTheBrokenOnesStartFromIsWhole(Class<?> contract) {
        ContractRun run = ContractRun.of(contract);
        assertThat(run.failures()).isEmpty();
        assertThat(run.succeeded()).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void isCaughtByItsRules(Class<?> contract) {
        ContractRun run = ContractRun.of(contract);
        assertThat(run.failures().keySet())
                .as(() -> run.failures().toString())
                .containsExactlyInAnyOrder(contract.getAnnotation(Breaks.class).value());
        assertThat(run.failures())
                .allSatisfy((rule, messages) -> assertThat(messages)
                        .allSatisfy(message -> assertThat(message).startsWith(rule + ": ")));
        String first = run.messages().get(0).split(": ", 2)[0];
        assertThat(run.messages())
                .allSatisfy(message ->
                        assertThat(message.contains(first + " broke before")).isEqualTo(!message.startsWith(first)));
    }

    @Test
    void eachRuleOfAKitHasSomethingThatBreaksIt() throws ReflectiveOperationException {
        Set<String> broken = broken().flatMap(
                        each -> Stream.of(each.getAnnotation(Breaks.class).value()))
                .collect(Collectors.toSet());
        for (Method method : Spi.methods().toList()) {
            broken.add(BlockedCallsTest.ruleOfReturning(Spi.contract(method)));
        }
        Set<String> tested = Kits.tests().stream().map(Kits::rule).collect(Collectors.toCollection(TreeSet::new));
        assertThat(broken).containsAll(tested);
    }
}
