package io.worldstream.wsp.internal.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I12: memory depends on the budgets, not on the world. Each world has a process of its own, with a heap of 32 MiB. */
@Tag("process")
class SmallHeapTest {
    private static final long MINUTES = 5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "GZIP_OF_ONE_LINE, refused ROW_TOO_LARGE p.jsonl#row=1",
        "GZIP_OF_SPACES, read 1 of 1",
        "GZIP_OF_LINE_BREAKS, read 1 of 1",
        "ONE_LINE, refused ROW_TOO_LARGE p.jsonl#row=1",
        "NESTED_ARRAYS, refused LIMIT_EXCEEDED p.jsonl#row=1",
        "MORE_TO_SORT, read 300000 of 300000",
        "MORE_TIES, read 200000 of 200000",
        "MORE_TIES_THAN_MAY_BE_HELD, halted LIMIT_EXCEEDED after 0",
        "MORE_IN_THE_WINDOW_THAN_MAY_BE_HELD, halted LIMIT_EXCEEDED after 0"
    })
    void aWorldThatIsLargerThanTheHeap(SmallHeap.World world, String outcome) throws Exception {
        Path output = folder.resolve("output");
        Path spill = Files.createDirectory(folder.resolve("spill"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        world.name(),
                        spill.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES))
                    .as("ended in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(output, StandardCharsets.UTF_8).strip()).isEqualTo(outcome);
        assertThat(process.exitValue()).isZero();
        assertNothingIsLeft(spill);
    }

    private static void assertNothingIsLeft(Path spill) throws IOException {
        try (Stream<Path> left = Files.list(spill)) {
            assertThat(left).isEmpty();
        }
    }
}
