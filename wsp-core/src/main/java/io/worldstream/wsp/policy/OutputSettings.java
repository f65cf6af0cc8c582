package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.PolicySetting.Form;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The settings of {@link OutputPolicy}. */
final class OutputSettings {
    private static final SettingType<Set<OutputId>> OUTPUT_IDS = new SettingType<>(
            "a list of output ids, each once",
            EnumSet.of(Form.LIST),
            text -> SettingType.distinct("a list of output ids", text, OutputId::new),
            outputs -> SettingType.json(
                    new TreeSet<>(outputs).stream().map(OutputId::value).toList()));
    private static final SettingType<Set<String>> NAMES = new SettingType<>(
            "a list of output ids, or starts of them followed by `*`",
            EnumSet.of(Form.LIST),
            text -> SettingType.distinct("a list of output ids, or starts of them followed by `*`", text, name -> name),
            names -> SettingType.json(new TreeSet<>(names)));

    static final List<PolicySetting> ALL = List.of(
            PolicySetting.of(
                    "policy.context_outputs",
                    OUTPUT_IDS,
                    policy -> policy.admission().outputs().contextOutputs(),
                    (policy, value) -> policy.withAdmission(admission ->
                            admission.withOutputs(admission.outputs().withContextOutputs(value))),
                    "Outputs that are streamed as context of the traffic, in the same order, whatever their role in the"
                            + " facts view. Each needs locator, digest, gates and catalogue entry as traffic does. The"
                            + " list is part of the plan's digest."),
            PolicySetting.of(
                    "policy.never_stream",
                    NAMES,
                    policy -> policy.admission().outputs().neverStream(),
                    (policy, value) -> policy.withAdmission(admission ->
                            admission.withOutputs(admission.outputs().withNeverStream(value))),
                    "Outputs that must not be streamed, such as truth products, which tell the future."
                            + " `policy.context_outputs` must not name one, and a run whose traffic has such a name is"
                            + " refused."));

    private OutputSettings() {}
}
