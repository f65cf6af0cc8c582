package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.Hex64;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** The child process of {@link SurveyProcessTest}: {@code <root> <first>} saves surveys until it is killed. */
final class SurveyProgram {
    static final Hex64 KEY = new Hex64("ab".repeat(32));

    /** All surveys have a multiple of so many bytes. */
    static final int STEP = 4 << 20;

    private SurveyProgram() {}

    public static void main(String[] args) throws IOException {
        FileSurveyStore store = new FileSurveyStore(Path.of(args[0]));
        for (int n = Integer.parseInt(args[1]); ; n++) {
            store.save(KEY, survey(n));
            System.out.println(n);
        }
    }

    /** A survey whose number can be told from its first bytes, and each byte from the number. */
    static byte[] survey(int number) {
        byte[] survey = new byte[(1 + number % 5) * STEP];
        Arrays.fill(survey, (byte) number);
        ByteBuffer.wrap(survey).putInt(number);
        return survey;
    }
}
