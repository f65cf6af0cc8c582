package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.Sha256;
import io.worldstream.wsp.testkit.internal.SplitMix;

/** The rows of one output in ascending event time, generated one by one. For one thread. */
abstract sealed class BankRows permits ArrivalRows, ArrivalEntityRows, FlowAnchorRows, FlowEventRows {
    final MonthRhythm rhythm;
    final SplitMix random;
    final Pins pins;

    /** The pins as JSON fields, which every row repeats. */
    final String pinFields;

    BankRows(Pins pins, long rows, SplitMix random) {
        this.pins = pins;
        this.random = random;
        rhythm = new MonthRhythm(rows, random);
        StringBuilder fields = new StringBuilder();
        fields.append("\"manifest_fingerprint\":\"").append(pins.manifestFingerprint());
        fields.append("\",\"parameter_hash\":\"").append(pins.parameterHash());
        fields.append("\",\"seed\":").append(pins.seed()).append(",\"scenario_id\":");
        fields.append(Json.MAPPER.getNodeFactory().textNode(pins.scenarioId()));
        pinFields = fields.toString();
    }

    static BankRows of(OutputId outputId, Pins pins, long rows) {
        // The digest spreads neighbouring seeds and gives each output its own numbers.
        String world = Sha256.hex("rows|" + outputId + "|" + pins.seed() + "|" + pins.manifestFingerprint());
        SplitMix random = new SplitMix(Long.parseUnsignedLong(world.substring(0, 16), 16));
        if (outputId.equals(BankOutputs.ARRIVALS)) {
            return new ArrivalRows(pins, rows, random);
        }
        if (outputId.equals(BankOutputs.ARRIVAL_ENTITIES)) {
            return new ArrivalEntityRows(pins, rows, random);
        }
        if (outputId.equals(BankOutputs.FLOW_ANCHORS_BASELINE)) {
            return new FlowAnchorRows(pins, rows, random, false);
        }
        if (outputId.equals(BankOutputs.FLOW_ANCHORS_WITH_FRAUD)) {
            return new FlowAnchorRows(pins, rows, random, true);
        }
        return new FlowEventRows(pins, rows, random, outputId.equals(BankOutputs.EVENT_STREAM_WITH_FRAUD));
    }

    /** Advances to the next row; returns false at the end. */
    final boolean advance() {
        return rhythm.advance();
    }

    /** Appends the current row as JSON text; called once per row. */
    abstract void appendTo(StringBuilder out);

    /** Appends {@code ,"amount":} in one of the spellings that numbers have in the field. */
    final void appendAmount(StringBuilder out) {
        int cents = 1 + random.nextInt(50_000);
        out.append(",\"amount\":").append(cents / 100);
        if (!random.chance(50)) {
            out.append('.').append((char) ('0' + cents / 10 % 10)).append((char) ('0' + cents % 10));
        }
    }

    /** Appends {@code ,"fraud_flag":} and {@code ,"campaign_id":}. */
    final void appendFraud(StringBuilder out, boolean fraud, int campaign) {
        out.append(",\"fraud_flag\":").append(fraud).append(",\"campaign_id\":");
        if (fraud) {
            out.append("\"camp-").append(campaign).append('"');
        } else {
            out.append("null");
        }
    }
}
