package io.worldstream.wsp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/spec.md and the kits together. */
class SpecTest {
    @Test
    void eachRuleIsProvedByAKitOrSaysWhyItIsNot() throws IOException {
        Map<String, String> untested = new TreeMap<>(Kits.proofs());
        Set<String> tested = Kits.tests().stream().map(Kits::rule).collect(Collectors.toCollection(TreeSet::new));
        assertThat(untested.keySet()).as("rules of docs/spec.md").containsAll(tested);

        untested.values().removeIf("kit"::equals);
        assertThat(untested.values()).allSatisfy(proof -> assertThat(proof).matches("not tested: .+"));

        Set<String> promised = new TreeSet<>(Kits.proofs().keySet());
        promised.removeAll(untested.keySet());
        assertThat(tested).as("rules with a test in a kit").isEqualTo(promised);
    }

    /** A final test cannot be weakened, and a public one runs where the kit is a module. */
    @Test
    void testsOfAKitArePublicAndFinal() {
        assertThat(Kits.tests())
                .hasSizeGreaterThan(30)
                .allMatch(test -> Modifier.isPublic(test.getModifiers()) && Modifier.isFinal(test.getModifiers()));
    }
}
