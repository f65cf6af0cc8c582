package io.worldstream.wsp.api.support;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the blocks of PEM text (RFC 7468). Stateless; any thread may use it. No exception holds anything of the text. */
public final class PemText {
    private static final String BLOCK = "-----BEGIN ([A-Z0-9 ]+)-----\\s([A-Za-z0-9+/=\\s]++)-----END \\1-----";
    private static final Pattern BLOCKS = Pattern.compile(BLOCK);
    private static final Pattern ONLY = Pattern.compile("\\s*" + BLOCK + "\\s*");

    private PemText() {}

    /**
     * Returns the block of a text that has nothing else; empty if it is of another form.
     *
     * @throws IllegalArgumentException if the block is not base64
     */
    public static Optional<Block> only(String text) {
        Matcher block = ONLY.matcher(text);
        return block.matches() ? Optional.of(block(block)) : Optional.empty();
    }

    /**
     * Returns all blocks of a text, in order. Text between them, such as attributes, is passed over, and so is a block with
     * headers.
     *
     * @throws IllegalArgumentException if a block is not base64
     */
    public static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCKS.matcher(text);
        while (block.find()) {
            blocks.add(block(block));
        }
        return blocks;
    }

    private static Block block(Matcher found) {
        try {
            return new Block(
                    found.group(1), Base64.getDecoder().decode(found.group(2).replaceAll("\\s", "")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its PEM is not base64", e);
        }
    }

    /** A block. Not a record, since {@code toString} must not show its content. */
    public static final class Block {
        private final String label;
        private final byte[] der;

        private Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        /** Returns the kind of content, such as {@code CERTIFICATE}. */
        public String label() {
            return label;
        }

        /** Returns the content, which belongs to the caller: it may be erased after use. */
        public byte[] der() {
            return der;
        }

        /** Returns the label. */
        @Override
        public String toString() {
            return label;
        }
    }
}
