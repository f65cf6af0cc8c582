package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code wsp state init} where there is nothing to do; {@code FieldFaultsTest} has it with a database. */
final class StateCommandTest {
    @TempDir
    Path temp;

    private String init(String state) throws IOException {
        Path config = Files.writeString(temp.resolve("wsp.yaml"), "state: " + state);
        Shell shell = new Shell();
        assertThat(shell.run("state", "init", "--config", config.toString())).isZero();
        return shell.err();
    }

    @Test
    void init_ofFolders_saysThatThereIsNothingToPrepare() throws IOException {
        assertThat(init("{kind: file}")).contains("state.kind is file: nothing to prepare");
    }

    @Test
    void init_ofABucket_saysThatThereIsNothingToPrepare() throws IOException {
        assertThat(init("{kind: s3, s3: {root: \"s3://a-bucket\"}}")).contains("state.kind is s3: nothing to prepare");
    }
}
