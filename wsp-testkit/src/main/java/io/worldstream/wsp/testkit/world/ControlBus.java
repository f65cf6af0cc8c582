package io.worldstream.wsp.testkit.world;

/** A control bus on which a {@link World} can be announced: a fake, or the bus of an adapter under test. */
@FunctionalInterface
public interface ControlBus {
    /**
     * Publishes a message.
     *
     * @param name the message's name in the bus's own terms
     * @param message the message's bytes, which the bus owns
     */
    void publish(String name, byte[] message);
}
