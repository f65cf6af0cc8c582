import io.worldstream.wsp.runner.log.WspLogProvider;
import org.slf4j.spi.SLF4JServiceProvider;

/** The ready host: the {@code wsp} command. */
module io.worldstream.wsp.runner {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires com.zaxxer.hikari;
    requires info.picocli;
    requires io.worldstream.wsp.adapter.file;
    requires io.worldstream.wsp.adapter.http;
    requires io.worldstream.wsp.adapter.jdbc;
    requires io.worldstream.wsp.adapter.kafka;
    requires io.worldstream.wsp.adapter.kinesis;
    requires io.worldstream.wsp.adapter.parquet;
    requires io.worldstream.wsp.adapter.s3;
    requires io.worldstream.wsp.core;
    requires io.worldstream.wsp.report;
    requires io.worldstream.wsp.testkit;
    requires java.sql;
    requires jdk.net;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.worldstream.wsp.runner;

    opens io.worldstream.wsp.runner to
            info.picocli;

    provides SLF4JServiceProvider with
            WspLogProvider;
}
