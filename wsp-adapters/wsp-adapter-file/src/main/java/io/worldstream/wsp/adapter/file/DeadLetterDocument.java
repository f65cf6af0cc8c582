package io.worldstream.wsp.adapter.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads a dead letter as a JSON document, and the attempts to send its event again as JSON Lines. Documents of
 * earlier versions have no {@code ts_utc} and no {@code quarantine}. Stateless and thread-safe.
 */
final class DeadLetterDocument {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private DeadLetterDocument() {}

    /** Returns the document of a dead letter, with its line break. */
    static byte[] write(long epoch, DeadLetter letter) throws IOException {
        EventId eventId = letter.eventId();
        ObjectNode document = JSON.createObjectNode()
                .put("run_id", letter.runId().value())
                .put("position", letter.position())
                .put("output_id", letter.outputId().value())
                .put("event_id", eventId == null ? null : eventId.value())
                .put("code", letter.code().name())
                .put("reason", letter.reason())
                .put("row_digest", letter.rowDigest().value())
                .put("row", letter.row())
                .put("epoch", epoch)
                .put("kind", letter.kind().wireName())
                .put("ts_utc", text(letter.eventTime()));
        DeadLetter.Quarantine quarantine = letter.quarantine();
        if (quarantine != null) {
            ObjectNode gate = document.putObject("quarantine");
            quarantine.reasonCodes().forEach(gate.putArray("reason_codes")::add);
            gate.put("receipt_id", quarantine.receiptId())
                    .put("envelope_digest", quarantine.envelopeDigest().value())
                    .put("emitted_at_utc", text(quarantine.emittedAt()));
        }
        return line(document);
    }

    /**
     * Reads a dead letter.
     *
     * @throws DamagedFileException if the bytes are no document of that run
     */
    static DeadLetter read(RunId run, byte[] document) throws DamagedFileException {
        try {
            JsonNode read = JSON.readTree(document);
            String eventId = optional(read, "event_id");
            DeadLetter letter = DeadLetter.builder(
                            new RunId(required(read, "run_id")),
                            new OutputId(required(read, "output_id")),
                            new Violation(
                                    ReasonCode.valueOf(required(read, "code")),
                                    required(read, "position"),
                                    required(read, "reason")),
                            new Hex64(required(read, "row_digest")))
                    .eventId(eventId == null ? null : new EventId(eventId))
                    .row(optional(read, "row"))
                    .eventTime(instant(read, "ts_utc"))
                    .quarantine(read.has("quarantine") ? quarantine(read.path("quarantine")) : null)
                    .build();
            if (!letter.runId().equals(run)) {
                throw new DamagedFileException("it belongs to run " + letter.runId());
            }
            return letter;
        } catch (DamagedFileException e) {
            throw e;
        } catch (IOException | IllegalArgumentException | IllegalStateException | DateTimeException e) {
            throw damaged(e);
        }
    }

    private static DeadLetter.Quarantine quarantine(JsonNode gate) throws DamagedFileException {
        return new DeadLetter.Quarantine(
                texts(gate, "reason_codes"),
                optional(gate, "receipt_id"),
                new Hex64(required(gate, "envelope_digest")),
                instant(gate, "emitted_at_utc"));
    }

    /** Returns the line of an attempt, with its line break. */
    static byte[] write(long epoch, RedriveAttempt attempt) throws IOException {
        ObjectNode line = JSON.createObjectNode()
                .put("at", attempt.at().toString())
                .put("outcome", attempt.outcome().name());
        attempt.reasonCodes().forEach(line.putArray("reason_codes")::add);
        return line(line.put("receipt_id", attempt.receiptId()).put("epoch", epoch));
    }

    /**
     * Reads the attempts of a record.
     *
     * @throws DamagedFileException if a line is no attempt
     */
    static List<RedriveAttempt> readAttempts(byte[] lines) throws DamagedFileException {
        List<RedriveAttempt> attempts = new ArrayList<>();
        for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
            try {
                JsonNode read = JSON.readTree(line);
                attempts.add(new RedriveAttempt(
                        Instant.parse(required(read, "at")),
                        RedriveAttempt.Outcome.valueOf(required(read, "outcome")),
                        texts(read, "reason_codes"),
                        optional(read, "receipt_id")));
            } catch (DamagedFileException e) {
                throw e;
            } catch (IOException | IllegalArgumentException | DateTimeException e) {
                throw damaged(e);
            }
        }
        return attempts;
    }

    private static byte[] line(ObjectNode document) throws IOException {
        return (JSON.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable Instant instant(JsonNode document, String field) throws DamagedFileException {
        String text = optional(document, field);
        return text == null ? null : Instant.parse(text);
    }

    private static String required(JsonNode document, String field) throws DamagedFileException {
        String text = document.path(field).textValue();
        if (text == null) {
            throw new DamagedFileException("it has no text " + field);
        }
        return text;
    }

    private static @Nullable String optional(JsonNode document, String field) throws DamagedFileException {
        JsonNode value = document.path(field);
        return value.isMissingNode() || value.isNull() ? null : required(document, field);
    }

    private static List<String> texts(JsonNode document, String field) throws DamagedFileException {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : document.path(field)) {
            if (!each.isTextual()) {
                throw new DamagedFileException("its " + field + " has an element that is no text");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    /** Quotes no part of the document: it may hold a row. */
    private static DamagedFileException damaged(Exception cause) {
        return new DamagedFileException(
                cause instanceof JsonProcessingException
                        ? "it is not valid JSON"
                        : LogText.segment(String.valueOf(cause.getMessage())));
    }
}
