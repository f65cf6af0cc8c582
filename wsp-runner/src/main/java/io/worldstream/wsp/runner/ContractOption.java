package io.worldstream.wsp.runner;

import io.worldstream.wsp.policy.EnvelopeContract;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --contract} of commands that write a world or stand in for its gate. */
final class ContractOption {
    @Option(
            names = "--contract",
            paramLabel = "C",
            defaultValue = "v0",
            completionCandidates = Words.class,
            description = "Generation of the platform whose documents and envelopes to speak: v0 or v1"
                    + " (${DEFAULT-VALUE}).")
    private EnvelopeContract contract = EnvelopeContract.V0;

    EnvelopeContract value() {
        return contract;
    }

    /** The values as the configuration spells them. */
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("v0", "v1").iterator();
        }
    }
}
