package io.worldstream.wsp.api.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.RootMap.Mapped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contracts 4, Reach, as far as text goes. */
class RootMapTest {
    private static final RootMap MAP = RootMap.builder()
            .root(RootKind.ORACLE, "/srv/oracle", List.of("/srv/oracle", "data/oracle", "."))
            .alias(RootKind.ORACLE, "runs", "/srv/runs")
            .alias(RootKind.ORACLE, "runs/local_full_run-5", "/srv/five")
            .alias(RootKind.ORACLE, "s3://bucket/engine", "/srv/bucket")
            .alias(RootKind.ORACLE, "C:\\data", "/srv/drive")
            .alias(RootKind.ORACLE, "/mnt/engine", "/srv/mount")
            .alias(RootKind.ORACLE, "../up", "/srv/up")
            .root(RootKind.OBJECT_STORE, "/srv/store", List.of())
            .build();

    private static String map(String reference) {
        Mapped mapped = MAP.map(new SealedReference(RootKind.ORACLE, reference));
        return mapped.root() + " " + String.join("/", mapped.segments());
    }

    @ParameterizedTest
    @CsvSource({
        "a/b.jsonl, /srv/oracle a/b.jsonl",
        "./a//b.jsonl, /srv/oracle a/b.jsonl",
        "a\\b.jsonl, /srv/oracle a/b.jsonl",
        "a/b/, /srv/oracle a/b",
        "/srv/oracle/a, /srv/oracle a",
        "/srv/oracle, '/srv/oracle '",
        "data/oracle/a, /srv/oracle a",
        "data\\oracle\\a, /srv/oracle a",
        "data/oracle2/a, /srv/oracle data/oracle2/a",
        "data/x, /srv/oracle data/x",
        "runs/4/a, /srv/runs 4/a",
        "runs/local_full_run-5/a, /srv/five a",
        "runs/local_full_run-55/a, /srv/runs local_full_run-55/a",
        "./runs/4, /srv/runs 4",
        "running/a, /srv/oracle running/a",
        "s3://bucket/engine/a, /srv/bucket a",
        "C:\\data\\a, /srv/drive a",
        "C:/data/a, /srv/drive a",
        "/mnt/engine/a, /srv/mount a",
        "\\mnt\\engine\\a, /srv/mount a",
        "../up/a, /srv/up a",
        "a/...., /srv/oracle a/....",
        "a/..b, /srv/oracle a/..b",
        "a%20b, /srv/oracle a%20b",
        "100%, /srv/oracle 100%",
        "a/p*.jsonl, /srv/oracle a/p*.jsonl"
    })
    void leadsTo(String reference, String place) {
        assertThat(map(reference)).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../a",
                "a/../b",
                "a/..",
                "a\\..\\b",
                "/srv/oracle/../x",
                "../up/../x",
                "runs/../x",
                "%2e%2e/a",
                "%2E%2e/a",
                "a/%2e",
                "a.%2e/b",
                ".%2e/b",
                "%252e%252e/a",
                "%25252e%25252E/a",
                "%2%65%2%65/a",
                "%%32e%%32e/a",
                "a%2f..%2fb",
                "a%2F%252e%252e%2Fb",
                "a%5c..%5cb",
                "a\0b",
                "a%00b",
                "a%2500b",
                "/etc/passwd",
                "/srv/oracle2/a",
                "/srv",
                "/",
                "//srv2/oracle",
                "\\\\server\\share",
                "C:\\windows",
                "C:a",
                "D:\\data\\a",
                "c:\\data\\a",
                "s3://bucket/engine2/a",
                "s3://bucket",
                "s3a://bucket/engine/a",
                "file:///srv/oracle/a",
                "file:a",
                "http://host/a",
                "*/a",
                "a*/b/c",
                "s3://bucket/*/a"
            })
    void isOutOfReach(String reference) {
        assertThatThrownBy(() -> map(reference))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.REF_OUT_OF_REACH));
    }

    @Test
    void aKindWithoutARootReachesNothing() {
        RootMap map = RootMap.builder()
                .root(RootKind.OBJECT_STORE, "/srv/store", List.of())
                .build();
        assertThatThrownBy(() -> map.map(new SealedReference(RootKind.ORACLE, "a")))
                .isInstanceOf(WspException.class);
    }

    @Test
    void theKindsDoNotShareTheirRoots() {
        assertThatThrownBy(() -> MAP.map(new SealedReference(RootKind.OBJECT_STORE, "/srv/oracle/a")))
                .isInstanceOf(WspException.class);
        assertThat(MAP.map(new SealedReference(RootKind.OBJECT_STORE, "runs/4/a"))
                        .root())
                .isEqualTo("/srv/store");
    }

    @Test
    void anAliasBeatsTheRootsOwnText() {
        RootMap map = RootMap.builder()
                .root(RootKind.ORACLE, "/srv/new", List.of("data/deep/root"))
                .alias(RootKind.ORACLE, "data", "/srv/old")
                .build();
        assertThat(map.map(new SealedReference(RootKind.ORACLE, "data/deep/root/a")))
                .isEqualTo(new Mapped("/srv/old", List.of("deep", "root", "a")));
    }

    @Test
    void onlyALastSegmentIsAPattern() {
        assertThat(new Mapped("/r", List.of("a", "*.jsonl")).pattern()).isEqualTo("*.jsonl");
        assertThat(new Mapped("/r", List.of("a")).pattern()).isNull();
        assertThat(new Mapped("/r", List.of()).pattern()).isNull();
    }

    @Test
    void locationsAreTheRootAndWhatAliasesStandFor() {
        assertThat(MAP.locations(RootKind.ORACLE))
                .containsExactlyInAnyOrder(
                        "/srv/oracle", "/srv/runs", "/srv/five", "/srv/bucket", "/srv/drive", "/srv/mount", "/srv/up");
        assertThat(MAP.locations(RootKind.OBJECT_STORE)).containsExactly("/srv/store");
        assertThat(RootMap.builder().build().locations(RootKind.ORACLE)).isEmpty();
    }

    @Test
    void whatADeclarationMayNotBe() {
        RootMap.Builder builder = RootMap.builder().root(RootKind.ORACLE, "/a", List.of());
        assertThatThrownBy(() -> builder.root(RootKind.ORACLE, "/b", List.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> builder.alias(RootKind.ORACLE, "./", "/b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** However it is spelled, what is mapped stays under a location, also once its percent triplets are decoded. */
    @Test
    void noReferenceLeavesItsRoot() {
        String[] pieces = {
            "..", ".", "/", "\\", "%2e", "%2f", "%5c", "%25", "2e", "%", "%00", "\0", "a", "C:", "s3:", "*", "srv",
            "oracle", "data", "runs", "~", "e"
        };
        long seed = 20260302;
        Random random = new Random(seed);
        int mapped = 0;
        for (int round = 0; round < 200_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(9); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            Mapped place;
            try {
                place = MAP.map(new SealedReference(RootKind.ORACLE, text.toString()));
            } catch (WspException e) {
                assertThat(e.code()).isEqualTo(ReasonCode.REF_OUT_OF_REACH);
                continue;
            }
            mapped++;
            assertThat(MAP.locations(RootKind.ORACLE)).contains(place.root());
            String below = String.join("/", place.segments());
            for (int decoding = 0; decoding < 10; decoding++) {
                Path path = Path.of(place.root(), below.replace('\\', '/')).normalize();
                assertThat(path.startsWith(place.root()))
                        .as("seed %d, round %d: %s", seed, round, LogText.quote(text.toString()))
                        .isTrue();
                below = decodedOnce(below);
            }
        }
        assertThat(mapped).as("references that were not refused").isGreaterThan(10_000);
    }

    private static String decodedOnce(String text) {
        return Pattern.compile("%([0-9A-Fa-f]{2})")
                .matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    /** A reference is foreign text: no length of it may cost more than its length. */
    @Test
    void aLongReferenceIsJudgedInLinearTime() {
        String long25 = "%" + "25".repeat(2_000_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThat(map(long25)).startsWith("/srv/oracle %25"));
    }
}
