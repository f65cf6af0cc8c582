package io.worldstream.wsp.api;

/**
 * Brings the commands of operators to a producer: a socket, a topic, a console. It authenticates senders and reads their
 * commands; the engine decides and acts.
 */
public interface ControlSource extends AutoCloseable {
    /**
     * Starts to bring commands to a desk. Called once, when the producer is built; returns soon ({@code CTL-04}).
     *
     * @throws WspException if commands cannot be taken, for example because another host does at this place; nothing is
     *     left open
     */
    void open(ControlDesk desk);

    /**
     * Stops. Once it returns, no further command is submitted, and each sender has its answer or sees the end ({@code
     * CTL-04}). A second call has no effect. Called by the producer when it is closed.
     */
    @Override
    void close();
}
