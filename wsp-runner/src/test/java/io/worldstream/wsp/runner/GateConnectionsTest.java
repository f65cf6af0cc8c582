package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GateConnectionsTest {
    @ParameterizedTest
    @CsvSource({"1000000, 999488", "4096, 3584", "1024, 512", "600, 300", "1, 1", "9223372036854775807, 2147483647"})
    void most_filesOfTheProcess_leavesSomeForTheRest(long files, int most) {
        assertThat(GateConnections.most(4200, files)).isEqualTo(most);
    }
}
