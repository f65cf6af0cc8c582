/** A host that uses every published module, and says so in the only way that a named module can. */
module com.example.host {
    requires io.worldstream.wsp.adapter.file;
    requires io.worldstream.wsp.adapter.http;
    requires io.worldstream.wsp.adapter.jdbc;
    requires io.worldstream.wsp.adapter.kafka;
    requires io.worldstream.wsp.adapter.kinesis;
    requires io.worldstream.wsp.adapter.parquet;
    requires io.worldstream.wsp.adapter.s3;
    requires io.worldstream.wsp.api;
    requires io.worldstream.wsp.core;
    requires io.worldstream.wsp.report;
    requires io.worldstream.wsp.runner;
    requires io.worldstream.wsp.testkit;
}
