package io.worldstream.wsp.tests.fuzz;

import java.util.List;

/**
 * A reader of outside content.
 *
 * @param name as in the folder of its corpus
 * @param seeds inputs that it takes, from which others are made
 * @param text whether an input is text, with tokens to mutate, else bytes
 * @param reading reads an input
 */
record Target(String name, List<byte[]> seeds, boolean text, Reading reading) {
    Target {
        seeds = List.copyOf(seeds);
    }

    /** The result that a target returns for an input that it accepts. */
    static final String TAKEN = "taken";

    /** The reader. */
    @FunctionalInterface
    interface Reading {
        /**
         * Reads an input.
         *
         * @return {@link #TAKEN}, or a word for the reader's own way to refuse, such as a reason code
         * @throws Exception a find
         */
        String read(byte[] input) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
