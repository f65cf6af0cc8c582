package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The service token of the platform's gate (contracts 9): {@code st.v1.PRINCIPAL.SIGNATURE}, with the principal in base64url
 * without padding, and the HMAC-SHA256 in lower-case hexadecimal digits of {@code v1|} and the principal, both in UTF-8. A
 * token does not expire; the gate ends it by dropping the secret. Stateless; any thread may use it. No exception holds
 * anything of a token or secret.
 *
 * <pre>{@code
 * HttpIngressSink.builder()
 *         .url("https://gate.example")
 *         .authHeader(ServiceToken.HEADER)
 *         .authToken(ServiceToken.of("svc:world_stream_producer", secret));
 * }</pre>
 */
public final class ServiceToken {
    /** The header in which the platform's gate expects a service token. */
    public static final String HEADER = "X-IG-Service-Token";

    private static final String PREFIX = "st.v1.";
    private static final Pattern FORM = Pattern.compile("st\\.v1\\.([A-Za-z0-9_-]+)\\.[0-9a-f]{64}");
    private static final String HMAC = "HmacSHA256";

    private ServiceToken() {}

    /**
     * Makes the token of a principal.
     *
     * @param principal the principal, not blank, without white space at its ends
     * @param secret a secret that the gate has: not empty, without commas and without white space at its ends, since the gate
     *     takes a list with commas
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if one of them is of another form
     */
    public static String of(String principal, String secret) {
        if (principal.isEmpty() || !principal.equals(principal.strip())) {
            throw invalid("the principal of a service token must not be empty, nor begin or end with white space");
        }
        if (secret.isEmpty() || !secret.equals(secret.strip()) || secret.contains(",")) {
            throw invalid(
                    "the secret of service tokens must not be empty, begin or end with white space, or contain a comma:"
                            + " no gate takes such a secret");
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            byte[] signature = mac.doFinal(("v1|" + principal).getBytes(StandardCharsets.UTF_8));
            return PREFIX
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(principal.getBytes(StandardCharsets.UTF_8))
                    + "." + HexFormat.of().formatHex(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HMAC-SHA256", e);
        }
    }

    /** Returns whether a text is meant as a service token: it begins as one. Its form may still be wrong. */
    public static boolean isMeant(String text) {
        return text.startsWith(PREFIX);
    }

    /** Returns the principal that a token names, unverified; empty if the text has not the form of a token. */
    public static Optional<String> principal(String token) {
        Matcher form = FORM.matcher(token);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            byte[] principal = Base64.getUrlDecoder().decode(form.group(1));
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(principal))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static WspException invalid(String why) {
        return new WspException(ReasonCode.CONFIG_INVALID, why);
    }
}
