package io.worldstream.wsp.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.PolicySetting.Form;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The settings of the section {@code security}: whom a host obeys. */
final class SecuritySettings {
    static final String PLATFORM_RUN_ID = "security.platform_run_id";

    private static final SettingType<Optional<String>> PLATFORM_RUN = new SettingType<>(
            "a platform run such as `platform_20260201T000000Z`",
            EnumSet.of(Form.TEXT),
            Optional::of,
            run -> run.orElse(""));

    private static final String PRINCIPALS =
            "a map of principal to a list of event types, each exact, or the start of some and `*`";
    private static final SettingType<ProducerPolicy> PRODUCERS = new SettingType<>(
            PRINCIPALS + "; or the path of a file",
            EnumSet.of(Form.MAP, Form.TEXT),
            SecuritySettings::producers,
            ProducerPolicy::asSetting);

    static final List<PolicySetting> ALL = List.of(
            PolicySetting.of(
                    PLATFORM_RUN_ID,
                    PLATFORM_RUN,
                    policy -> Optional.ofNullable(policy.admission().platformRunId()),
                    (policy, value) ->
                            policy.withAdmission(admission -> admission.withPlatformRunId(value.orElse(null))),
                    "The one platform run whose READYs this host takes, under `policy.envelope_contract: v1`. READYs of"
                            + " other platform runs are passed over, acknowledged and reported (`RUN_NOT_ALLOWED`); a host"
                            + " that is bound to another platform run later sees them again. By default all are taken."),
            PolicySetting.of(
                    "security.producers",
                    PRODUCERS,
                    policy -> policy.security().producers(),
                    (policy, value) -> policy.withSecurity(security -> security.withProducers(value)),
                    "Principals that may emit, and the event types that each may emit. A host whose `policy.producer` is"
                            + " not listed does not start, and a run with an output of another type is refused"
                            + " (`PRODUCER_NOT_ALLOWED`). A file has one principal a line, which may emit every type, or"
                            + " such a map in YAML or JSON; it is read anew for each plan. By default nothing is"
                            + " checked."),
            PolicySetting.of(
                    "security.worlds",
                    allowlist("a list of manifest fingerprints, at least one", Hex64::new, Hex64::value),
                    policy -> Optional.ofNullable(policy.security().scope().worlds()),
                    (policy, value) -> policy.withSecurity(
                            security -> security.withScope(scope -> scope.withWorlds(value.orElse(null)))),
                    "Worlds that this host may stream, by `manifest_fingerprint`. A READY of another world is refused"
                            + " (`RUN_NOT_ALLOWED`) before an output is opened, and stays on the bus. By default all are"
                            + " allowed."),
            PolicySetting.of(
                    "security.scenarios",
                    allowlist("a list of scenario ids, at least one", id -> id, id -> id),
                    policy -> Optional.ofNullable(policy.security().scope().scenarios()),
                    (policy, value) -> policy.withSecurity(
                            security -> security.withScope(scope -> scope.withScenarios(value.orElse(null)))),
                    "Scenarios that this host may stream, by `scenario_id`. A READY of another one is refused as for"
                            + " `security.worlds`. By default all are allowed."),
            PolicySetting.of(
                    "security.runs",
                    allowlist("a list of run ids, at least one", RunId::new, RunId::value),
                    policy -> Optional.ofNullable(policy.security().scope().runs()),
                    (policy, value) -> policy.withSecurity(
                            security -> security.withScope(scope -> scope.withRuns(value.orElse(null)))),
                    "Runs that this host may stream, by `run_id`. A READY of another one is refused as for"
                            + " `security.worlds`. By default all are allowed."));

    private SecuritySettings() {}

    private static ProducerPolicy producers(String text) {
        JsonNode node = SettingType.json(text);
        if (node.isTextual()) {
            throw new IllegalArgumentException("expected " + PRINCIPALS
                    + ", found text; the list of a file is bound with" + " ProducerPolicy.readFrom");
        }
        if (!node.isObject()) {
            throw SettingType.expected(PRINCIPALS, text);
        }
        Map<String, Set<String>> types = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> types.put(
                        entry.getKey(),
                        SettingType.distinct(PRINCIPALS, entry.getValue().toString(), type -> type)));
        return ProducerPolicy.of(types);
    }

    private static <T> SettingType<Optional<Set<T>>> allowlist(
            String allowed, Function<String, T> reader, Function<T, String> writer) {
        return new SettingType<>(
                allowed,
                EnumSet.of(Form.LIST),
                text -> Optional.of(SettingType.distinct(allowed, text, reader)),
                list -> list.map(names -> SettingType.json(
                                names.stream().map(writer).sorted().toList()))
                        .orElse(""));
    }
}
