package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFailureTest {
    @TempDir
    Path temp;

    @Test
    void inWords_failuresOfTheFileSystem_namePathAndCause() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        Files.createDirectories(temp.resolve("folder/below"));

        assertThat(inWords(() -> Files.newInputStream(temp.resolve("none"))))
                .isEqualTo(temp.resolve("none") + ": no such file or folder");
        assertThat(inWords(() -> Files.createDirectories(file))).isEqualTo(file + ": exists already");
        assertThat(inWords(() -> Files.newDirectoryStream(file))).isEqualTo(file + ": not a folder");
        assertThat(inWords(() -> Files.delete(temp.resolve("folder"))))
                .isEqualTo(temp.resolve("folder") + ": not empty");
        assertThat(FileFailure.inWords(new AccessDeniedException("a"))).isEqualTo("a: access denied");
        assertThat(FileFailure.inWords(new FileSystemException("a\nb", null, "Is a directory")))
                .isEqualTo("a\\u000ab: Is a directory");
    }

    @Test
    void inWords_otherFailures_areTheirMessageOrTheirText() {
        assertThat(FileFailure.inWords(new IOException("No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(FileFailure.inWords(new UncheckedIOException(new IOException("closed"))))
                .isEqualTo("closed");
        assertThat(FileFailure.inWords(new DamagedFileException("torn"))).isEqualTo("torn");
        assertThat(FileFailure.inWords(new EOFException())).isEqualTo("java.io.EOFException");
        assertThat(FileFailure.inWords(new IOException())).isEqualTo("java.io.IOException");
    }

    private static String inWords(ThrowingCallable call) {
        return FileFailure.inWords(catchThrowableOfType(IOException.class, call));
    }
}
