package io.worldstream.wsp.testkit.gate;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One HTTP answer before it is sent. */
record GateAnswer(int status, String body, Map<String, String> headers) {
    static GateAnswer of(int status, String body) {
        return new GateAnswer(status, body, Map.of());
    }

    /** What a web framework says to a body that it cannot read. */
    static GateAnswer html(int status, String text) {
        return of(status, "<!doctype html>\n<title>" + status + "</title>\n<p>" + text + "</p>\n");
    }

    String contentType() {
        return body.startsWith("{") ? "application/json" : "text/html; charset=utf-8";
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** The answer as it goes over the wire, for those that the server must not finish. */
    byte[] onTheWire() {
        return ("HTTP/1.1 " + status + " Scripted\r\nContent-Type: " + contentType() + "\r\nContent-Length: "
                        + bytes().length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
