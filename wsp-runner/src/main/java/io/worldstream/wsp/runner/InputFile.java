package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.BoundedFile;
import io.worldstream.wsp.adapter.file.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code --input}, which was a regular file when the command began.
 *
 * @param name the file as the user typed it
 * @param path its path
 * @param format its format
 * @param misfit why its content cannot be in this format, or null if it can
 */
record InputFile(
        String name,
        Path path,
        InputFormat format,
        @Nullable String misfit) {
    private static final String OPTION = "--input";

    /**
     * Checks the files of the option without reading their rows.
     *
     * @param host resolves paths
     * @param names the files as the user typed them
     * @param declared the format of all of them, or null if their names say it
     * @param faults receives what is wrong with the use of the option
     * @return the files without such a fault, in order
     */
    static List<InputFile> find(Host host, List<String> names, @Nullable InputFormat declared, InputFaults faults) {
        List<InputFile> files = new ArrayList<>();
        Set<Path> paths = new HashSet<>();
        Set<InputFormat> formats = EnumSet.noneOf(InputFormat.class);
        for (String name : names) {
            try {
                InputFile file = find(host, name, declared);
                if (!paths.add(file.path.toRealPath())) {
                    faults.add(OPTION + ": named twice: " + name);
                }
                formats.add(file.format);
                files.add(file);
            } catch (UsageException e) {
                faults.add(String.valueOf(e.getMessage()));
            } catch (NoSuchFileException e) {
                faults.add(OPTION + ": no such file: " + name);
            } catch (IOException e) {
                faults.add(OPTION + ": cannot read " + name + ": " + FileFailure.inWords(e));
            }
        }
        if (formats.size() > 1) {
            faults.add(OPTION + ": all files must have one format, found " + formats);
        }
        return files;
    }

    private static InputFile find(Host host, String name, @Nullable InputFormat declared) throws IOException {
        Path path = host.path(OPTION, name);
        BoundedFile.requireRegular(path);
        InputFormat format = declared != null
                ? declared
                : InputFormat.ofName(path)
                        .orElseThrow(() -> new UsageException(OPTION + ": the name does not end in .csv, .jsonl,"
                                + " .jsonl.gz or .parquet; name the format with --format: " + name));
        try (InputStream in = Files.newInputStream(path)) {
            return new InputFile(name, path, format, format.misfit(in.readNBytes(InputFormat.HEAD_BYTES)));
        }
    }
}
