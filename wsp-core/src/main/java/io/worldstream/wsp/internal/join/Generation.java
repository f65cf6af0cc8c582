package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One generation of the platform's READYs and facts views: the fields in which it differs from the other, and the
 * checks of these fields (contracts 1, 2, 13). A null result stands for a fault that has a finding, or for a part that
 * the generation does not have. Stateless; any thread may use it.
 */
sealed interface Generation permits FirstGeneration, SecondGeneration {
    /** The path of a READY's payload in findings. */
    String PAYLOAD = "ready#/payload";

    /** Returns the generation that a policy selects. */
    static Generation of(EnvelopeContract contract) {
        return switch (contract) {
            case V0 -> new FirstGeneration();
            case V1 -> new SecondGeneration();
        };
    }

    /**
     * Returns the reason why a payload of READY or a facts view is of the other generation, as the message of a
     * finding; null if it is not.
     *
     * @param document the name of the document in the message
     * @param ignorable fields that the policy ignores, which prove nothing
     */
    @Nullable String whyForeign(String document, DocumentObject object, Set<String> ignorable);

    /** Returns the fields of a READY's payload. */
    Set<String> readyFields();

    /**
     * Reads and checks the fields of a payload that only this generation has.
     *
     * @param messageId the {@code message_id} of the bus message, or null if it has none
     */
    @Nullable PlatformAnnouncement readAnnouncement(DocumentObject payload, @Nullable String messageId);

    /** Checks, before anything is opened, that a signal is of this generation and consistent. */
    void checkSignal(ReadySignal ready, Findings findings);

    /** Returns the top-level fields of a facts view. */
    Set<String> factsFields();

    /** Reads the top-level fields of a facts view that only this generation has. */
    @Nullable PlatformFacts readPlatform(DocumentObject view);

    /** Reads the pins of a facts view. */
    PinValues readPins(DocumentObject pins);

    /** Checks that READY and facts view agree on the fields that only this generation has. */
    void checkFacts(ReadySignal ready, FactsView view, Findings findings);

    /** Returns whether a facts view is to name its delivery mode; if not, it is streamed without one. */
    boolean namesDeliveryMode();

    /** Adds the finding of a signal of the other generation. */
    static void refuseSignal(Findings findings, String why) {
        findings.add(ReasonCode.READY_INVALID, PAYLOAD, why);
    }
}
