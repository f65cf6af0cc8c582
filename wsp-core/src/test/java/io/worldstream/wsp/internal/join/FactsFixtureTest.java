package io.worldstream.wsp.internal.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.join.FactsFixture.World;
import org.junit.jupiter.api.Test;

/** The fixture's world is sound: what a test then breaks is the only thing that is wrong. */
final class FactsFixtureTest {
    @Test
    void nothingIsWrongWithTheSoundWorld() {
        World world = FactsFixture.sound().seal();
        JoinSurface surface = world.joinSurface();
        assertThat(surface.check(world.ready())).isInstanceOf(JoinResult.Joined.class);
        assertThat(world.oracle().openContents()).isZero();
    }
}
