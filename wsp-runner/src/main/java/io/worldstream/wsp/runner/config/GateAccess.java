package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.adapter.file.BoundedFile;
import io.worldstream.wsp.adapter.file.FileFailure;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.adapter.http.PemTls;
import io.worldstream.wsp.adapter.http.ServiceToken;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.PolicySetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** How this host and the gate know each other, as a configuration says: TLS, and the token. No message shows a token or a key. */
public final class GateAccess {
    private static final int MOST_TOKEN_BYTES = 1 << 13;
    private static final int MOST_PEM_BYTES = 1 << 20;
    private static final ConfigKey<String> PRODUCER = ConfigKey.of(PolicySetting.all().stream()
            .filter(setting -> setting.key().equals("policy.producer"))
            .findFirst()
            .orElseThrow());

    private final WspConfig config;
    private final Map<String, String> environment;

    /**
     * Creates the access.
     *
     * @param config a valid configuration
     * @param environment the environment variables
     */
    public GateAccess(WspConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /**
     * Sets up a sink: TLS, the header and the token.
     *
     * @param onClose takes what must be called when the sink is no longer used
     * @throws WspException {@code CONFIG_INVALID} if a file has become unusable since the configuration was read
     */
    public void applyTo(HttpIngressSink.Builder sink, Consumer<Runnable> onClose) {
        sink.authHeader(header());
        if (isSet(IngressKeys.CA_FILE) || isSet(IngressKeys.CERT_FILE)) {
            sink.sslContext(keyed("ingress.tls", this::tls));
        }
        Optional<Location> file = config.find(IngressKeys.AUTH_TOKEN_FILE);
        Optional<GateToken> token = file.isPresent()
                ? file.map(this::following)
                : config.find(ConfigTable.INGRESS_AUTH_TOKEN_ENV)
                        .map(environment::get)
                        .map(this::token)
                        .map(GateToken::fixed);
        token.ifPresent(open -> {
            sink.authToken(open);
            onClose.accept(open::close);
        });
    }

    private GateToken following(Location file) {
        String key = IngressKeys.AUTH_TOKEN_FILE.name();
        return keyed(key, () -> GateToken.following(() -> tokenIn(file), key));
    }

    /** Names the keys of a file that was usable when the configuration was read. */
    private static <T> T keyed(String key, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (WspException e) {
            throw new WspException(e.code(), key + ": " + e.getMessage(), e);
        }
    }

    private String header() {
        return config.find(ConfigTable.INGRESS_AUTH_HEADER)
                .orElseGet(() -> config.get(IngressKeys.AUTH_SCHEME).header());
    }

    private boolean isSet(ConfigKey<?> key) {
        return config.find(key).isPresent();
    }

    /** Makes the header's value from that of the variable or the file. */
    private String token(String secret) {
        String token = secret;
        if (config.get(IngressKeys.AUTH_SCHEME) == AuthScheme.SERVICE_TOKEN) {
            String producer = config.get(PRODUCER);
            if (ServiceToken.isMeant(secret)) {
                requirePrincipal(ServiceToken.principal(secret), producer);
            } else {
                token = ServiceToken.of(producer, secret);
            }
        }
        HttpIngressSink.builder().authToken(token); // throws if it is not the value of a header
        return token;
    }

    private static void requirePrincipal(Optional<String> principal, String producer) {
        if (principal.isEmpty()) {
            throw invalid(
                    "the service token is damaged: expected st.v1.PRINCIPAL.SIGNATURE, with the principal in base64url and"
                            + " 64 hexadecimal digits");
        }
        if (!principal.get().equals(producer)) {
            throw invalid("the service token is that of " + LogText.quote(principal.get()) + ", but policy.producer is "
                    + LogText.quote(producer));
        }
    }

    /** Reads the file of the token, and makes the header's value from it. */
    String tokenIn(Location file) {
        String text = text(file, MOST_TOKEN_BYTES).replaceFirst("\\R$", "");
        if (text.isEmpty()) {
            throw invalid(LogText.path(file.path().toString()) + " is empty");
        }
        try {
            return token(text);
        } catch (WspException e) {
            throw invalid(LogText.path(file.path().toString()) + ": " + e.getMessage());
        }
    }

    private SSLContext tls() {
        PemTls tls = new PemTls();
        config.find(IngressKeys.CA_FILE).ifPresent(file -> tls.caCertificates(pem(file)));
        config.find(IngressKeys.CERT_FILE)
                .ifPresent(file -> tls.clientCertificate(pem(file), pem(config.get(IngressKeys.KEY_FILE))));
        return tls.build();
    }

    private static String pem(Location file) {
        return text(file, MOST_PEM_BYTES);
    }

    private static String text(Location file, int mostBytes) {
        try {
            return new String(BoundedFile.read(file.path(), mostBytes), StandardCharsets.UTF_8);
        } catch (IOException e) {
            String path = LogText.path(file.path().toString());
            String words = FileFailure.inWords(e); // some begin with the path
            throw invalid("cannot read " + (words.startsWith(path) ? "" : path + ": ") + words);
        }
    }

    private static WspException invalid(String why) {
        return new WspException(ReasonCode.CONFIG_INVALID, why);
    }

    /**
     * Checks the keys of the access and reads the files and the variable that they name.
     *
     * @param place returns a key with its origin
     */
    static void check(
            WspConfig config, Map<String, String> environment, UnaryOperator<String> place, ConfigFaults faults) {
        GateAccess access = new GateAccess(config, environment);
        access.checkToken(place, faults);
        access.checkPrincipal(place, faults);
        access.checkTls(place, faults);
    }

    private void checkToken(UnaryOperator<String> place, ConfigFaults faults) {
        String fileKey = IngressKeys.AUTH_TOKEN_FILE.name();
        Optional<Location> file = valid(IngressKeys.AUTH_TOKEN_FILE);
        Optional<String> variable = valid(ConfigTable.INGRESS_AUTH_TOKEN_ENV);
        if (file.isPresent() && variable.isPresent()) {
            faults.add(place.apply(fileKey), () -> "set together with ingress.auth_token_env; keep one");
        } else if (file.isPresent()) {
            attempt(place.apply(fileKey), () -> tokenIn(file.get()), faults);
        } else if (variable.isPresent()) {
            String key = ConfigTable.INGRESS_AUTH_TOKEN_ENV.name();
            String token = environment.getOrDefault(variable.get(), "");
            if (token.isEmpty()) {
                faults.add(key, () -> NamedSecrets.unset(variable.get()));
            } else {
                attempt(key + " (environment " + variable.get() + ")", () -> token(token), faults);
            }
        } else if (valid(IngressKeys.AUTH_SCHEME).orElse(AuthScheme.API_KEY) != AuthScheme.API_KEY) {
            faults.add(
                    place.apply(IngressKeys.AUTH_SCHEME.name()),
                    () -> "needs a token: set ingress.auth_token_file or ingress.auth_token_env");
        }
    }

    private void checkPrincipal(UnaryOperator<String> place, ConfigFaults faults) {
        Optional<String> producer = valid(PRODUCER);
        valid(IngressKeys.AUTH_PRINCIPAL)
                .filter(principal -> producer.isPresent() && !principal.equals(producer.get()))
                .ifPresent(principal -> faults.add(
                        place.apply(IngressKeys.AUTH_PRINCIPAL.name()),
                        () -> "the credentials are those of " + LogText.quote(principal) + ", but policy.producer is "
                                + LogText.quote(producer.orElse(""))));
    }

    private void checkTls(UnaryOperator<String> place, ConfigFaults faults) {
        Optional<Location> ca = valid(IngressKeys.CA_FILE);
        Optional<Location> cert = valid(IngressKeys.CERT_FILE);
        Optional<Location> key = valid(IngressKeys.KEY_FILE);
        if (cert.isPresent() != key.isPresent()) {
            ConfigKey<?> given = cert.isPresent() ? IngressKeys.CERT_FILE : IngressKeys.KEY_FILE;
            ConfigKey<?> other = cert.isPresent() ? IngressKeys.KEY_FILE : IngressKeys.CERT_FILE;
            faults.add(place.apply(given.name()), () -> "needs " + other.name() + " too");
        }
        boolean http = valid(ConfigTable.INGRESS_URL)
                .filter(url -> url.regionMatches(true, 0, "http:", 0, 5))
                .isPresent();
        for (ConfigKey<Location> file : List.of(IngressKeys.CA_FILE, IngressKeys.CERT_FILE, IngressKeys.KEY_FILE)) {
            if (http && valid(file).isPresent()) {
                faults.add(place.apply(file.name()), () -> "has no effect on http: ingress.url must be https");
            }
        }
        ca.ifPresent(file -> attemptPem(IngressKeys.CA_FILE, file, new PemTls()::caCertificates, place, faults));
        if (cert.isEmpty() || key.isEmpty()) {
            return;
        }
        boolean certReadable =
                attemptPem(IngressKeys.CERT_FILE, cert.get(), PemTls::requireCertificates, place, faults);
        boolean keyReadable = attemptPem(IngressKeys.KEY_FILE, key.get(), PemTls::requireKey, place, faults);
        if (certReadable && keyReadable) {
            attemptPem(
                    IngressKeys.KEY_FILE,
                    key.get(),
                    pem -> new PemTls().clientCertificate(pem(cert.get()), pem),
                    place,
                    faults);
        }
    }

    /** Returns whether it had no fault. */
    private static boolean attemptPem(
            ConfigKey<?> key, Location file, Consumer<String> use, UnaryOperator<String> place, ConfigFaults faults) {
        return attempt(
                place.apply(key.name()),
                () -> {
                    String pem = pem(file);
                    try {
                        use.accept(pem);
                    } catch (WspException e) {
                        throw invalid(LogText.path(file.path().toString()) + ": " + e.getMessage());
                    }
                },
                faults);
    }

    private static boolean attempt(String where, Runnable reading, ConfigFaults faults) {
        try {
            reading.run();
            return true;
        } catch (IllegalArgumentException e) {
            return true; // a value that is a fault of its own
        } catch (WspException e) {
            faults.add(where, () -> String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Returns a value; empty if there is none, or one that is a fault of its own. */
    private <T> Optional<T> valid(ConfigKey<T> key) {
        try {
            return config.find(key);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
