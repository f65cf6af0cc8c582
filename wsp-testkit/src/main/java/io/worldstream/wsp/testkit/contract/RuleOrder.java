package io.worldstream.wsp.testkit.contract;

import java.util.Comparator;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** By rule, so that what others stand on comes first; what is {@link First} comes before all of them. */
final class RuleOrder implements MethodOrderer {
    @Override
    public void orderMethods(MethodOrdererContext context) {
        context.getMethodDescriptors()
                .sort(Comparator.comparing((MethodDescriptor test) -> !test.isAnnotated(First.class))
                        .thenComparing(MethodDescriptor::getDisplayName));
    }
}
