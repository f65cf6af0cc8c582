package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.support.LogText;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Describes a failure of the connection to the gate in one bounded line. */
final class FailureText {
    /** More than any exception of the JDK has; bounds a chain that is a cycle. */
    private static final int MOST_CAUSES = 20;

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
            return "the certificate of the gate was not accepted: " + LogText.path(reasons(chain))
                    + "; the JVM trusts the CAs of its trust store (javax.net.ssl.trustStore)";
        }
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        if (message == null) {
            return name;
        }
        // TLS faults are worded by the JVM; other messages may hold what the gate sent.
        return name + " " + (failure instanceof SSLException ? LogText.quotePath(message) : LogText.quote(message));
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
