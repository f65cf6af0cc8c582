package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.Sha256;
import io.worldstream.wsp.testkit.internal.SplitMix;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;

/** Rows of {@code arrival_events_5B}: merchants in several zones, a few of them with most of the trade. */
final class ArrivalRows extends BankRows {
    private static final int MERCHANTS = 200;
    private static final String[] ZONES = {
        "Europe/London", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Africa/Accra", "Asia/Kolkata"
    };
    private static final String[] CHANNELS = {"card_present", "ecom", "atm", "bill_pay"};

    /** JSON texts: plain, escapes in several spellings, text beyond ASCII and beyond U+FFFF, null. */
    private static final String[] LABELS = {
        "\"Grocer 12\"",
        "\"Caf\\u00e9 \\\"Zentral\\\"\"",
        "\"Bäckerei Öztürk\"",
        "\"A\\/B Fuel\\\\Co\"",
        "\"東京 市場\"",
        "\"ATM 🏧\"",
        "null",
        "\"Tab\\there\""
    };

    private final long[] merchantIds = new long[MERCHANTS];
    private final long[] arrivals = new long[MERCHANTS];
    private final long[] zoneOffsets = new long[ZONES.length];
    private final String universeHash;
    private int offsetsOfSlot = -1;

    ArrivalRows(Pins pins, long rows, SplitMix random) {
        super(pins, rows, random);
        universeHash = Sha256.hex("routing|" + pins.manifestFingerprint());
        for (int i = 0; i < MERCHANTS; i++) {
            // Odd steps from a base far above 2^53, partly above 2^63: all differ, and no double can represent them.
            merchantIds[i] = 0x7FFF_FFFF_FFF0_0001L + i * 10_007L;
        }
        // Most ids in the field are short.
        Arrays.setAll(merchantIds, i -> i % 10 == 0 ? merchantIds[i] : 1_013_486_064L + i * 7919L);
    }

    @Override
    void appendTo(StringBuilder out) {
        int merchant = Math.min(random.nextInt(MERCHANTS), random.nextInt(MERCHANTS));
        int zone = merchant % ZONES.length;
        long micros = rhythm.micros();
        boolean isVirtual = random.chance(300);
        out.append('{').append(pinFields);
        out.append(",\"merchant_id\":").append(Long.toUnsignedString(merchantIds[merchant]));
        out.append(",\"merchant_label\":").append(LABELS[merchant % LABELS.length]);
        out.append(",\"zone_representation\":\"").append(ZONES[zone]);
        out.append("\",\"channel_group\":\"").append(CHANNELS[random.nextInt(CHANNELS.length)]);
        out.append("\",\"bucket_index\":").append(rhythm.slot() / 4);
        out.append(",\"arrival_seq\":").append(++arrivals[merchant]);
        out.append(",\"ts_utc\":\"");
        RowTime.append(out, micros);
        out.append("Z\",\"tzid_primary\":\"").append(ZONES[zone]);
        out.append("\",\"ts_local_primary\":\"");
        RowTime.append(out, micros + offset(zone));
        out.append("\",\"site_id\":");
        if (isVirtual) {
            out.append("null,\"edge_id\":").append(random.nextInt(64));
        } else {
            out.append(Long.toUnsignedString(-1L - merchant)).append(",\"edge_id\":null");
        }
        out.append(",\"routing_universe_hash\":\"").append(universeHash);
        out.append("\",\"lambda_realised\":")
                .append(random.nextInt(40))
                .append('.')
                .append(random.nextInt(1_000_000));
        out.append(",\"is_virtual\":").append(isVirtual).append('}');
    }

    /** Looks up the offset once per quarter of an hour, which suffices because zones change it only on quarters. */
    private long offset(int zone) {
        if (offsetsOfSlot != rhythm.slot()) {
            offsetsOfSlot = rhythm.slot();
            Instant start = Instant.ofEpochSecond(
                    (MonthRhythm.START_MICROS + offsetsOfSlot * MonthRhythm.SLOT_MICROS) / 1_000_000L);
            Arrays.setAll(
                    zoneOffsets,
                    i -> ZoneId.of(ZONES[i]).getRules().getOffset(start).getTotalSeconds() * 1_000_000L);
        }
        return zoneOffsets[zone];
    }
}
