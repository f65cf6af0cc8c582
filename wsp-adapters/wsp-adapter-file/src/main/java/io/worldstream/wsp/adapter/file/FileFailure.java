package io.worldstream.wsp.adapter.file;

import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Says in words why a file or folder cannot be used: the message of a file system exception is often only a path, and
 * its type is a name of Java. Stateless and thread-safe.
 */
public final class FileFailure {
    private FileFailure() {}

    /**
     * Returns the path that the failure names, if any, and its cause in words.
     *
     * @param failure an {@link IOException}, also within an {@link UncheckedIOException}; of any other, the text of the
     *     exception is returned
     */
    public static String inWords(Exception failure) {
        IOException cause = failure instanceof UncheckedIOException unchecked ? unchecked.getCause() : null;
        if (cause != null) {
            return inWords(cause);
        }
        if (failure instanceof FileSystemException named) {
            String file = named.getFile() == null ? "" : LogText.path(named.getFile()) + ": ";
            return file + (named.getReason() == null ? cause(named) : LogText.path(named.getReason()));
        }
        boolean ours = failure.getClass() == IOException.class || failure instanceof DamagedFileException;
        return ours && failure.getMessage() != null ? failure.getMessage() : failure.toString();
    }

    private static String cause(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        } else if (failure instanceof AccessDeniedException) {
            return "access denied";
        } else if (failure instanceof FileAlreadyExistsException) {
            return "exists already";
        } else if (failure instanceof NotDirectoryException) {
            return "not a folder";
        } else if (failure instanceof DirectoryNotEmptyException) {
            return "not empty";
        }
        return failure.getClass().getSimpleName();
    }
}
