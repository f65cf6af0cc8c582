package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.SpillSpace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The child process of {@link SpillProcessTest}: {@code <root> spill|hold|churn}. */
final class SpillProgram {
    static final RunId RUN = new RunId("0".repeat(32));
    static final int CHURNED = 150;

    private static final byte[] ROWS = rows();

    private SpillProgram() {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        switch (args[1]) {
            case "spill" -> spill(new FileSpillSpace(root));
            case "hold" -> hold(new FileSpillSpace(root));
            case "churn" -> churn(root);
            default -> throw new IllegalArgumentException(args[1]);
        }
    }

    /** Spills until it is killed. */
    private static void spill(SpillSpace space) throws IOException {
        try (SpillArea area = space.open(RUN)) {
            for (long round = 0; ; round++) {
                try (SpillFile file = area.create()) {
                    for (int i = 0; i < 64; i++) {
                        file.append(ByteBuffer.wrap(ROWS));
                        if (round == 0 && i == 3) {
                            System.out.println("spilling");
                        }
                    }
                }
            }
        }
    }

    /** Holds an area until it is told to look into it, and then to close it. */
    private static void hold(SpillSpace space) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (SpillArea area = space.open(RUN);
                SpillFile file = area.create()) {
            file.append(ByteBuffer.wrap(ROWS));
            System.out.println("holding");
            in.readLine();
            area.create().append(ByteBuffer.wrap(ROWS));
            System.out.println(holdsRows(file) ? "whole" : "changed");
            in.readLine();
        }
        System.out.println("closed");
    }

    /** Makes areas, each over a space of its own so that each cleans up, and removes them. */
    static void churn(Path root) throws IOException {
        for (int i = 0; i < CHURNED; i++) {
            try (SpillArea area = new FileSpillSpace(root).open(RUN);
                    SpillFile file = area.create();
                    SpillFile other = area.create()) {
                file.append(ByteBuffer.wrap(ROWS));
                other.append(ByteBuffer.wrap(ROWS, 0, i));
                if (!holdsRows(file) || other.sizeBytes() != i) {
                    throw new IllegalStateException("a file was changed");
                }
            }
        }
    }

    private static boolean holdsRows(SpillFile file) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(ROWS.length);
        while (read.hasRemaining()) {
            if (file.read(read.position(), read) < 0) {
                return false;
            }
        }
        return Arrays.equals(read.array(), ROWS);
    }

    private static byte[] rows() {
        byte[] rows = new byte[1 << 20];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (byte) (i * 31 + (i >> 8));
        }
        return rows;
    }
}
