package io.worldstream.wsp.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The reader's memory of the previous time never changes a result. */
final class EventTimeReaderProperties {
    private static final String CHARACTERS = "0123456789T:.-Z+ tz";

    @Property
    void timesInAnyOrderAreReadAsEachByItself(@ForAll long seed) {
        Random random = new Random(seed);
        EventTimeReader reader = new EventTimeReader();
        long micros = random.nextLong(EventTimeText.MIN_MICROS, EventTimeText.MAX_MICROS);
        for (int i = 0; i < 200; i++) {
            micros = Math.max(
                    EventTimeText.MIN_MICROS,
                    Math.min(EventTimeText.MAX_MICROS, micros + random.nextLong(-20_000_000, 40_000_000)));
            StringBuilder text = new StringBuilder(EventTimeText.format(micros));
            for (int change = random.nextInt(4) - 2; change > 0; change--) {
                text.setCharAt(random.nextInt(text.length()), CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            if (random.nextInt(10) == 0) {
                text.setLength(random.nextInt(text.length() + 1));
            }
            byte[] amid = ("x\"" + text + "\"y").getBytes(StandardCharsets.UTF_8);
            assertThat(reader.micros(amid, 2, amid.length - 2))
                    .as("seed %d, %s", seed, text)
                    .isEqualTo(EventTimeText.micros(text.toString()));
        }
    }
}
