package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The child process of {@link SortedProcessTest}: {@code <root> write <first>} writes views until it is killed; {@code
 * <root> read} opens a view and holds it until it is told to go.
 */
final class SortedProgram {
    static final Hex64 KEY = new Hex64("ab".repeat(32));

    /** All views have a multiple of so many bytes. */
    static final int STEP = 1 << 20;

    private SortedProgram() {}

    public static void main(String[] args) throws IOException {
        FileSortedStore store = new FileSortedStore(Path.of(args[0]));
        if (args[1].equals("read")) {
            try (PartContent content = store.open(KEY).orElseThrow()) {
                System.out.println(content.sizeBytes());
                System.in.read();
            }
            return;
        }
        for (int n = Integer.parseInt(args[2]); ; n++) {
            write(store, n);
            System.out.println(n);
        }
    }

    /** Writes a view whose number can be told from its size and each byte. */
    static void write(FileSortedStore store, int number) throws IOException {
        try (SortedDraft draft = store.create(KEY)) {
            byte[] bytes = new byte[STEP];
            Arrays.fill(bytes, (byte) number);
            for (int i = 0; i <= number % 5; i++) {
                draft.append(ByteBuffer.wrap(bytes));
            }
            draft.commit();
        }
    }
}
