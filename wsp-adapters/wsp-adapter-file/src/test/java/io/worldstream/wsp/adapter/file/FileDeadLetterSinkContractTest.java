package io.worldstream.wsp.adapter.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterSink;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.testkit.contract.DeadLetterSinkContract;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class FileDeadLetterSinkContractTest extends DeadLetterSinkContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    @Override
    protected DeadLetterSink deadLetters() {
        return new FileDeadLetterSink(root());
    }

    @Override
    protected List<DeadLetter> kept(RunId run) throws IOException {
        List<DeadLetter> kept = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root().resolve(run.value()), "*.json")) {
            for (Path file : files) {
                kept.add(read(JSON.readTree(file.toFile())));
            }
        }
        return kept;
    }

    static DeadLetter read(JsonNode document) {
        JsonNode eventId = document.required("event_id");
        return DeadLetter.builder(
                        new RunId(document.required("run_id").textValue()),
                        new OutputId(document.required("output_id").textValue()),
                        new Violation(
                                ReasonCode.valueOf(document.required("code").textValue()),
                                document.required("position").textValue(),
                                document.required("reason").textValue()),
                        new Hex64(document.required("row_digest").textValue()))
                .eventId(eventId.isNull() ? null : new EventId(eventId.textValue()))
                .row(document.required("row").textValue())
                .build();
    }

    /** A file is no folder, whoever runs the test. */
    @Override
    protected void cutOff() throws IOException {
        Files.move(root(), dir.resolve("aside"));
        Files.createFile(root());
    }

    @Override
    protected void restore() throws IOException {
        Files.delete(root());
        Files.move(dir.resolve("aside"), root());
    }

    private Path root() {
        return dir.resolve("dead_letter");
    }
}
