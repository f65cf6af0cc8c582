/** READY messages, sealed objects and the output catalogue from local files. */
module io.worldstream.wsp.adapter.file {
    requires transitive io.worldstream.wsp.api;
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires org.slf4j;
    requires org.yaml.snakeyaml;

    exports io.worldstream.wsp.adapter.file;
}
