package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.NearestName;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.QuarantinePolicy.OnQuarantine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of settings, and its binding to a policy. */
final class PolicySettings {
    private static final SettingType<Duration> MILLIS = SettingType.millis("a whole number of milliseconds");
    private static final SettingType<OnQuarantine> ON_QUARANTINE =
            SettingType.word("`continue`, `halt(NUMBER)` or `halt(NUMBER%)`", OnQuarantine::of);

    private static final List<PolicySetting> CHECKPOINT = List.of(
            PolicySetting.of(
                    "checkpoint.events",
                    SettingType.integer("a whole number, 1 or more", 1),
                    policy -> policy.checkpoint().events(),
                    (policy, value) -> policy.withCheckpoint(policy.checkpoint().withEvents(value)),
                    "A run saves a checkpoint after this many events have an outcome. After a crash, events since"
                            + " the last checkpoint are sent again and are a DUPLICATE at the gate."),
            PolicySetting.of(
                    "checkpoint.interval_ms",
                    SettingType.millis("a whole number of milliseconds, from 1 to a day"),
                    policy -> policy.checkpoint().interval(),
                    (policy, value) -> policy.withCheckpoint(policy.checkpoint().withInterval(value)),
                    "A run also saves a checkpoint after this time, if any event has had an outcome since the"
                            + " last one."),
            PolicySetting.of(
                    "checkpoint.patience_ms",
                    SettingType.millis("a whole number of milliseconds, from 0 to a day"),
                    policy -> policy.checkpoint().patience(),
                    (policy, value) -> policy.withCheckpoint(policy.checkpoint().withPatience(value)),
                    "Retry budget for saving a checkpoint or a dead letter. The run halts when it is spent."
                            + " A store of saved runs that is away at the start of a command is waited for as long."));

    private static final List<PolicySetting> POLICY = List.of(
            PolicySetting.of(
                    "policy.on_lease_held",
                    SettingType.oneOf(LeaseHeld.class),
                    policy -> policy.admission().leaseHeld(),
                    (policy, value) -> policy.withAdmission(admission -> admission.withLeaseHeld(value)),
                    "Policy for a run that another host holds. `wait`: take it over when the other host releases"
                            + " it. `leave`: refuse it on this host."),
            PolicySetting.of(
                    "policy.delivery_mode_absent",
                    SettingType.oneOf(DeliveryModeAbsent.class),
                    policy -> policy.admission().deliveryModeAbsent(),
                    (policy, value) -> policy.withAdmission(admission -> admission.withDeliveryModeAbsent(value)),
                    "Policy for a facts view without `traffic_delivery_mode`. `refuse`: refuse the run. `stream`:"
                            + " stream it, for hosts whose views predate the field and that have disabled the gate's own"
                            + " pull. Under `policy.envelope_contract: v1` such a view is always streamed."),
            PolicySetting.of(
                    "policy.framing",
                    SettingType.oneOf(PayloadProfile.class),
                    policy -> policy.envelope().payloadProfile(),
                    (policy, value) -> policy.withEnvelope(envelope -> envelope.withPayloadProfile(value)),
                    "Layout of the payload. `legacy_pull`: the row itself. `canonical`: the row under `data`,"
                            + " next to its `source`. Gates that partition the bus by a payload field do not find the field"
                            + " under `data` and lose per-flow order, unless they read `policy.identity_hints`."),
            PolicySetting.of(
                    "policy.identity_hints",
                    SettingType.HINTS,
                    policy -> policy.envelope().payload().identityHints(),
                    (policy, value) -> policy.withEnvelope(envelope -> envelope.withIdentityHints(value)),
                    "For each output, the fields of the row that canonical payloads also hold as"
                            + " `identity_hints`, by the name of the hint. Only with `policy.framing: canonical`."),
            PolicySetting.of(
                    "policy.event_id",
                    SettingType.oneOf(EventIdRecipe.class),
                    policy -> policy.envelope().eventIdRecipe(),
                    (policy, value) -> policy.withEnvelope(envelope -> envelope.withEventIdRecipe(value)),
                    "Recipe for `event_id`. `legacy_pull`: the ids that the gate mints when it pulls the same"
                            + " rows, so that it recognises them. `canonical`: the recipe of docs/canonical-event-id.md."),
            PolicySetting.of(
                    "policy.envelope_contract",
                    SettingType.oneOf(EnvelopeContract.class),
                    policy -> policy.envelope().contract(),
                    (policy, value) -> policy.withEnvelope(envelope -> envelope.withContract(value)),
                    "Generation of the platform's READYs, facts views and envelopes. `v0`: the first, with five pins."
                            + " `v1`: the second, which also names platform run and scenario run, and needs no delivery"
                            + " mode. A document of the other generation is refused. Independent of"
                            + " `policy.schema_version`."),
            PolicySetting.of(
                    "policy.schema_version",
                    SchemaVersionType.SCHEMA_VERSIONS,
                    policy -> policy.envelope().schemaVersions(),
                    (policy, value) -> policy.withEnvelope(envelope -> envelope.withSchemaVersions(value)),
                    "The envelope's `schema_version`, for all outputs or per output."),
            PolicySetting.of(
                    "policy.stamp_emitted_at",
                    SettingType.TRUTH,
                    policy -> policy.envelope().stampEmittedAt(),
                    (policy, value) -> policy.withEnvelope(envelope -> envelope.withStampEmittedAt(value)),
                    "If true, each envelope carries `emitted_at_utc`, the wall time of the push."),
            PolicySetting.of(
                    "policy.provenance",
                    SettingType.oneOf(Provenance.class),
                    policy -> policy.envelope().provenance(),
                    (policy, value) -> policy.withEnvelope(envelope -> envelope.withProvenance(value)),
                    "Provenance that envelopes carry. `none`: none. `plan`: the plan's digest as `trace_id` and the position"
                            + " of the event in its order as `span_id`, also as HTTP headers. `pack`: the world's `oracle_pack_id` as `trace_id` and"
                            + " its `engine_release` as `span_id`, from the facts view or else READY, under"
                            + " `policy.envelope_contract: v1`. One that is not known, or is longer than 128"
                            + " characters, is left out, with a note."),
            PolicySetting.of(
                    "policy.max_in_flight",
                    SettingType.integer("a whole number from 1 to 65536", Integer.MIN_VALUE),
                    policy -> policy.push().maxInFlight(),
                    (policy, value) -> policy.withPush(push -> push.withMaxInFlight(value)),
                    "Maximum number of envelopes in flight."),
            PolicySetting.of(
                    "policy.ordering",
                    SettingType.oneOf(Ordering.class),
                    policy -> policy.push().ordering(),
                    (policy, value) -> policy.withPush(push -> push.withOrdering(value)),
                    "Order in which the gate receives events, retries included. `global`: all events in"
                            + " event-time order, one in flight at a time. `per_key`: the events of each flow in order,"
                            + " independently of other flows. `none`: no order. With `policy.max_in_flight` 1, `per_key`"
                            + " equals `global`."),
            PolicySetting.of(
                    "policy.flow_key",
                    SettingType.FIELDS,
                    policy -> policy.push().flowKeys(),
                    (policy, value) -> policy.withPush(push -> push.withFlowKeys(value)),
                    "For each output, the field whose value identifies the flow of a row. The default is the"
                            + " first of `flow_id`, `merchant_id`, `account_id`, `party_id` that the row has, which is how"
                            + " gates partition."),
            PolicySetting.of(
                    "policy.backpressure",
                    SettingType.oneOf(Backpressure.class),
                    policy -> policy.push().backpressure(),
                    (policy, value) -> policy.withPush(push -> push.withBackpressure(value)),
                    "Control of the number of envelopes in flight. `adaptive`: follow the capacity of the gate,"
                            + " up to `policy.max_in_flight`. `fixed`: always use `policy.max_in_flight`. Both obey"
                            + " `Retry-After`."),
            PolicySetting.of(
                    "policy.producer",
                    SettingType.TEXT.described("text of 1 to 128 characters"),
                    policy -> policy.envelope().producer(),
                    (policy, value) -> policy.withEnvelope(envelope -> envelope.withProducer(value)),
                    "The envelope's `producer`: the principal by which the gate identifies this host."),
            PolicySetting.of(
                    "policy.retry_budget_ms",
                    MILLIS,
                    policy -> policy.push().retry().budget(),
                    (policy, value) ->
                            policy.withPush(push -> push.withRetry(push.retry().withBudget(value))),
                    "Retry budget of one event, counted from its first failure. When it is spent,"
                            + " `policy.on_retry_exhausted` applies."),
            PolicySetting.of(
                    "policy.retry_initial_ms",
                    MILLIS,
                    policy -> policy.push().retry().initial(),
                    (policy, value) ->
                            policy.withPush(push -> push.withRetry(push.retry().withInitial(value))),
                    "Upper bound of the first backoff of an event. Each backoff has full jitter."),
            PolicySetting.of(
                    "policy.retry_max_ms",
                    MILLIS,
                    policy -> policy.push().retry().max(),
                    (policy, value) ->
                            policy.withPush(push -> push.withRetry(push.retry().withMax(value))),
                    "Upper bound of every backoff of an event. Each backoff has full jitter."),
            PolicySetting.of(
                    "policy.ambiguous_retries",
                    SettingType.COUNT,
                    policy -> policy.push().retry().ambiguousRetries(),
                    (policy, value) ->
                            policy.withPush(push -> push.withRetry(push.retry().withAmbiguousRetries(value))),
                    "Number of retries of an event whose outcome the gate does not know. When they are spent, an event"
                            + " that the gate quarantines (`INTERNAL_ERROR`, `PUBLISH_AMBIGUOUS`) counts as quarantined."
                            + " For an event that it does not decide about (`PUBLISH_AMBIGUOUS_RETRY`)"
                            + " `policy.on_ambiguous` applies, whatever is left of `policy.retry_budget_ms`."),
            PolicySetting.of(
                    "policy.retryable_reasons",
                    SettingType.NAMES,
                    policy -> policy.push().retry().retryableReasons(),
                    (policy, value) ->
                            policy.withPush(push -> push.withRetry(push.retry().withRetryableReasons(value))),
                    "Reasons of a quarantine that mean that the gate cannot take an event now, in addition to those of"
                            + " docs/contracts.md. If a quarantine has no other reasons, the event is retried."),
            PolicySetting.of(
                    "policy.ignorable_facts_fields",
                    SettingType.NAMES,
                    policy -> policy.admission().ignorableFactsFields(),
                    (policy, value) -> policy.withAdmission(admission -> admission.withIgnorableFactsFields(value)),
                    "Unknown top-level fields of a facts view to ignore. Any other unknown field is a refusal."),
            PolicySetting.of(
                    "policy.allow_ungated",
                    SettingType.TRUTH,
                    policy -> policy.admission().allowUngated(),
                    (policy, value) -> policy.withAdmission(admission -> admission.withAllowUngated(value)),
                    "If true, a traffic or context output may have an empty `read_requires_gates`; otherwise that"
                            + " is a refusal."),
            PolicySetting.of(
                    "policy.quarantine_first",
                    SettingType.COUNT,
                    policy -> policy.outcomes().quarantine().firstEvents(),
                    (policy, value) -> policy.withOutcomes(outcomes ->
                            outcomes.withQuarantine(outcomes.quarantine().withFirstEvents(value))),
                    "Halts the run if its first events, this many, are all quarantined by the gate or"
                            + " dead-lettered. 0 disables the limit."),
            PolicySetting.of(
                    "policy.quarantine_in_a_row",
                    SettingType.COUNT,
                    policy -> policy.outcomes().quarantine().inARow(),
                    (policy, value) -> policy.withOutcomes(outcomes ->
                            outcomes.withQuarantine(outcomes.quarantine().withInARow(value))),
                    "Halts the run if this many consecutive events are quarantined by the gate or dead-lettered"
                            + " for the same reason. 0 disables the limit."),
            PolicySetting.of(
                    "policy.on_quarantine",
                    ON_QUARANTINE,
                    policy -> policy.outcomes().quarantine().onQuarantine(),
                    (policy, value) -> policy.withOutcomes(outcomes ->
                            outcomes.withQuarantine(outcomes.quarantine().withOnQuarantine(value))),
                    "Policy for events that the gate quarantines, in addition to `policy.quarantine_first` and"
                            + " `policy.quarantine_in_a_row`. `continue`: continue. `halt(NUMBER)`: halt when this many are"
                            + " quarantined. `halt(NUMBER%)`: halt when their share of the settled events exceeds this,"
                            + " once 1,000 are settled. Earlier starts of the run count."),
            PolicySetting.of(
                    "policy.on_rejected",
                    SettingType.oneOf(OnFailure.class),
                    policy -> policy.outcomes().onRejected(),
                    (policy, value) -> policy.withOutcomes(outcomes -> outcomes.withOnRejected(value)),
                    "Policy for an event that the gate rejects for good. `halt`: the run halts before the event."
                            + " `dead_letter`: the event is dead-lettered, with evidence under `dead_letter.root`, and the"
                            + " stream continues."),
            PolicySetting.of(
                    "policy.on_bad_row",
                    SettingType.oneOf(OnBadRow.class),
                    policy -> policy.outcomes().onBadRow(),
                    (policy, value) -> policy.withOutcomes(outcomes -> outcomes.withOnBadRow(value)),
                    "Policy for a row that cannot become an event. `refuse`: the run is refused. `dead_letter`:"
                            + " the row is dead-lettered, with evidence under `dead_letter.root`, before the first event"
                            + " leaves, for at most `limits.max_bad_rows` rows. A row of another world and a row longer"
                            + " than `limits.max_row_bytes` are always refusals."),
            PolicySetting.of(
                    "policy.on_retry_exhausted",
                    SettingType.oneOf(OnFailure.class),
                    policy -> policy.outcomes().onRetryExhausted(),
                    (policy, value) -> policy.withOutcomes(outcomes -> outcomes.withOnRetryExhausted(value)),
                    "Policy for an event whose `policy.retry_budget_ms` is spent. `halt`: the run halts before"
                            + " the event. `dead_letter`: the event is dead-lettered and the stream continues, but only if"
                            + " the gate has settled another event since the first failure; otherwise the gate counts as"
                            + " unreachable and the run halts. With one event in flight (`policy.max_in_flight` 1 or"
                            + " `policy.ordering` `global`) no other event is sent meanwhile, so `dead_letter` acts like"
                            + " `halt`."),
            PolicySetting.of(
                    "policy.on_ambiguous",
                    SettingType.oneOf(OnFailure.class),
                    policy -> policy.outcomes().onAmbiguous(),
                    (policy, value) -> policy.withOutcomes(outcomes -> outcomes.withOnAmbiguous(value)),
                    "Policy for an event about which the gate still does not know whether it is on the bus"
                            + " (`PUBLISH_AMBIGUOUS_RETRY`) once its `policy.ambiguous_retries` are spent. `halt`: the run"
                            + " halts before the event. `dead_letter`: the event is dead-lettered, with evidence under"
                            + " `dead_letter.root`, and the stream continues, also with one event in flight, since the"
                            + " gate itself names the event. The event may be on the bus."),
            PolicySetting.of(
                    "policy.dead_letter_rows",
                    SettingType.TRUTH,
                    policy -> policy.outcomes().keepRows(),
                    (policy, value) -> policy.withOutcomes(outcomes -> outcomes.withKeepRows(value)),
                    "If true, a dead letter holds the row itself in addition to its digest."));

    static final List<PolicySetting> ALL = Stream.of(
                    CHECKPOINT,
                    PacingSettings.ALL,
                    POLICY,
                    ReadSettings.ALL,
                    OutputSettings.ALL,
                    SecuritySettings.ALL,
                    LimitSettings.ALL)
            .flatMap(List::stream)
            .toList();

    private static final Map<String, PolicySetting> BY_KEY =
            ALL.stream().collect(Collectors.toUnmodifiableMap(PolicySetting::key, setting -> setting));

    private PolicySettings() {}

    static StreamPolicy bind(Map<String, String> properties) {
        Map<String, String> faults = new LinkedHashMap<>();
        List<Map.Entry<String, String>> open = new ArrayList<>();
        properties.forEach((key, value) -> {
            if (BY_KEY.containsKey(key)) {
                open.add(Map.entry(key, value));
            } else {
                faults.put(
                        key,
                        "unknown key"
                                + NearestName.near(key, BY_KEY.keySet())
                                        .map(near -> "; the nearest known one is " + near)
                                        .orElse(""));
            }
        });
        StreamPolicy policy = StreamPolicy.defaults();
        // A value may be allowed only together with another, such as the bounds of a backoff: what fails is tried again
        // once more of the others are set.
        int before;
        do {
            before = open.size();
            for (Map.Entry<String, String> property : List.copyOf(open)) {
                try {
                    policy = Objects.requireNonNull(BY_KEY.get(property.getKey()))
                            .applyTo(policy, property.getValue());
                    open.remove(property);
                    faults.remove(property.getKey());
                } catch (IllegalArgumentException e) {
                    faults.put(property.getKey(), String.valueOf(e.getMessage()));
                }
            }
        } while (!open.isEmpty() && open.size() < before);
        String contradiction = policy.contradiction();
        if (contradiction != null && faults.isEmpty()) {
            faults.put(SecuritySettings.PLATFORM_RUN_ID, contradiction);
        }
        if (!faults.isEmpty()) {
            throw new InvalidPolicyException(faults);
        }
        return policy;
    }
}
