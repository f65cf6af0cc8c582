/** Row format for Parquet files. */
module io.worldstream.wsp.adapter.parquet {
    requires transitive io.worldstream.wsp.api;
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires com.github.luben.zstd_jni;

    exports io.worldstream.wsp.adapter.parquet;
}
