package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.testkit.internal.SplitMix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Distributes the rows of an output over its parts. The part of a row depends on the row's number, never on the rows'
 * generator, so that the number of parts does not change the rows.
 */
final class PartDealer {
    private final OutputWriter writer;
    private final int parts;
    private final long seed;

    PartDealer(OutputWriter writer, int parts, long seed) {
        this.writer = writer;
        this.parts = parts;
        this.seed = seed;
    }

    SealedOutput deal(Catalogue.Output entry, BankRows rows, RowEdits edits) throws IOException {
        List<String> paths = writer.partPaths(entry.outputId(), parts);
        List<OutputStream> streams = new ArrayList<>();
        long count = 0;
        try {
            for (String path : paths) {
                streams.add(writer.startPart(path));
            }
            StringBuilder text = new StringBuilder(1024);
            while (rows.advance()) {
                text.setLength(0);
                rows.appendTo(text);
                writeLine(streams.get(partOf(count)), text, edits.replacement(count));
                count++;
            }
            for (int part = 0; part < parts; part++) {
                for (String line : edits.appendedTo(part)) {
                    writeLine(streams.get(part), text, line);
                }
            }
        } finally {
            close(streams);
        }
        return writer.seal(entry, paths, count);
    }

    private int partOf(long row) {
        return (int) Long.remainderUnsigned(SplitMix.mix(SplitMix.mix(seed) + row), parts);
    }

    private static void writeLine(OutputStream out, StringBuilder text, @Nullable String instead) throws IOException {
        String line = instead == null ? text.append('\n').toString() : instead + "\n";
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    /** Closes all streams, even if one fails: throws the first failure, with the others suppressed. */
    private static void close(List<OutputStream> streams) throws IOException {
        IOException failure = null;
        for (OutputStream stream : streams) {
            try {
                stream.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
