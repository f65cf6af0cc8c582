package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.LogText;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
 * @param platformRunId the one platform run whose READYs this host takes, under {@link EnvelopeContract#V1}; those of
 *     others are passed over with {@code RUN_NOT_ALLOWED}. Default: null, all
 */
public record AdmissionPolicy(
        DeliveryModeAbsent deliveryModeAbsent,
        Set<String> ignorableFactsFields,
        boolean allowUngated,
        LeaseHeld leaseHeld,
        OutputPolicy outputs,
        @Nullable String platformRunId) {
    /** The form of a platform run (contracts 13). */
    public static final Pattern PLATFORM_RUN_ID = Pattern.compile("platform_[0-9]{8}T[0-9]{6}Z");

    /** Refuses whatever is unknown or ungated, and waits for a run that another host holds. */
    public static final AdmissionPolicy DEFAULTS = new AdmissionPolicy(
            DeliveryModeAbsent.REFUSE, Set.of(), false, LeaseHeld.WAIT, OutputPolicy.DEFAULTS, null);

    public AdmissionPolicy {
        Objects.requireNonNull(deliveryModeAbsent, "deliveryModeAbsent");
        ignorableFactsFields = Set.copyOf(ignorableFactsFields);
        Objects.requireNonNull(leaseHeld, "leaseHeld");
        Objects.requireNonNull(outputs, "outputs");
        if (platformRunId != null && !PLATFORM_RUN_ID.matcher(platformRunId).matches()) {
            throw new IllegalArgumentException(
                    "expected a platform run such as platform_20260201T000000Z, found " + LogText.quote(platformRunId));
        }
    }

    /** Returns this policy with another {@link #deliveryModeAbsent}. */
    public AdmissionPolicy withDeliveryModeAbsent(DeliveryModeAbsent value) {
        return new AdmissionPolicy(value, ignorableFactsFields, allowUngated, leaseHeld, outputs, platformRunId);
    }

    /** Returns this policy with other {@link #ignorableFactsFields}. */
    public AdmissionPolicy withIgnorableFactsFields(Set<String> value) {
        return new AdmissionPolicy(deliveryModeAbsent, value, allowUngated, leaseHeld, outputs, platformRunId);
    }

    /** Returns this policy with another {@link #allowUngated}. */
    public AdmissionPolicy withAllowUngated(boolean value) {
        return new AdmissionPolicy(deliveryModeAbsent, ignorableFactsFields, value, leaseHeld, outputs, platformRunId);
    }

    /** Returns this policy with another {@link #leaseHeld}. */
    public AdmissionPolicy withLeaseHeld(LeaseHeld value) {
        return new AdmissionPolicy(
                deliveryModeAbsent, ignorableFactsFields, allowUngated, value, outputs, platformRunId);
    }

    /** Returns this policy with other {@link #outputs}. */
    public AdmissionPolicy withOutputs(OutputPolicy value) {
        return new AdmissionPolicy(
                deliveryModeAbsent, ignorableFactsFields, allowUngated, leaseHeld, value, platformRunId);
    }

    /** Returns this policy with another {@link #platformRunId}; null to take the READYs of all platform runs. */
    public AdmissionPolicy withPlatformRunId(@Nullable String value) {
        return new AdmissionPolicy(deliveryModeAbsent, ignorableFactsFields, allowUngated, leaseHeld, outputs, value);
    }
}
