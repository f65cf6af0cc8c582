package io.worldstream.wsp.seeds;

import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Gives each property a fixed seed of its own, so that code that passed the build passes it again. A seed set by {@code
 * Property} takes precedence. With {@code -Dexplore}, each property draws a new seed instead; {@code -Dexplore=10} also runs ten
 * times as many tries. With {@code -Dquick} alone, each makes a quarter of its tries.
 */
public final class FixedSeeds implements AroundPropertyHook {
    private static final String EXPLORE = "explore";
    private static final String QUICK = "quick";
    private static final int QUICK_SHARE = 4;
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
        String explore = System.getProperty(EXPLORE);
        if (explore != null) {
            explore(explore, context.attributes());
        } else {
            repeat(name, System.getProperty(QUICK) != null, context.attributes());
        }
        return property.execute();
    }

    private static void repeat(String property, boolean quick, PropertyAttributes attributes) {
        attributes.setSeed(attributes.seed().orElse(Integer.toString(property.hashCode())));
        if (quick) {
            attributes.setTries(Math.max(1, tries(attributes) / QUICK_SHARE));
        }
    }

    private static void explore(String times, PropertyAttributes attributes) {
        attributes.setSeed(Property.SEED_NOT_SET);
        if (!times.isEmpty() && !times.equals("true")) {
            attributes.setTries(tries(attributes) * Integer.parseInt(times));
        }
    }

    private static int tries(PropertyAttributes attributes) {
        return attributes.tries().orElse(DEFAULT_TRIES);
    }
}
