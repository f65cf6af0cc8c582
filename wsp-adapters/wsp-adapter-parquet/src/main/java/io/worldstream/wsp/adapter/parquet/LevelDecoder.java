package io.worldstream.wsp.adapter.parquet;

/** Small numbers in turn: levels, and the indexes of a dictionary. One thread. */
abstract class LevelDecoder {
    /** The next number. */
    abstract int next();

    static RuntimeException tooFew() {
        return Refusal.damaged("a page has fewer values than it claims");
    }
}
