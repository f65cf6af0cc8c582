package io.worldstream.wsp.tests;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.file.CatalogueFile;
import io.worldstream.wsp.adapter.file.FileOracleReader;
import io.worldstream.wsp.adapter.file.FileReadySource;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import java.nio.file.Path;

/** The host of the README. */
final class FileToHttpHost {
    private FileToHttpHost() {}

    // README begins
    static void stream(Path world, Path state, String gateUrl, StreamListener listener) throws InterruptedException {
        var oracle = FileOracleReader.builder()
                .objectStoreRoot(world.resolve("object_store"))
                .oracleRoot(world.resolve("oracle"))
                .build();
        try (var gate = HttpIngressSink.builder().url(gateUrl).build();
                var wsp = WorldStreamProducer.builder()
                        .readySource(new FileReadySource(world.resolve("control_bus"), state))
                        .oracle(oracle)
                        .ingress(gate)
                        .catalogue(CatalogueFile.read(world.resolve("catalogue.json")))
                        .policy(StreamPolicy.defaults().withSpeedup(Speedup.of("86400")))
                        .listener(listener)
                        .build()) {
            wsp.start();
            wsp.awaitIdle(); // or go on; the producer has its own threads
        }
    }

    static StreamListener printing() {
        return new StreamListener() {
            @Override
            public void onFinished(StreamEvent.Finished event) {
                System.out.println(
                        event.summary().status() + " " + event.summary().events());
            }
        };
    }
    // README ends
}
