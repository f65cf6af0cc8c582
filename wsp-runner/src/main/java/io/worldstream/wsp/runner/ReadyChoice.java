package io.worldstream.wsp.runner;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.adapter.file.BoundedFile;
import io.worldstream.wsp.adapter.file.FileFailure;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.StreamPolicy;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Picks the READY of a dry run: a message file, or the only run of a bus. Acknowledges nothing. Re-emissions and copies
 * of one READY count once.
 */
final class ReadyChoice {
    private static final String NO_READY = "not a READY";
    private static final int MOST_NAMED = 20;

    private final Host host;
    private final String topic;
    private final StreamPolicy policy;
    private int passedOver;

    /**
     * Creates a choice.
     *
     * @param host the host that reports ignored messages
     * @param topic the topic of READY messages
     * @param policy the limits on messages, and the generation of READY
     */
    ReadyChoice(Host host, String topic, StreamPolicy policy) {
        this.host = host;
        this.topic = topic;
        this.policy = policy;
    }

    /** Reads the READY of a message file. */
    ControlMessage ofFile(Path file) {
        ControlMessage message;
        try {
            message =
                    ControlMessages.read(BoundedFile.read(file, policy.limits().maxMessageBytes()), topic, policy);
        } catch (NoSuchFileException e) {
            throw new UsageException("--ready: no such file: " + file);
        } catch (IOException e) {
            throw new UsageException("--ready: cannot read " + file + ": " + FileFailure.inWords(e));
        }
        String why = whyNoReady(message);
        if (why != null) {
            String fault = why.startsWith(NO_READY) ? why : NO_READY + ": " + why;
            throw new UsageException("--ready: " + file + " is " + fault);
        }
        return message;
    }

    /**
     * Reads the only READY of a bus. If all of them belong to another platform run than this host, returns the last, of
     * which a dry run says so.
     *
     * @param bus a source that was not polled yet
     */
    ControlMessage of(ReadySource bus) {
        List<ControlMessage> distinct = new ArrayList<>();
        List<String> names = new ArrayList<>();
        ControlMessage elsewhere = null;
        for (Optional<ReadyDelivery> next = bus.poll(); next.isPresent(); next = bus.poll()) {
            ReadyDelivery delivery = next.get();
            ControlMessage message = delivery.unreadable()
                    .<ControlMessage>map(ControlMessage.Unreadable::new)
                    .orElseGet(() -> ControlMessages.read(delivery.message(), topic, policy));
            // Writes no record: the source only releases the message.
            delivery.settle(ReadyDelivery.Settlement.REFUSED);
            String why = whyNoReady(message);
            if (why == null && isOutOfScope(message)) {
                why = runOf(message) + " belongs to another platform run";
                elsewhere = message;
            }
            if (why != null) {
                passOver(delivery.name(), why);
            } else if (distinct.stream().noneMatch(other -> announceTheSame(message, other))) {
                distinct.add(message);
                names.add(delivery.name() + ", " + runOf(message));
                if (distinct.size() == MOST_NAMED) {
                    names.add("and possibly more");
                    break;
                }
            }
        }
        if (distinct.size() == 1) {
            return distinct.get(0);
        }
        if (distinct.isEmpty() && elsewhere != null) {
            return elsewhere;
        }
        throw new UsageException(
                distinct.isEmpty()
                        ? "the control bus holds no READY; name a message file with --ready"
                        : "the control bus holds more than one READY; name the message file of one with --ready:\n  "
                                + String.join("\n  ", names));
    }

    /** Names the first few messages and then stops, to bound the output. */
    private void passOver(String name, String why) {
        passedOver++;
        if (passedOver <= MOST_NAMED) {
            host.warn("wsp: ignored " + name + ": " + why);
        } else if (passedOver == MOST_NAMED + 1) {
            host.warn("wsp: further ignored messages are not listed");
        }
    }

    /** Returns null for a READY, valid or not. */
    private static @Nullable String whyNoReady(ControlMessage message) {
        if (message instanceof ControlMessage.Foreign foreign) {
            return foreign.why();
        }
        return message instanceof ControlMessage.Unreadable unreadable ? unreadable.why() : null;
    }

    private boolean isOutOfScope(ControlMessage message) {
        return message instanceof ControlMessage.Ready ready && ready.signal().isOutOfScopeOf(policy.admission());
    }

    private static boolean announceTheSame(ControlMessage one, ControlMessage other) {
        if (one instanceof ControlMessage.Ready ready) {
            return other instanceof ControlMessage.Ready otherReady
                    && ready.signal().announcesSameAs(otherReady.signal())
                    && !ready.signal().isOfAnotherPlatformRunThan(otherReady.signal());
        }
        return one.equals(other);
    }

    private static String runOf(ControlMessage message) {
        if (message instanceof ControlMessage.Ready ready) {
            return "run " + ready.signal().runId();
        }
        RunId runId = message instanceof ControlMessage.Invalid invalid ? invalid.runId() : null;
        return runId == null ? "not valid" : "run " + runId + ", not valid";
    }
}
