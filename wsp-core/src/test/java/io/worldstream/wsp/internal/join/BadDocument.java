package io.worldstream.wsp.internal.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.internal.join.FactsFixture.World;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A world with something wrong in it, and all that the join surface must say of it.
 *
 * @param name what is wrong
 * @param mutation how the sound world becomes that
 * @param opened the places that may be opened to find out, in order
 * @param expected code and path of every violation, in any order
 */
record BadDocument(String name, Consumer<FactsFixture> mutation, List<String> opened, List<String> expected) {
    static final String FACTS_PLACE = "/store/" + FactsFixture.FACTS_REF;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Found by reading the facts view and nothing else. */
    static BadDocument bad(String name, Consumer<FactsFixture> mutation, String... expected) {
        return new BadDocument(name, mutation, List.of(FACTS_PLACE), List.of(expected));
    }

    /** Found in these places. */
    BadDocument opening(String... places) {
        return new BadDocument(name, mutation, List.of(places), expected);
    }

    /** Checks each, and reports all that fail; far quicker than as many tests where each is run for each mutant. */
    static void checkAll(Stream<BadDocument> documents) {
        assertAll(documents.map(document -> document::check));
    }

    void check() {
        FactsFixture fixture = FactsFixture.sound();
        mutation.accept(fixture);
        World world = fixture.seal();
        assertThat(violations(join(world))).as(name).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(world.oracle().opened()).as(name).isEqualTo(opened);
        assertThat(world.oracle().openContents()).as(name).isZero();
    }

    static JoinResult join(World world) {
        return world.joinSurface().check(world.ready());
    }

    /** Code and path of each violation. */
    static List<String> violations(JoinResult result) {
        assertThat(result).isInstanceOf(JoinResult.Refused.class);
        return ((JoinResult.Refused) result)
                .violations().stream()
                        .map(violation -> violation.code() + " " + violation.path())
                        .toList();
    }

    /** Sets what a JSON Pointer names; the hash is computed over it. */
    static Consumer<FactsFixture> set(String pointer, String json) {
        return fixture -> fixture.digestedFacts(facts -> set(facts, pointer, json));
    }

    /** Takes away what a JSON Pointer names. */
    static Consumer<FactsFixture> drop(String pointer) {
        return fixture -> fixture.digestedFacts(facts -> drop(facts, pointer));
    }

    static void set(ObjectNode facts, String pointer, String json) {
        JsonNode parent = parent(facts, pointer);
        String field = field(pointer);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(field), parse(json));
        } else {
            ((ObjectNode) parent).set(field, parse(json));
        }
    }

    static void drop(ObjectNode facts, String pointer) {
        assertThat(((ObjectNode) parent(facts, pointer)).remove(field(pointer)))
                .as(pointer)
                .isNotNull();
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static JsonNode parent(ObjectNode facts, String pointer) {
        JsonNode parent = facts.at(pointer.substring(0, pointer.lastIndexOf('/')));
        assertThat(parent.isContainerNode()).as(pointer).isTrue();
        return parent;
    }

    private static String field(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1)
                .replace("~1", "/")
                .replace("~0", "~");
    }

    @Override
    public String toString() {
        return name;
    }
}
