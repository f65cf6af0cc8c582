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
 * @param allowUngated whether a traffic output may require no gate. Default: false
 * @param leaseHeld the policy for a run that another host holds. Default: {@link LeaseHeld#WAIT}
 */
public record AdmissionPolicy(
        DeliveryModeAbsent deliveryModeAbsent,
        Set<String> ignorableFactsFields,
        boolean allowUngated,
        LeaseHeld leaseHeld) {
    /** Refuses whatever is unknown or ungated, and waits for a run that another host holds. */
    public static final AdmissionPolicy DEFAULTS =
            new AdmissionPolicy(DeliveryModeAbsent.REFUSE, Set.of(), false, LeaseHeld.WAIT);

    public AdmissionPolicy {
        Objects.requireNonNull(deliveryModeAbsent, "deliveryModeAbsent");
        ignorableFactsFields = Set.copyOf(ignorableFactsFields);
        Objects.requireNonNull(leaseHeld, "leaseHeld");
    }

    /** Returns this policy with another {@link #deliveryModeAbsent}. */
    public AdmissionPolicy withDeliveryModeAbsent(DeliveryModeAbsent value) {
        return new AdmissionPolicy(value, ignorableFactsFields, allowUngated, leaseHeld);
    }

    /** Returns this policy with other {@link #ignorableFactsFields}. */
    public AdmissionPolicy withIgnorableFactsFields(Set<String> value) {
        return new AdmissionPolicy(deliveryModeAbsent, value, allowUngated, leaseHeld);
    }

    /** Returns this policy with another {@link #allowUngated}. */
    public AdmissionPolicy withAllowUngated(boolean value) {
        return new AdmissionPolicy(deliveryModeAbsent, ignorableFactsFields, value, leaseHeld);
    }

    /** Returns this policy with another {@link #leaseHeld}. */
    public AdmissionPolicy withLeaseHeld(LeaseHeld value) {
        return new AdmissionPolicy(deliveryModeAbsent, ignorableFactsFields, allowUngated, value);
    }
}
