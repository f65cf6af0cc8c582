package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.s3.ScriptedStore.Request;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OraclePart.Version;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Which objects a reference stands for, and which requests are made to find out. */
@Tag("server")
@Timeout(300)
final class S3OracleReaderTest {
    private ScriptedStore store;
    private S3Client client;
    private S3OracleReader reader;

    @BeforeEach
    void open() throws IOException {
        store = new ScriptedStore();
        client = ProxyServer.client(store.url());
        reader = S3OracleReader.builder(S3Connection.of(client))
                .objectStoreRoot("s3://worlds/views/")
                .oracleRoot("s3://worlds/root", "oracle")
                .oracleAlias("s3a://old/runs", "s3://archive/runs")
                .build();
    }

    @AfterEach
    void close() throws IOException {
        reader.close();
        client.close();
        store.close();
    }

    private List<String> paths(String reference) throws IOException {
        return reader.resolve(new SealedReference(RootKind.ORACLE, reference)).stream()
                .map(OraclePart::path)
                .toList();
    }

    private void put(String... keys) {
        for (String key : keys) {
            store.put(key, TestBytes.of(10));
        }
    }

    private static void assertRefused(ReasonCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** A page of a listing; its token is the index of the next page. */
    private static String page(boolean truncated, String token, String... contents) {
        return "<ListBucketResult><IsTruncated>" + truncated + "</IsTruncated>"
                + (token.isEmpty() ? "" : "<NextContinuationToken>" + token + "</NextContinuationToken>")
                + String.join("", contents) + "</ListBucketResult>";
    }

    private static boolean isListing(Request request) {
        return request.parameter("list-type") != null;
    }

    @Nested
    class References {
        @Test
        void resolve_anySpellingOfTheRoot_isTheSameObject() throws IOException {
            put("root/a/1");
            for (String reference :
                    List.of("a/1", "a\\1", "./a//1", "s3://worlds/root/a/1", "oracle/a/1", "s3://worlds//root/a/1")) {
                assertThat(paths(reference)).as(reference).containsExactly("s3://worlds/root/a/1");
            }
        }

        @Test
        void resolve_alias_isAFolderOfItsOwn() throws IOException {
            put("runs/a/1", "root/a/1");
            assertThat(paths("s3a://old/runs/a/1")).containsExactly("s3://archive/runs/a/1");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "s3://worlds/roots/a",
                    "s3://worlds/views/a",
                    "s3://other/root/a",
                    "s3a://worlds/root/a",
                    "/root/a",
                    "a/../b",
                    "a/%2e%2e/b"
                })
        void resolve_elsewhere_isOutOfReachWithoutARequest(String reference) {
            put("roots/a", "views/a", "root/a", "root/b");
            assertRefused(ReasonCode.REF_OUT_OF_REACH, () -> paths(reference));
            assertThat(store.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"s3://worlds/roots/a", "s3://other/root/a", "s3://worlds/root/../a", "root/a", "", "s3://"})
        void open_partThatNobodyResolved_isOutOfReachWithoutARequest(String path) {
            put("roots/a", "root/a");
            assertRefused(ReasonCode.REF_OUT_OF_REACH, () -> reader.open(new OraclePart(path, 10)));
            assertThat(store.requests()).isEmpty();
        }

        @Test
        void open_partWithoutVersion_readsWhatIsThere() throws IOException {
            put("root/a");
            try (PartContent content = reader.open(new OraclePart("s3://worlds/root/a", 3))) {
                assertThat(content.sizeBytes()).isEqualTo(10);
                assertThat(TestBytes.read(content, 0, 20)).isEqualTo(TestBytes.of(10));
            }
        }

        @Test
        void resolve_loneSurrogate_isMissingWithoutARequest() {
            assertRefused(ReasonCode.OBJECT_MISSING, () -> paths("a/\uD800"));
            assertRefused(ReasonCode.OBJECT_MISSING, () -> paths("a/\uD800*"));
            assertThat(store.requests()).isEmpty();
        }

        @Test
        void resolve_objectAndFolderOfOneName_isTheObject() throws IOException {
            put("root/a", "root/a/1");
            assertThat(paths("a")).containsExactly("s3://worlds/root/a");
        }

        @Test
        void resolve_rootItself_isAllBeneathIt() throws IOException {
            put("root/a", "root/b/c", "roots/d");
            assertThat(paths("")).containsExactly("s3://worlds/root/a", "s3://worlds/root/b/c");
        }
    }

    /** I2: nothing is listed but what a reference names. */
    @Nested
    class Listings {
        @Test
        void resolve_object_listsNothing() throws IOException {
            put("root/a/1");
            paths("a/1");
            assertThat(store.requests()).noneMatch(S3OracleReaderTest::isListing);
        }

        @Test
        void resolve_pattern_listsItsPrefixWithoutFolders() throws IOException {
            put("root/a/p1.x", "root/a/p2.y", "root/a/q.x", "root/a/p/3.x");
            assertThat(paths("a/p*.x")).containsExactly("s3://worlds/root/a/p1.x");
            assertThat(store.requests())
                    .filteredOn(S3OracleReaderTest::isListing)
                    .singleElement()
                    .satisfies(listing -> {
                        assertThat(listing.parameter("prefix")).isEqualTo("root/a/p");
                        assertThat(listing.parameter("delimiter")).isEqualTo("/");
                    });
        }

        @Test
        void resolve_folder_listsItsPrefix() throws IOException {
            put("root/a/1", "root/a/b/2", "root/ab");
            assertThat(paths("a")).containsExactly("s3://worlds/root/a/1", "s3://worlds/root/a/b/2");
            assertThat(store.requests())
                    .filteredOn(S3OracleReaderTest::isListing)
                    .extracting(listing -> listing.parameter("prefix"))
                    .containsExactly("root/a/");
        }

        @Test
        void resolve_markerOfAFolder_isNoPart() throws IOException {
            store.put("root/a/", new byte[0]);
            store.put("root/a/b/", new byte[0]);
            assertRefused(ReasonCode.OBJECT_MISSING, () -> paths("a"));
            put("root/a/b/c", "root/a/b/d/");
            assertThat(paths("a")).containsExactly("s3://worlds/root/a/b/c", "s3://worlds/root/a/b/d/");
        }

        /** Directory buckets list in no order. */
        @Test
        void resolve_listingInNoOrder_isSorted() throws IOException {
            String highest = Character.toString(0x10000);
            store.script(request -> isListing(request)
                    ? ScriptedStore.text(
                            200,
                            page(false, "", listed("b"), listed(highest), listed("\uFFFD"), listed("a/z"), listed("a")))
                    : ScriptedStore.bytes(new byte[1], 0, 0, "\"t\""));
            assertThat(paths("*")).containsExactly(prefixed("a", "b", "\uFFFD", highest));
        }

        @Test
        void resolve_severalPages_isAllOfThem() throws IOException {
            store.script(request -> {
                if (!isListing(request)) {
                    return ScriptedStore.bytes(new byte[1], 0, 0, "\"t\"");
                }
                String token = request.parameter("continuation-token");
                int number = token == null ? 0 : Integer.parseInt(token);
                return ScriptedStore.text(
                        200, page(number < 3, number < 3 ? "" + (number + 1) : "", listed("p" + number)));
            });
            assertThat(paths("p*")).containsExactly(prefixed("p0", "p1", "p2", "p3"));
        }

        /** A key that is stored again while it is listed may come on two pages. */
        @Test
        void resolve_keyOnTwoPages_isOnePart() throws IOException {
            store.script(request -> {
                if (!isListing(request)) {
                    return ScriptedStore.bytes(new byte[1], 0, 0, "\"t\"");
                }
                boolean first = request.parameter("continuation-token") == null;
                return ScriptedStore.text(
                        200,
                        first
                                ? page(true, "next", listed("p0"), listed("p1"))
                                : page(false, "", listed("p1"), listed("p2")));
            });
            assertThat(paths("p*")).containsExactly(prefixed("p0", "p1", "p2"));
        }

        @Test
        void resolve_pagesThatNeverEnd_mayPass() {
            store.script(request -> ScriptedStore.text(200, page(true, "again", listed("p0"))));
            assertThatThrownBy(() -> paths("p*"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no token for the next page");
            store.script(request -> ScriptedStore.text(200, page(true, "", listed("p0"))));
            assertThatThrownBy(() -> paths("p*")).isInstanceOf(IOException.class);
        }

        @Test
        void resolve_keyOutsideThePrefix_isRefused() {
            store.script(request -> ScriptedStore.text(200, page(false, "", listed("q"))));
            assertRefused(ReasonCode.OBJECT_UNREADABLE, () -> paths("p*"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a/../../secret", "a/..", "a/./b"})
        void resolve_listedKeyThatClimbs_isOutOfReach(String key) {
            store.script(request -> isListing(request)
                    ? ScriptedStore.text(200, page(false, "", listed(key)))
                    : ScriptedStore.error(404, "NoSuchKey", "No"));
            assertRefused(ReasonCode.REF_OUT_OF_REACH, () -> paths("a"));
        }

        @Test
        void resolve_objectDeletedWhileItIsListed_isMissing() {
            store.script(request -> isListing(request)
                    ? ScriptedStore.text(200, page(false, "", listed("p0")))
                    : ScriptedStore.error(404, "NoSuchKey", "No"));
            assertThatThrownBy(() -> paths("p*"))
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_MISSING))
                    .hasMessageContaining("was deleted while it was resolved");
        }

        private String listed(String key) {
            return ScriptedStore.listed("root/" + key, 1, "\"t\"");
        }

        private String[] prefixed(String... keys) {
            return List.of(keys).stream().map(key -> "s3://worlds/root/" + key).toArray(String[]::new);
        }
    }

    @Nested
    class Pins {
        @Test
        void resolve_bucketWithoutVersions_pinsTagsOfTheListing() throws IOException {
            put("root/p1", "root/p2", "root/p3");
            List<OraclePart> parts = reader.resolve(new SealedReference(RootKind.ORACLE, "p*"));
            String tag = StoredObject.bareTag(ScriptedStore.tag(TestBytes.of(10)));
            assertThat(parts).extracting(OraclePart::version).containsOnly(new Version(tag, false));
            assertThat(store.requests())
                    .as("a listing, and one look for versions")
                    .hasSize(2);
        }

        /** A listing has no version ids. */
        @Test
        void resolve_bucketWithVersions_pinsEachVersionId() throws IOException {
            IntStream.range(0, 100).forEach(i -> put("root/p" + i));
            versionIds(Map.of("root/p7", "null"));
            List<OraclePart> parts = reader.resolve(new SealedReference(RootKind.ORACLE, "p*"));
            assertThat(parts).hasSize(100).allSatisfy(part -> {
                Version version = Objects.requireNonNull(part.version());
                boolean old = part.path().endsWith("/p7");
                assertThat(version.immutable()).isEqualTo(!old);
                assertThat(version.id().equals("version of " + part.path().substring("s3://worlds/".length())))
                        .isEqualTo(!old);
            });
        }

        @Test
        void open_versionId_isAskedFor() throws IOException {
            put("root/a");
            versionIds(Map.of());
            OraclePart part =
                    reader.resolve(new SealedReference(RootKind.ORACLE, "a")).get(0);
            store.forgetRequests();
            reader.open(part).close();
            assertThat(store.requests()).singleElement().satisfies(request -> {
                assertThat(request.parameter("versionId")).isEqualTo("version of root/a");
                assertThat(request.header("if-match")).isNull();
            });
        }

        /** A store that honours it need not send the other bytes. */
        @Test
        void open_tag_isAskedFor() throws IOException {
            put("root/a");
            OraclePart part =
                    reader.resolve(new SealedReference(RootKind.ORACLE, "a")).get(0);
            store.forgetRequests();
            reader.open(part).close();
            assertThat(store.requests())
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.header("if-match")).isEqualTo(ScriptedStore.tag(TestBytes.of(10))));
        }

        /** Gives each object a version id; a map says which are others. */
        private void versionIds(Map<String, String> others) {
            store.script(request -> {
                if (isListing(request)) {
                    return null;
                }
                String id = others.getOrDefault(request.key(), "version of " + request.key());
                return (socket, out) -> {
                    int last = (int) Math.min(request.last(), 9);
                    out.write(ScriptedStore.head(
                            206,
                            last + 1,
                            "Content-Range: bytes 0-" + last + "/10",
                            "ETag: \"t\"",
                            "x-amz-version-id: " + id));
                    out.write(TestBytes.of(10), 0, last + 1);
                };
            });
        }
    }
}
