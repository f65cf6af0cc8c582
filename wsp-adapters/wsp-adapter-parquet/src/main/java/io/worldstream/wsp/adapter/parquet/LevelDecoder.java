package io.worldstream.wsp.adapter.parquet;

/** Sequential decoder of small numbers: levels, and indexes of a dictionary. Not thread-safe. */
abstract class LevelDecoder {
    /** Returns the next number. */
    abstract int next();

    static RuntimeException tooFew() {
        return Refusal.damaged("a page has fewer values than it claims");
    }
}
