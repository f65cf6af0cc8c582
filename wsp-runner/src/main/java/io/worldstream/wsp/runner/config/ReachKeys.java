package io.worldstream.wsp.runner.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys that say where this host may connect to, and how. Stateless; looks up no name. */
final class ReachKeys {
    /** Hosts to which this one may connect. */
    static final ConfigKey<AllowedHosts> ALLOWED_HOSTS = ConfigKey.optional(
            "security.allowed_hosts",
            ValueType.ofJson(
                    AllowedHosts.FORM + "; as JSON in `--set` and the environment",
                    (node, place) -> AllowedHosts.of(node)),
            "Hosts that `ingress.url`, `s3.endpoint`, `control_bus.kinesis.endpoint`,"
                    + " `control_bus.kafka.bootstrap.servers` and `state.jdbc.url` may name. If not set, any. Names are not"
                    + " looked up; case and a dot at the end do not matter.");
    /** Whether events may leave this machine unencrypted. */
    static final ConfigKey<Boolean> ALLOW_PLAIN_HTTP = ConfigKey.of(
            "security.allow_plain_http",
            ValueTypes.TRUTH,
            "false",
            "With `true`, `ingress.url`, `s3.endpoint` and `control_bus.kinesis.endpoint` may be `http` on another machine"
                    + " than this one. Without it, only on 127.0.0.0/8, `::1` and `localhost`.");

    private static final List<ConfigKey<String>> URLS =
            List.of(ConfigTable.INGRESS_URL, ConfigTable.S3_ENDPOINT, ConfigTable.KINESIS_ENDPOINT);

    /** The host of an authority without user, and its port. */
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*\\]|[^:\\[\\]]*)(:[0-9]*)?");
    /** An address, as Kafka reads it. */
    private static final Pattern BROKER =
            Pattern.compile("(?:[0-9a-zA-Z\\-%._]*://)?(\\[[^\\]]*\\]|[^\\[\\]]*):[0-9]+");

    private static final String JDBC = "jdbc:postgresql:";
    /** Parameters of a database's URL that name another host than the URL does. */
    private static final Set<String> OTHER_HOST = Set.of("host", "hostaddr", "pghost", "service", "socketfactory");

    private static final String UNREADABLE =
            "its host has no spelling that can be checked without a lookup: use a name of"
                    + " letters, digits, - and _, or an IP address in its usual form";
    private static final String NOT_ALLOWED = " is not among security.allowed_hosts";

    private ReachKeys() {}

    /** Returns the keys whose valid values lead where this host may not connect to, and the faults. */
    static Map<String, String> faults(WspConfig config) {
        Map<String, String> faults = new LinkedHashMap<>();
        Optional<AllowedHosts> allowed = valid(config, ALLOWED_HOSTS);
        boolean plain = valid(config, ALLOW_PLAIN_HTTP).orElse(false);
        URLS.forEach(key -> check(config, key, url -> urlFault(url, allowed, plain), faults));
        allowed.ifPresent(hosts -> {
            check(config, ConfigTable.KAFKA_SERVERS, servers -> brokersFault(servers, hosts), faults);
            check(config, ConfigTable.JDBC_URL, url -> databaseFault(url, hosts), faults);
        });
        return faults;
    }

    private static void check(
            WspConfig config,
            ConfigKey<String> key,
            Function<String, Optional<String>> rule,
            Map<String, String> faults) {
        valid(config, key).flatMap(rule).ifPresent(fault -> faults.put(key.name(), fault));
    }

    /** Returns the value of a key that takes effect; empty if it has none, or one that is a fault of its own. */
    private static <T> Optional<T> valid(WspConfig config, ConfigKey<T> key) {
        try {
            return config.takesEffect(key) ? config.find(key) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns what is wrong with a URL, without the host: it may be a misplaced secret. */
    private static Optional<String> urlFault(String text, Optional<AllowedHosts> allowed, boolean plain) {
        URI url = URI.create(text);
        boolean exposed = !plain && "http".equalsIgnoreCase(url.getScheme());
        if (allowed.isEmpty() && !exposed) {
            return Optional.empty();
        }
        Matcher authority = AUTHORITY.matcher(url.getRawAuthority());
        Optional<HostName> host = authority.matches() ? HostName.of(authority.group(1)) : Optional.empty();
        if (exposed && host.filter(HostName::isLoopback).isEmpty()) {
            return Optional.of(
                    "plain http to another machine than this one (127.0.0.0/8, ::1, localhost) shows events and"
                            + " credentials to the network: use https, or set security.allow_plain_http to true");
        }
        return allowed.flatMap(hosts -> hostFault(host, hosts, "its host"));
    }

    private static Optional<String> hostFault(Optional<HostName> host, AllowedHosts allowed, String subject) {
        if (host.isEmpty()) {
            return Optional.of(UNREADABLE);
        }
        return allowed.contain(host.get()) ? Optional.empty() : Optional.of(subject + NOT_ALLOWED);
    }

    private static Optional<String> brokersFault(String servers, AllowedHosts allowed) {
        int number = 0;
        for (String server : servers.strip().split("\\s*,\\s*", -1)) {
            number++;
            Matcher broker = BROKER.matcher(server);
            Optional<HostName> host = broker.matches() ? HostName.of(broker.group(1)) : Optional.empty();
            Optional<String> fault = hostFault(host, allowed, "the host of server " + number);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /** Returns what is wrong with the hosts of a database's URL, which the driver reads as this does. */
    private static Optional<String> databaseFault(String url, AllowedHosts allowed) {
        int query = url.indexOf('?');
        String address = url.substring(JDBC.length(), query < 0 ? url.length() : query);
        if (query >= 0) {
            for (String parameter : url.substring(query + 1).split("&", -1)) {
                if (OTHER_HOST.contains(name(parameter))) {
                    return Optional.of("with security.allowed_hosts, its host stands before the database, not in the"
                            + " parameter " + name(parameter));
                }
            }
        }
        for (Optional<HostName> host : databaseHosts(address)) {
            Optional<String> fault = hostFault(host, allowed, "one of its hosts");
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static String name(String parameter) {
        try {
            return URLDecoder.decode(parameter.replaceFirst("=.*", ""), StandardCharsets.UTF_8)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return ""; // the driver refuses it
        }
    }

    private static List<Optional<HostName>> databaseHosts(String address) {
        if (!address.startsWith("//")) {
            return List.of(Optional.of(HostName.LOCALHOST));
        }
        List<Optional<HostName>> hosts = new ArrayList<>();
        for (String server : address.substring(2).split("/", 2)[0].split(",", -1)) {
            int port = server.lastIndexOf(':');
            String host = port > server.lastIndexOf(']') ? server.substring(0, port) : server;
            hosts.add(host.isEmpty() ? Optional.of(HostName.LOCALHOST) : HostName.of(host));
        }
        return hosts;
    }
}
