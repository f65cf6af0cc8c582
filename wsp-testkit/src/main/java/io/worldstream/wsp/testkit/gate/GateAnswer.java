package io.worldstream.wsp.testkit.gate;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An HTTP answer before it is sent. */
record GateAnswer(int status, String body, Map<String, String> headers) {
    static GateAnswer of(int status, String body) {
        return new GateAnswer(status, body, Map.of());
    }

    /** Returns the answer of a web framework to a body that it cannot read. */
    static GateAnswer html(int status, String text) {
        return of(status, "<!doctype html>\n<title>" + status + "</title>\n<p>" + text + "</p>\n");
    }

    String contentType() {
        return body.startsWith("{") ? "application/json" : "text/html; charset=utf-8";
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the answer as raw bytes, for answers that the server must not complete. */
    byte[] onTheWire() {
        return ("HTTP/1.1 " + status + " Scripted\r\nContent-Type: " + contentType() + "\r\nContent-Length: "
                        + bytes().length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
