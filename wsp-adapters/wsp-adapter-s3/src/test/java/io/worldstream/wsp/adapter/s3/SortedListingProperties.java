package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.adapter.s3.SortedObject.Kind;
import io.worldstream.wsp.api.Hex64;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The order of uses does not depend on clocks that are wrong or coarse. */
class SortedListingProperties {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIFE = Duration.ofHours(1);

    private static Hex64 key(int number) {
        return new Hex64(HexFormat.of().toHexDigits((byte) number).repeat(32));
    }

    /** Each step is a view and the milliseconds by which the store's clock, which shows seconds, moves; even back. */
    @Property(tries = 500)
    void nextUse_anyClock_isLaterThanAllBefore(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 4) Integer> views,
            @ForAll @Size(value = 30) List<@IntRange(min = -3_000, max = 3_000) Integer> clock) {
        List<SortedObject> objects = new ArrayList<>();
        Instant now = START;
        for (int step = 0; step < views.size(); step++) {
            now = now.plusMillis(clock.get(step));
            Instant shown = now.truncatedTo(ChronoUnit.SECONDS);
            Hex64 key = key(views.get(step));
            Instant use = new SortedListing(shown, objects).nextUse();
            String stamp = HexFormat.of().toHexDigits(ChronoUnit.MICROS.between(Instant.EPOCH, use));
            objects.add(parsed(SortedObject.name(key, Kind.USED, stamp), shown));
            if (objects.stream()
                    .noneMatch(each -> each.kind() == Kind.VIEW && each.key().equals(key))) {
                objects.add(parsed(SortedObject.name(key, Kind.VIEW, ""), shown));
            }
            SortedListing listing = new SortedListing(shown, objects);
            Instant last = listing.entry(key).orElseThrow().lastUsed();
            assertThat(listing.entries())
                    .filteredOn(entry -> !entry.key().equals(key))
                    .allMatch(entry -> entry.lastUsed().isBefore(last));
        }
    }

    private static SortedObject parsed(String name, Instant modified) {
        return SortedObject.parse(name, 0, modified).orElseThrow();
    }

    @Property(tries = 200)
    void abandoned_markersOnly_andOnlyOldOnes(@ForAll @IntRange(min = 0, max = 7_200) int age) {
        Instant then = START.minusSeconds(age);
        List<SortedObject> objects = IntStream.range(0, 2)
                .mapToObj(number -> List.of(
                        parsed(SortedObject.name(key(number), Kind.OPEN, "0123456789abcdef"), then),
                        parsed(SortedObject.name(key(number), Kind.LEAVING, "0123456789abcdef"), then),
                        parsed(SortedObject.name(key(number), Kind.USED, "0000000000000001"), then)))
                .flatMap(List::stream)
                .collect(Collectors.toCollection(ArrayList::new));
        objects.add(parsed(SortedObject.name(key(0), Kind.VIEW, ""), then));
        SortedListing listing = new SortedListing(START, objects);
        boolean old = age > LIFE.toSeconds();
        assertThat(listing.abandoned(LIFE)).hasSize(old ? 5 : 0).noneMatch(each -> each.kind() == Kind.VIEW);
        assertThat(listing.has(key(0), Kind.OPEN, LIFE)).isEqualTo(!old);
    }
}
