package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.testkit.fake.InMemoryAuditSink;
import java.util.List;

class InMemoryAuditSinkContractTest extends AuditSinkContract {
    private InMemoryAuditSink sink = new InMemoryAuditSink();

    @Override
    protected AuditSink sink() {
        sink.close();
        sink = sink.another();
        return sink;
    }

    @Override
    protected AuditSink rival() {
        return sink.another();
    }

    @Override
    protected List<byte[]> stored() {
        return sink.lines();
    }

    @Override
    protected void edit() {
        int last = sink.lines().size();
        byte[] line = sink.lines().get(last - 1);
        line[line.length / 2] ^= 1;
        sink.overwrite(last, line);
    }

    @Override
    protected void cutOff() {
        sink.setUnavailable(true);
    }

    @Override
    protected void restore() {
        sink.setUnavailable(false);
    }
}
