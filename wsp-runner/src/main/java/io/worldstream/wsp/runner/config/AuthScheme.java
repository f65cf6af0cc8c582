package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.adapter.http.ServiceToken;

/** The ways in which a gate knows its producers. */
enum AuthScheme {
    /** A token that the gate lists, sent as it is. */
    API_KEY("X-IG-Api-Key"),
    /** A token that a secret of the gate signs, for one principal. */
    SERVICE_TOKEN(ServiceToken.HEADER);

    private final String header;

    AuthScheme(String header) {
        this.header = header;
    }

    /** Returns the header in which the platform's gate expects it. */
    String header() {
        return header;
    }
}
