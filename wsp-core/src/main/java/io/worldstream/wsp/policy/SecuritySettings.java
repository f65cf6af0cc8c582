package io.worldstream.wsp.policy;

import io.worldstream.wsp.policy.PolicySetting.Form;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The settings of the section {@code security}: whom a host obeys. */
final class SecuritySettings {
    static final String PLATFORM_RUN_ID = "security.platform_run_id";

    private static final SettingType<Optional<String>> PLATFORM_RUN = new SettingType<>(
            "a platform run such as `platform_20260201T000000Z`",
            EnumSet.of(Form.TEXT),
            Optional::of,
            run -> run.orElse(""));

    static final List<PolicySetting> ALL = List.of(PolicySetting.of(
            PLATFORM_RUN_ID,
            PLATFORM_RUN,
            policy -> Optional.ofNullable(policy.admission().platformRunId()),
            (policy, value) -> policy.withAdmission(admission -> admission.withPlatformRunId(value.orElse(null))),
            "The one platform run whose READYs this host takes, under `policy.envelope_contract: v1`. READYs of other"
                    + " platform runs are passed over, acknowledged and reported (`RUN_NOT_ALLOWED`); a host that is bound"
                    + " to another platform run later sees them again. By default all are taken."));

    private SecuritySettings() {}
}
