package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.worldstream.wsp.api.Hex64;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;

/** SUR-03: a file is what was saved under its key, or nothing. */
class SurveyFileProperties {
    private static final Hex64 KEY = new Hex64("0123456789abcdef".repeat(4));

    private final Path file;

    SurveyFileProperties() throws IOException {
        file = Files.createTempFile("wsp-survey-test", ".survey");
    }

    @AfterProperty
    void removeFile() throws IOException {
        Files.delete(file);
    }

    @Property(tries = 200)
    void whatIsReadIsWhatWasWritten(@ForAll @Size(max = 300) byte[] survey) throws IOException {
        write(survey);
        assertThat(read(KEY)).isEqualTo(survey);
        assertThat(Files.size(file)).isEqualTo(80 + survey.length);
    }

    @Property(tries = 500)
    void aChangedBitIsFoundWhereverItIs(
            @ForAll @Size(max = 100) byte[] survey, @ForAll @IntRange(max = 10_000) int anywhere) throws IOException {
        byte[] bytes = write(survey);
        int bit = anywhere % (8 * bytes.length);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        assertDamaged(bytes);
    }

    @Property(tries = 300)
    void anotherLengthIsFound(@ForAll @Size(max = 100) byte[] survey, @ForAll @IntRange(max = 10_000) int anywhere)
            throws IOException {
        byte[] bytes = write(survey);
        assertDamaged(Arrays.copyOf(bytes, anywhere % bytes.length));
        assertDamaged(Arrays.copyOf(bytes, bytes.length + 1 + anywhere % 100));
    }

    @Property(tries = 50)
    void aSurveyOfAnotherKeyIsFound(@ForAll @Size(max = 100) byte[] survey) throws IOException {
        write(survey);
        assertThatIOException().isThrownBy(() -> read(new Hex64("1".repeat(64))));
    }

    private byte[] write(byte[] survey) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            SurveyFile.write(channel, KEY, survey);
        }
        return Files.readAllBytes(file);
    }

    private byte[] read(Hex64 key) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return SurveyFile.read(channel, key);
        }
    }

    private void assertDamaged(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        assertThatIOException().isThrownBy(() -> read(KEY));
    }
}
