package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.FileOracleReader;
import io.worldstream.wsp.adapter.s3.S3Connection;
import io.worldstream.wsp.adapter.s3.S3OracleReader;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.runner.config.ConfigKey;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.Location;
import io.worldstream.wsp.runner.config.Root;
import io.worldstream.wsp.runner.config.S3Root;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a world from the stores of its roots: folders, S3, or one each for facts views and outputs. All roots of one kind
 * are in one store.
 */
final class Oracles implements OracleReader, AutoCloseable {
    private static final String S3 = "s3://";

    private final @Nullable FileOracleReader files;
    private final @Nullable S3OracleReader objects;
    private final Root views;
    private final Root outputs;
    private final boolean viewsInFiles;
    private final boolean outputsInFiles;

    private Oracles(WspConfig config, ConfiguredS3 s3) {
        views = config.get(ConfigTable.OBJECT_STORE_ROOT);
        outputs = config.get(ConfigTable.ORACLE_ROOT);
        Map<String, Root> aliases = config.get(ConfigTable.ORACLE_ALIASES);
        requireOneStore(outputs, aliases);
        viewsInFiles = views instanceof Location;
        outputsInFiles = outputs instanceof Location;
        files = viewsInFiles || outputsInFiles ? files(views, outputs, aliases) : null;
        objects = viewsInFiles && outputsInFiles ? null : objects(s3.connection(), views, outputs, aliases);
    }

    /**
     * Opens the stores of a configuration; makes no call to them.
     *
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if a store lacks a setting, or if the roots of the outputs
     *     are in two stores
     */
    static Oracles open(WspConfig config, ConfiguredS3 s3) {
        return new Oracles(config, s3);
    }

    private static void requireOneStore(Root outputs, Map<String, Root> aliases) {
        aliases.forEach((written, root) -> {
            if (root instanceof Location != outputs instanceof Location) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID,
                        "oracle.aliases: " + root.written() + " is in another kind of store than oracle.root ("
                                + outputs.written() + "); use folders, or prefixes of S3 buckets, for both");
            }
        });
    }

    private static FileOracleReader files(Root views, Root outputs, Map<String, Root> aliases) {
        FileOracleReader.Builder builder = FileOracleReader.builder();
        if (views instanceof Location folder) {
            builder.objectStoreRoot(folder.path(), folder.written());
        }
        if (outputs instanceof Location folder) {
            builder.oracleRoot(folder.path(), folder.written());
        }
        aliases.forEach((written, root) -> {
            if (root instanceof Location folder) {
                builder.oracleAlias(written, folder.path());
            }
        });
        return builder.build();
    }

    private static S3OracleReader objects(
            S3Connection connection, Root views, Root outputs, Map<String, Root> aliases) {
        S3OracleReader.Builder builder = S3OracleReader.builder(connection);
        if (views instanceof S3Root prefix) {
            builder.objectStoreRoot(prefix.written());
        }
        if (outputs instanceof S3Root prefix) {
            builder.oracleRoot(prefix.written());
        }
        aliases.forEach((written, root) -> {
            if (root instanceof S3Root prefix) {
                builder.oracleAlias(written, prefix.written());
            }
        });
        return builder.build();
    }

    @Override
    public List<OraclePart> resolve(SealedReference reference) throws IOException {
        boolean view = reference.root() == RootKind.OBJECT_STORE;
        if (view ? viewsInFiles : outputsInFiles) {
            return store(true).resolve(reference);
        }
        ConfigKey<Root> key = view ? ConfigTable.OBJECT_STORE_ROOT : ConfigTable.ORACLE_ROOT;
        return KeyedFailures.of(key, () -> store(false).resolve(reference));
    }

    @Override
    public PartContent open(OraclePart part) throws IOException {
        if (!part.path().startsWith(S3)) {
            return store(true).open(part);
        }
        ConfigKey<Root> key = keyOf(part.path());
        return new KeyedPartContent(
                key, KeyedFailures.of(key, () -> store(false).open(part)));
    }

    /** Returns the key of the root of facts views if the object is beneath it, and else that of the outputs. */
    private ConfigKey<Root> keyOf(String path) {
        boolean view = !viewsInFiles && path.startsWith(views.written());
        return view && (outputsInFiles || !path.startsWith(outputs.written()))
                ? ConfigTable.OBJECT_STORE_ROOT
                : ConfigTable.ORACLE_ROOT;
    }

    private OracleReader store(boolean inFiles) {
        OracleReader store = inFiles ? files : objects;
        if (store == null) {
            throw new IllegalStateException("no root is in this store");
        }
        return store;
    }

    @Override
    public void close() {
        if (objects != null) {
            objects.close();
        }
    }
}
