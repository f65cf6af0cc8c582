package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.support.LogText;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Describes a failure of the connection to the gate in one bounded line. */
final class FailureText {
    /** More than any exception of the JDK has; bounds a chain that is a cycle. */
    private static final int MOST_CAUSES = 20;

    private static final Pattern NAME = Pattern.compile("No (subject alternative|name matching)");
    private static final Pattern VERSION = Pattern.compile("protocol.version", Pattern.CASE_INSENSITIVE);
    /** Alerts by which a gate refuses a client certificate, or that there is none. */
    private static final Pattern CLIENT =
            Pattern.compile("alert.*(certificate|handshake_failure|unknown_ca|access_denied)");

    private FailureText() {}

    /**
     * Describes a failure. For a certificate that is not accepted, the reason is in the causes, and the operator needs
     * all of it.
     */
    static String of(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (@Nullable Throwable cause = failure;
                cause != null && chain.size() < MOST_CAUSES;
                cause = cause.getCause()) {
            chain.add(cause);
        }
        if (chain.stream().anyMatch(CertificateException.class::isInstance)) {
            String reasons = reasons(chain);
            return "the certificate of the gate was not accepted: " + LogText.path(reasons) + "; "
                    + wayOut(chain, reasons);
        }
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        if (message == null) {
            return name;
        }
        // TLS faults are worded by the JVM; other messages may hold what the gate sent.
        return failure instanceof SSLException
                ? name + " " + LogText.quotePath(message) + wayOut(message)
                : name + " " + LogText.quote(message);
    }

    private static String wayOut(List<Throwable> chain, String reasons) {
        if (chain.stream().anyMatch(FailureText::isOutOfDate)) {
            return "the gate needs a certificate that is valid now, or a clock is wrong";
        }
        if (NAME.matcher(reasons).find()) {
            return "ingress.url must have a host that the certificate names";
        }
        return "trusted are the CAs in ingress.tls.ca_file or, without it, those of the JVM's trust store"
                + " (javax.net.ssl.trustStore)";
    }

    private static boolean isOutOfDate(Throwable cause) {
        return cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException;
    }

    /** Returns what an operator can do about a fault that is not about the gate's certificate. */
    private static String wayOut(String message) {
        if (VERSION.matcher(message).find()) {
            return "; the gate must speak TLS 1.2 or 1.3";
        }
        return CLIENT.matcher(message).find()
                ? "; if the gate asks for a client certificate, set ingress.tls.cert_file and ingress.tls.key_file to one"
                        + " that it trusts and that has not expired"
                : "";
    }

    /** Joins the messages of a chain, without those that an earlier one repeats. */
    private static String reasons(List<Throwable> chain) {
        StringBuilder reasons = new StringBuilder();
        for (Throwable cause : chain) {
            String message = cause.getMessage();
            if (message != null && reasons.indexOf(message) < 0) {
                reasons.append(reasons.isEmpty() ? "" : "; ").append(message);
            }
        }
        return reasons.toString();
    }
}
