package io.worldstream.wsp.policy;

import java.util.Objects;
import java.util.Set;

/**
 * Which runs are streamed. Start from {@link #DEFAULTS}: components may be added, and with them constructor parameters.
 *
 * @param deliveryModeAbsent the policy for a facts view without a delivery mode. Default: {@link
 *     DeliveryModeAbsent#REFUSE}
 * @param ignorableFactsFields unknown top-level fields of a facts view that are ignored; any other is a refusal. Default:
 *     none
 * @param allowUngated whether a traffic or context output may require no gate. Default: false
 * @param leaseHeld the policy for a run that another host holds. Default: {@link LeaseHeld#WAIT}
 * @param outputs the outputs that are streamed besides the traffic, and those that never are. Default: {@link
 *     OutputPolicy#DEFAULTS}
 */
public record AdmissionPolicy(
        DeliveryModeAbsent deliveryModeAbsent,
        Set<String> ignorableFactsFields,
        boolean allowUngated,
        LeaseHeld leaseHeld,
        OutputPolicy outputs) {
    /** Refuses whatever is unknown or ungated, and waits for a run that another host holds. */
    public static final AdmissionPolicy DEFAULTS =
            new AdmissionPolicy(DeliveryModeAbsent.REFUSE, Set.of(), false, LeaseHeld.WAIT, OutputPolicy.DEFAULTS);

    public AdmissionPolicy {
        Objects.requireNonNull(deliveryModeAbsent, "deliveryModeAbsent");
        ignorableFactsFields = Set.copyOf(ignorableFactsFields);
        Objects.requireNonNull(leaseHeld, "leaseHeld");
        Objects.requireNonNull(outputs, "outputs");
    }

    /** Returns this policy with another {@link #deliveryModeAbsent}. */
    public AdmissionPolicy withDeliveryModeAbsent(DeliveryModeAbsent value) {
        return new AdmissionPolicy(value, ignorableFactsFields, allowUngated, leaseHeld, outputs);
    }

    /** Returns this policy with other {@link #ignorableFactsFields}. */
    public AdmissionPolicy withIgnorableFactsFields(Set<String> value) {
        return new AdmissionPolicy(deliveryModeAbsent, value, allowUngated, leaseHeld, outputs);
    }

    /** Returns this policy with another {@link #allowUngated}. */
    public AdmissionPolicy withAllowUngated(boolean value) {
        return new AdmissionPolicy(deliveryModeAbsent, ignorableFactsFields, value, leaseHeld, outputs);
    }

    /** Returns this policy with another {@link #leaseHeld}. */
    public AdmissionPolicy withLeaseHeld(LeaseHeld value) {
        return new AdmissionPolicy(deliveryModeAbsent, ignorableFactsFields, allowUngated, value, outputs);
    }

    /** Returns this policy with other {@link #outputs}. */
    public AdmissionPolicy withOutputs(OutputPolicy value) {
        return new AdmissionPolicy(deliveryModeAbsent, ignorableFactsFields, allowUngated, leaseHeld, value);
    }
}
