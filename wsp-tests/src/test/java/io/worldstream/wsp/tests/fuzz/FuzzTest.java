package io.worldstream.wsp.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input of every reader ends in its result or in a refusal with a reason, within a time and a memory. The corpus, in
 * {@code src/test/resources/fuzz}, is what was found: it is replayed first. CONTRIBUTING.md says how to search longer.
 */
@Tag("fuzz")
@Execution(ExecutionMode.CONCURRENT)
class FuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int FROM = Integer.getInteger("fuzz.from", 0);
    private static final String ONLY = System.getProperty("fuzz.target", "");
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 10_000);

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void everyInputEndsInAResult(Target target) throws IOException, URISyntaxException {
        List<byte[]> corpus = corpus(target.name());
        List<byte[]> seeds = new ArrayList<>(target.seeds());
        seeds.addAll(corpus);
        try (Campaign campaign = new Campaign(target)) {
            for (int i = 0; i < corpus.size(); i++) {
                campaign.run("corpus-" + i, corpus.get(i));
            }
            for (byte[] seed : target.seeds()) {
                campaign.run("seed", seed);
            }
            assertThat(campaign.outcomes()).as("seeds of %s", target).containsKey(Target.TAKEN);
            for (int i = FROM; i < FROM + INPUTS; i++) {
                campaign.run(SEED + "-" + i, Mutator.input(seeds, target.text(), SEED * 0x9e3779b97f4a7c15L + 31L * i));
            }
            Map<String, Integer> outcomes = campaign.outcomes();
            System.out.println("fuzz " + target + ": " + outcomes + ", slowest " + campaign.slowestMillis()
                    + " ms, most allocated " + (campaign.mostAllocated() >> 10) + " KiB");
            // Else the mutations do not reach the reader, or never get past its first look.
            assertThat(INPUTS < 1000 || outcomes.size() > 1).as("%s", outcomes).isTrue();
        }
    }

    static Stream<Target> everyInputEndsInAResult() throws IOException {
        return Stream.of(DocumentTargets.all(), WorldTargets.all(), StateTargets.all())
                .flatMap(List::stream)
                .filter(target -> ONLY.isEmpty() || ONLY.equals(target.name()));
    }

    private static List<byte[]> corpus(String target) throws IOException, URISyntaxException {
        URL folder = FuzzTest.class.getResource("/fuzz/" + target);
        List<byte[]> corpus = new ArrayList<>();
        if (folder != null) {
            try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                for (Path file : files.sorted().toList()) {
                    corpus.add(Files.readAllBytes(file));
                }
            }
        }
        return corpus;
    }
}
