package io.worldstream.wsp.runner.config;

/** The keys that say how this host and the gate know each other. */
final class IngressKeys {
    /** Form of the credentials. */
    static final ConfigKey<AuthScheme> AUTH_SCHEME = ConfigKey.of(
            "ingress.auth_scheme",
            ValueTypes.oneOf(AuthScheme.class),
            "api_key",
            "Form of the gate's token. `api_key`: it is sent as it is. `service_token`: the variable or file holds a service"
                    + " token of `policy.producer` (`st.v1.…`), or a secret of the gate, from which WSP makes that token.");
    /** File that holds the gate's token. */
    static final ConfigKey<Location> AUTH_TOKEN_FILE = ConfigKey.optional(
            "ingress.auth_token_file",
            ValueTypes.locationNotInS3("use a file of this host, or ingress.auth_token_env"),
            "File that holds the gate's token, in place of a variable. A line break at its end is not part of it. The file is"
                    + " read anew every second: replace it by a rename. While it cannot be used, the last good token stays.");
    /** Principal to whom the credentials belong. */
    static final ConfigKey<String> AUTH_PRINCIPAL = ConfigKey.optional(
            "ingress.auth_principal",
            ValueTypes.TEXT,
            "Principal to whom the token or client certificate belongs. If it is another one than `policy.producer`, the"
                    + " command does not start.");
    /** CAs that are trusted. */
    static final ConfigKey<Location> CA_FILE = ConfigKey.optional(
            "ingress.tls.ca_file",
            ValueTypes.locationNotInS3("use a file of this host"),
            "PEM file of the CAs that may vouch for the gate. They replace those of the JVM's trust store.");
    /** Client certificate. */
    static final ConfigKey<Location> CERT_FILE = ConfigKey.optional(
            "ingress.tls.cert_file",
            ValueTypes.locationNotInS3("use a file of this host"),
            "PEM file of the certificate that this host shows to a gate that asks for one, and then its intermediate CAs."
                    + " Needs `ingress.tls.key_file`.");
    /** Private key of the client certificate. */
    static final ConfigKey<Location> KEY_FILE = ConfigKey.optional(
            "ingress.tls.key_file",
            ValueTypes.locationNotInS3("use a file of this host"),
            "PEM file of the private key of `ingress.tls.cert_file`: PKCS#8, not encrypted.");

    private IngressKeys() {}
}
