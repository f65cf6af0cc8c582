package io.worldstream.wsp.adapter.file;

import java.util.List;
import java.util.Map;

/** A JSON or YAML value, as far as a catalogue needs telling them apart. An aliased value is one object, however often. */
sealed interface DocumentNode {
    /** What people call it. */
    String kind();

    record Text(String value) implements DocumentNode {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /** A number, by its text. */
    record Numeral(String text) implements DocumentNode {
        @Override
        public String kind() {
            return "a number";
        }
    }

    record Other(String kind) implements DocumentNode {}

    record Items(List<DocumentNode> items) implements DocumentNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    record Fields(Map<String, DocumentNode> fields) implements DocumentNode {
        @Override
        public String kind() {
            return "an object";
        }
    }
}
