package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;

/**
 * The address of the gate.
 *
 * @param host scheme, name and port
 * @param path the path of the push request, escaped as on the wire
 */
record GateAddress(HttpHost host, String path) {
    private static final String VERSION = "/v1";
    private static final String PUSH = VERSION + "/ingest/push";

    /**
     * Parses a URL of the gate (contracts 9): its base, the base with {@code /v1}, or the whole URL of the push, each
     * with or without trailing {@code /}. All of them are the same address.
     *
     * @throws WspException {@link ReasonCode#CONFIG_INVALID}; the message does not show the URL, which may hold a
     *     secret
     */
    static GateAddress of(String url) {
        if (url.indexOf('@') >= 0) {
            throw invalid("contains an @: put credentials into the auth header, not into the URL");
        }
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!Set.of("http", "https").contains(scheme)) {
                throw invalid("must begin with http:// or https://");
            }
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw invalid("must not contain ? or #");
            }
            // Not uri.getHost(): it is null for names with an underscore, which container networks use.
            String authority = uri.getRawAuthority();
            URIAuthority target = authority == null ? null : URIAuthority.create(authority);
            if (target == null || target.getHostName().isEmpty()) {
                throw invalid("has no host");
            }
            return new GateAddress(
                    new HttpHost(scheme, target.getHostName(), target.getPort()), base(uri.getRawPath()) + PUSH);
        } catch (URISyntaxException e) {
            // Without the cause, whose message quotes the URL; the reason does not.
            String where = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
            throw invalid("is not a valid URL: " + e.getReason().toLowerCase(Locale.ROOT) + where);
        } catch (IllegalArgumentException e) {
            throw invalid("is not a valid URL: its host or port is not valid");
        }
    }

    private static String base(String path) {
        String whole = withoutSlashes(path);
        String written = whole.endsWith(PUSH) ? PUSH : whole.endsWith(VERSION) ? VERSION : "";
        return withoutSlashes(whole.substring(0, whole.length() - written.length()));
    }

    private static String withoutSlashes(String path) {
        return path.replaceFirst("/+$", "");
    }

    private static WspException invalid(String why) {
        return new WspException(ReasonCode.CONFIG_INVALID, "ingress.url " + why);
    }
}
