package io.worldstream.wsp.adapter.s3;

import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of a test's own on a real server, which every test of this JVM shares, and a network before it. */
final class StateBucket implements AutoCloseable {
    private final FaultyNetwork network = new FaultyNetwork();
    private final BucketServer home;
    private final String bucket;
    private final S3Client client;
    private final S3StateFolder folder;

    /** Makes a bucket on the server that the tests of this JVM share. */
    StateBucket() {
        this(server());
    }

    StateBucket(BucketServer home) {
        this.home = home;
        bucket = home.newBucket(false);
        client = network.client(home);
        folder = folder(client);
    }

    /** Holds the server, which ends with the JVM. */
    private static final class Shared {
        static final ProxyServer SERVER = start();

        private static ProxyServer start() {
            try {
                return ProxyServer.start();
            } catch (Exception e) {
                throw new IllegalStateException("the server cannot be started", e);
            }
        }
    }

    static ProxyServer server() {
        return Shared.SERVER;
    }

    /** Returns the server of this bucket. */
    BucketServer home() {
        return home;
    }

    FaultyNetwork network() {
        return network;
    }

    String bucket() {
        return bucket;
    }

    /** Returns the folder over the network; the same each time. */
    S3StateFolder folder() {
        return folder;
    }

    /** Returns another folder over a client, such as that of another host. */
    S3StateFolder folder(S3Client over) {
        return new S3StateFolder(S3Connection.of(over), "s3://" + bucket + "/state/wsp");
    }

    /** Returns the bytes of an object below the root, behind the back of what is tested. */
    byte[] get(String key) {
        return home.client()
                .getObjectAsBytes(get -> get.bucket(bucket).key("state/wsp/" + key))
                .asByteArray();
    }

    void put(String key, byte[] bytes) {
        home.client().putObject(put -> put.bucket(bucket).key("state/wsp/" + key), RequestBody.fromBytes(bytes));
    }

    void remove(String key) {
        home.client().deleteObject(delete -> delete.bucket(bucket).key("state/wsp/" + key));
    }

    /** Flips a bit of an object; a negative offset counts from the end. */
    void damage(String key, int offset) {
        byte[] bytes = get(key);
        bytes[offset < 0 ? bytes.length + offset : offset] ^= 0x10;
        put(key, bytes);
    }

    /** Returns the keys below the root, in order. */
    List<String> keys() {
        return home
                .client()
                .listObjectsV2Paginator(list -> list.bucket(bucket).prefix("state/wsp/"))
                .contents()
                .stream()
                .map(S3Object::key)
                .map(key -> key.substring("state/wsp/".length()))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        network.restore();
        client.close();
        network.close();
    }
}
