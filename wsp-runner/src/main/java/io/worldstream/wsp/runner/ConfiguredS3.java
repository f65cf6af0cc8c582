package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.s3.S3Connection;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.WspConfig;
import org.jspecify.annotations.Nullable;

/** The one connection of a command to the S3 store that its configuration names; made when it is first needed. */
final class ConfiguredS3 implements AutoCloseable {
    private final WspConfig config;
    private @Nullable S3Connection made;

    ConfiguredS3(WspConfig config) {
        this.config = config;
    }

    /**
     * Returns the connection, the same each time; makes no call to the store.
     *
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if a setting is missing
     */
    S3Connection connection() {
        S3Connection connection = made;
        if (connection == null) {
            connection = S3Connection.builder()
                    .endpoint(config.find(ConfigTable.S3_ENDPOINT).orElse(null))
                    .region(config.find(ConfigTable.S3_REGION).orElse(null))
                    .pathStyle(config.get(ConfigTable.S3_PATH_STYLE))
                    .build();
            made = connection;
        }
        return connection;
    }

    @Override
    public void close() {
        if (made != null) {
            made.close();
        }
    }
}
