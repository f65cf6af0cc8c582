package io.worldstream.wsp.runner.config;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host of an address, in its one spelling, without a lookup. A spelling that a resolver could read in two ways is no host
 * name, so that the name that is checked is the one that is connected to.
 *
 * @param name in lower case, without the dot at its end; an international name in its ASCII form; an IP address in the form
 *     of the JDK
 * @param rooted whether a dot ends the name
 */
record HostName(String name, boolean rooted) {
    private static final int MOST_CHARS = 253;
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    /** The last label of an address in a form of old resolvers: 127.1, 2130706433, 0x7f.1. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private static final String INTERNATIONAL = "xn--";

    /** This host, where an address leaves it out. */
    static final HostName LOCALHOST = new HostName("localhost", false);

    /** Reads a host; that of an IPv6 address with or without brackets. Empty if it is none, or has a second reading. */
    static Optional<HostName> of(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        if (bracketed || text.indexOf(':') >= 0) {
            return address(bracketed ? text.substring(1, text.length() - 1) : text);
        }
        if (IPV4.matcher(text).matches()) {
            return Optional.of(new HostName(text, false));
        }
        boolean rooted = text.endsWith(".");
        String[] labels = (rooted ? text.substring(0, text.length() - 1) : text).split("\\.", -1);
        for (int i = 0; i < labels.length; i++) {
            String label = ascii(labels[i]);
            if (label == null || !LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
            labels[i] = label;
        }
        String name = String.join(".", labels);
        boolean numeric = NUMBER.matcher(labels[labels.length - 1]).matches();
        return numeric || name.length() > MOST_CHARS ? Optional.empty() : Optional.of(new HostName(name, rooted));
    }

    /** Reads an IPv6 address. One that maps an IPv4 address is that address, as for the JDK. */
    private static Optional<HostName> address(String text) {
        if (!IPV6.matcher(text).matches() || text.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName("[" + text + "]"); // in brackets it is never looked up
            return Optional.of(new HostName(address.getHostAddress(), false));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Returns the ASCII form of a label, or null if it only looks like an ASCII one. */
    private static @Nullable String ascii(String label) {
        if (label.chars().allMatch(c -> c < 128)) {
            return label.toLowerCase(Locale.ROOT);
        }
        try {
            String ascii = IDN.toASCII(label).toLowerCase(Locale.ROOT);
            return ascii.startsWith(INTERNATIONAL) ? ascii : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns whether this is an IP address. */
    boolean isAddress() {
        return name.indexOf(':') >= 0 || IPV4.matcher(name).matches();
    }

    /**
     * Returns whether the host is this machine: 127.0.0.0/8, {@code ::1} or {@code localhost}. Not {@code localhost.}, which
     * resolvers may ask a server for.
     */
    boolean isLoopback() {
        if (!isAddress()) {
            return equals(LOCALHOST);
        }
        return name.startsWith("127.") || name.equals("0:0:0:0:0:0:0:1");
    }
}
