package io.worldstream.wsp.adapter.kinesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Format of the positions of a stream in a store: JSON, so that an operator can read them.
 *
 * <pre>{@code
 * {"format": "wsp.kinesis.positions.v1",
 *  "shards": {"shardId-000000000000": {"settled": ["0-4968...", "4969...-4971..."], "ended": false, "as_of": "..."}}}
 * }</pre>
 */
final class PositionRecord {
    private static final String FORMAT = "wsp.kinesis.positions.v1";

    /** Real sequence numbers have 56 digits. */
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,100})-([0-9]{1,100})");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PositionRecord() {}

    static byte[] encode(StreamPositions positions) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("format", FORMAT);
        ObjectNode shards = root.putObject("shards");
        for (Map.Entry<String, ShardPosition> entry : positions.shards().entrySet()) {
            ShardPosition position = entry.getValue();
            ObjectNode shard = shards.putObject(entry.getKey());
            ArrayNode settled = shard.putArray("settled");
            position.settled().ranges().forEach(range -> settled.add(range.from() + "-" + range.to()));
            shard.put("ended", position.hasEnded());
            Instant asOf = position.asOf();
            if (asOf != null) {
                shard.put("as_of", asOf.toString());
            }
        }
        return JSON.writeValueAsBytes(root);
    }

    /**
     * Decodes a record. Members that this release does not know are ignored.
     *
     * @throws IOException if the bytes are not a record of this format
     */
    static StreamPositions decode(byte[] record) throws IOException {
        try {
            JsonNode root = JSON.readTree(record);
            if (!root.path("format").asText().equals(FORMAT)) {
                throw damaged(
                        "its format is " + LogText.quote(root.path("format").asText()) + ", not " + FORMAT);
            }
            StreamPositions positions = new StreamPositions();
            for (Map.Entry<String, JsonNode> entry : root.path("shards").properties()) {
                decode(entry.getValue(), positions.shard(entry.getKey()));
            }
            return positions;
        } catch (JsonProcessingException e) {
            throw new IOException("it is not JSON", e);
        }
    }

    private static void decode(JsonNode shard, ShardPosition position) throws IOException {
        for (JsonNode text : shard.path("settled")) {
            Matcher range = RANGE.matcher(text.asText());
            if (!range.matches()) {
                throw damaged(LogText.quote(text.asText()) + " is not a range of sequence numbers");
            }
            try {
                position.settled()
                        .add(new SettledRanges.Range(new BigInteger(range.group(1)), new BigInteger(range.group(2))));
            } catch (IllegalArgumentException e) {
                throw damaged(LogText.quote(text.asText()) + " ends before it begins");
            }
        }
        if (shard.path("ended").asBoolean()) {
            position.end();
        }
        if (shard.has("as_of")) {
            try {
                position.asOf(Instant.parse(shard.path("as_of").asText()));
            } catch (DateTimeException e) {
                throw damaged(LogText.quote(shard.path("as_of").asText()) + " is not an instant");
            }
        }
    }

    private static IOException damaged(String why) {
        return new IOException(why);
    }
}
