package io.worldstream.wsp.seeds;

import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives each property a fixed seed of its own, so that code that passed the build passes it again. A seed set by {@code
 * Property} takes precedence. With {@code -Dexplore}, each property draws a new seed instead; {@code -Dexplore=10} also runs ten
 * times as many tries.
 */
public final class FixedSeeds implements AroundPropertyHook {
    private static final String EXPLORE = "explore";
    private static final int DEFAULT_TRIES = 1_000;

    /** Creates the hook; called by jqwik. */
    public FixedSeeds() {}

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    /** Returns the proximity of the outermost hook, so that everything else in a property runs with its seed. */
    @Override
    public int aroundPropertyProximity() {
        return -100;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        String name = context.containerClass().getName() + "."
                + context.targetMethod().getName();
        apply(name, System.getProperty(EXPLORE), context.attributes());
        return property.execute();
    }

    private static void apply(String property, @Nullable String explore, PropertyAttributes attributes) {
        if (explore == null) {
            attributes.setSeed(attributes.seed().orElse(Integer.toString(property.hashCode())));
            return;
        }
        attributes.setSeed(Property.SEED_NOT_SET);
        if (!explore.isEmpty() && !explore.equals("true")) {
            attributes.setTries(attributes.tries().orElse(DEFAULT_TRIES) * Integer.parseInt(explore));
        }
    }
}
