package io.worldstream.wsp.adapter.parquet;

import static io.worldstream.wsp.adapter.parquet.ParquetAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReasonCode;
import java.io.IOException;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;

/** Structs, lists and maps, also as older writers spelled them. */
final class NestedRowsTest {
    @Test
    void structsWithinStructsAndTheirNulls() throws IOException {
        byte[] file = WrittenFile.of(
                        "optional group a { optional group b { optional int32 c; required int32 d; } optional int32 e; }",
                        "required group r { optional int32 x; }")
                .rows(
                        row -> row.addGroup("r"),
                        row -> {
                            row.addGroup("a");
                            row.addGroup("r").append("x", 1);
                        },
                        row -> {
                            row.addGroup("a").addGroup("b").append("d", 2);
                            row.addGroup("r");
                        },
                        row -> {
                            Group a = row.addGroup("a");
                            a.addGroup("b").append("c", 3).append("d", 4);
                            a.append("e", 5);
                            row.addGroup("r");
                        });
        assertThat(ReadRows.of(file))
                .containsExactly(
                        "{\"a\":null,\"r\":{\"x\":null}}",
                        "{\"a\":{\"b\":null,\"e\":null},\"r\":{\"x\":1}}",
                        "{\"a\":{\"b\":{\"c\":null,\"d\":2},\"e\":null},\"r\":{\"x\":null}}",
                        "{\"a\":{\"b\":{\"c\":3,\"d\":4},\"e\":5},\"r\":{\"x\":null}}");
    }

    @Test
    void listsThatAreNullEmptyAndHoldNulls() throws IOException {
        byte[] file = WrittenFile.of(
                        "optional group v (LIST) { repeated group list { optional int32 element; } }",
                        "required int32 n;")
                .rows(
                        row -> row.append("n", 1),
                        row -> {
                            row.addGroup("v");
                            row.append("n", 2);
                        },
                        row -> {
                            Group list = row.addGroup("v");
                            list.addGroup("list").append("element", 10);
                            list.addGroup("list");
                            list.addGroup("list").append("element", 30);
                            row.append("n", 3);
                        });
        assertThat(ReadRows.of(file))
                .containsExactly("{\"v\":null,\"n\":1}", "{\"v\":[],\"n\":2}", "{\"v\":[10,null,30],\"n\":3}");
    }

    @Test
    void listsOfListsAndOfStructs() throws IOException {
        byte[] file = WrittenFile.of(
                        "optional group v (LIST) { repeated group list { optional group element (LIST) {"
                                + " repeated group list { required group element { optional int32 a; required int32 b; } } } } }")
                .rows(
                        row -> {
                            Group outer = row.addGroup("v");
                            Group first = outer.addGroup("list").addGroup("element");
                            first.addGroup("list").addGroup("element").append("b", 1);
                            first.addGroup("list")
                                    .addGroup("element")
                                    .append("a", 2)
                                    .append("b", 3);
                            outer.addGroup("list");
                            outer.addGroup("list").addGroup("element");
                            outer.addGroup("list")
                                    .addGroup("element")
                                    .addGroup("list")
                                    .addGroup("element")
                                    .append("b", 4);
                        },
                        row -> {});
        assertThat(ReadRows.of(file))
                .containsExactly(
                        "{\"v\":[[{\"a\":null,\"b\":1},{\"a\":2,\"b\":3}],null,[],[{\"a\":null,\"b\":4}]]}",
                        "{\"v\":null}");
    }

    @Test
    void listsOfOlderWriters() throws IOException {
        byte[] file = WrittenFile.of(
                        "optional group two (LIST) { repeated int32 element; }",
                        "optional group hive (LIST) { repeated group bag { optional int32 array_element; } }",
                        "optional group avro (LIST) { repeated group array { required int32 item; } }",
                        "optional group thrift (LIST) { repeated group thrift_tuple { required int32 item; } }",
                        "optional group wide (LIST) { repeated group element { required int32 a; required int32 b; } }",
                        "repeated int32 bare;")
                .rows(
                        row -> {
                            row.addGroup("two").append("element", 1).append("element", 2);
                            row.addGroup("hive").addGroup("bag").append("array_element", 3);
                            row.addGroup("avro").addGroup("array").append("item", 4);
                            row.addGroup("thrift").addGroup("thrift_tuple").append("item", 5);
                            row.addGroup("wide")
                                    .addGroup("element")
                                    .append("a", 6)
                                    .append("b", 7);
                            row.append("bare", 8).append("bare", 9);
                        },
                        row -> {});
        assertThat(ReadRows.of(file))
                .containsExactly(
                        "{\"two\":[1,2],\"hive\":[3],\"avro\":[{\"item\":4}],\"thrift\":[{\"item\":5}],"
                                + "\"wide\":[{\"a\":6,\"b\":7}],\"bare\":[8,9]}",
                        "{\"two\":null,\"hive\":null,\"avro\":null,\"thrift\":null,\"wide\":null,\"bare\":[]}");
    }

    @Test
    void mapsWithTextKeysAreObjectsAndOthersAreArraysOfPairs() throws IOException {
        byte[] file = WrittenFile.of(
                        "optional group t (MAP) { repeated group key_value { required binary key (STRING);"
                                + " optional int32 value; } }",
                        "optional group i (MAP) { repeated group key_value { required int32 key;"
                                + " optional group value (LIST) { repeated group list { required boolean element; } } } }")
                .rows(
                        row -> {
                            Group t = row.addGroup("t");
                            t.addGroup("key_value").append("key", "a\"b").append("value", 1);
                            t.addGroup("key_value").append("key", "c");
                            Group i = row.addGroup("i");
                            i.addGroup("key_value")
                                    .append("key", 7)
                                    .addGroup("value")
                                    .addGroup("list")
                                    .append("element", true);
                            i.addGroup("key_value").append("key", 8);
                        },
                        row -> {
                            row.addGroup("t");
                            row.addGroup("i");
                        },
                        row -> {});
        assertThat(ReadRows.of(file))
                .containsExactly(
                        "{\"t\":{\"a\\\"b\":1,\"c\":null},\"i\":[[7,[true]],[8,null]]}",
                        "{\"t\":{},\"i\":[]}",
                        "{\"t\":null,\"i\":null}");
    }

    @Test
    void aMapWithAKeyThatIsNullIsRefused() {
        byte[] file = WrittenFile.of("optional group t (MAP) { repeated group key_value {"
                        + " optional binary key (STRING); optional int32 value; } }")
                .rows(row -> row.addGroup("t").addGroup("key_value").append("value", 1));
        assertRefused(file, ReasonCode.ROW_INVALID, "column \"t\"", "key that is null");
    }

    @Test
    void namesAreEscapedAsTextsAre() throws IOException {
        byte[] file = WrittenFile.of("required int32 a\"b\\\u00e9;").rows(row -> row.append("a\"b\\\u00e9", 1));
        assertThat(ReadRows.of(file)).containsExactly("{\"a\\\"b\\\\\u00e9\":1}");
    }

    @Test
    void groupsThatAreNoListNorMapAreRefused() {
        assertRefused(
                WrittenFile.of("required group g (LIST) { required int32 x; }")
                        .rows(row -> row.addGroup("g").append("x", 1)),
                ReasonCode.FORMAT_UNSUPPORTED,
                "LIST \"g\"");
        assertRefused(
                WrittenFile.of("required group g (MAP) { repeated group kv { required binary key (STRING); } }")
                        .rows(row -> row.addGroup("g").addGroup("kv").append("key", "x")),
                ReasonCode.FORMAT_UNSUPPORTED,
                "map \"g.kv\"");
    }
}
