package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.testkit.contract.ReadySourceContract;
import io.worldstream.wsp.testkit.fake.InMemoryPositionStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
class KinesisReadySourceContractTest extends ReadySourceContract {
    private final KinesisServer server = KinesisServer.get();
    private final InMemoryPositionStore positions = new InMemoryPositionStore();
    private final List<KinesisReadySource> opened = new ArrayList<>();
    private FaultyLink link;
    private String stream;

    @BeforeEach
    void create() throws IOException {
        link = new FaultyLink(server.uri());
        stream = server.newStream(2);
    }

    @AfterEach
    void close() {
        opened.forEach(KinesisReadySource::close);
        link.close();
    }

    @Override
    protected void publish(String name, byte[] message) {
        server.publish(stream, message);
    }

    @Override
    protected ReadySource open() {
        return open("platform_20260201T000000Z");
    }

    @Override
    protected ReadySource openInAnotherScope() {
        return open("platform_20260202T000000Z");
    }

    private ReadySource open(String scope) {
        opened.forEach(KinesisReadySource::close);
        KinesisReadySource source = KinesisReadySource.builder().stream(stream)
                .region(KinesisServer.REGION)
                .endpoint(link.uri())
                .positions(positions)
                .scope(scope)
                .idle(Duration.ofMillis(50))
                .build();
        opened.add(source);
        return source;
    }

    @Override
    protected void cutOff() {
        link.fail("", "AccessDeniedException", FaultyLink.ALWAYS);
    }

    @Override
    protected void restore() {
        link.restore();
    }
}
