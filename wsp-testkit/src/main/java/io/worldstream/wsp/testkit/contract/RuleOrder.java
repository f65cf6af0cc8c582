package io.worldstream.wsp.testkit.contract;

import java.util.Comparator;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** Orders tests by rule, since later rules build on earlier ones; a test marked {@link First} precedes all others. */
final class RuleOrder implements MethodOrderer {
    @Override
    public void orderMethods(MethodOrdererContext context) {
        context.getMethodDescriptors()
                .sort(Comparator.comparing((MethodDescriptor test) -> !test.isAnnotated(First.class))
                        .thenComparing(MethodDescriptor::getDisplayName));
    }
}
