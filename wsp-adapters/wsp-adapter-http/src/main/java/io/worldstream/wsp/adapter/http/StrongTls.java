package io.worldstream.wsp.adapter.http;

import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.hc.core5.net.NamedEndpoint;

/** The least that a connection to the gate must offer, whatever the TLS context allows. Stateless. */
final class StrongTls {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private StrongTls() {}

    /** Restricts the protocols and requires a certificate of the host name. HttpCore then removes weak cipher suites. */
    static void apply(NamedEndpoint gate, SSLEngine engine) {
        List<String> supported = Arrays.asList(engine.getSupportedProtocols());
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS.stream().filter(supported::contains).toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
    }
}
