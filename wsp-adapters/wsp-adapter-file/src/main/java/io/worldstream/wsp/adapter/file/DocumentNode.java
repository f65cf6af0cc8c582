package io.worldstream.wsp.adapter.file;

import java.util.List;
import java.util.Map;

/** A JSON or YAML value, with the distinctions that a catalogue needs. All aliases of a value share one object. */
sealed interface DocumentNode {
    /** Returns the kind of value, in words. */
    String kind();

    record Text(String value) implements DocumentNode {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /** A number, as its original text. */
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
