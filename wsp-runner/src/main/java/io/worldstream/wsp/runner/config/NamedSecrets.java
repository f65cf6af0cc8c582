package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.adapter.file.BoundedFile;
import io.worldstream.wsp.adapter.file.FileFailure;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The password of the database, which a configuration names without holding it. Stateless. */
public final class NamedSecrets {
    /** A password and a line break. */
    private static final int MOST_PASSWORD_BYTES = 1 << 12;
    /**
     * Words in capitals, as variables are named. An operator who misreads the key puts the secret itself there, which has
     * another form: small letters, other characters, or digits without an underscore before them.
     */
    private static final Pattern USUAL_NAME = Pattern.compile("[A-Z]{1,20}(_[A-Z0-9]{1,20}){0,7}");

    private NamedSecrets() {}

    /**
     * Returns the password of the database, or null if the configuration names none.
     *
     * @param config a valid configuration
     * @param environment the environment variables
     * @throws WspException {@code CONFIG_INVALID}, naming the key, if the password cannot be read
     */
    public static @Nullable String password(WspConfig config, Map<String, String> environment) {
        Optional<String> variable = config.find(ConfigTable.JDBC_PASSWORD_ENV);
        Optional<Location> file = config.find(ConfigTable.JDBC_PASSWORD_FILE);
        if (variable.isPresent() && file.isPresent()) {
            throw invalid(ConfigTable.JDBC_PASSWORD_ENV, "set together with state.jdbc.password_file; keep one");
        }
        if (variable.isPresent()) {
            String password = environment.getOrDefault(variable.get(), "");
            if (password.isEmpty()) {
                throw invalid(ConfigTable.JDBC_PASSWORD_ENV, unset(variable.get()));
            }
            return password;
        }
        return file.map(NamedSecrets::passwordIn).orElse(null);
    }

    private static String passwordIn(Location file) {
        try {
            return new String(BoundedFile.read(file.path(), MOST_PASSWORD_BYTES), StandardCharsets.UTF_8)
                    .replaceFirst("\\R$", "");
        } catch (IOException e) {
            throw invalid(ConfigTable.JDBC_PASSWORD_FILE, "cannot read " + file.path() + ": " + FileFailure.inWords(e));
        }
    }

    /** Returns what is wrong with the password, after the name of its key; empty if nothing is, or the state is elsewhere. */
    static Optional<String> passwordFault(WspConfig config, Map<String, String> environment) {
        try {
            if (config.takesEffect(ConfigTable.JDBC_URL)) {
                password(config, environment);
            }
            return Optional.empty();
        } catch (WspException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a value that is a fault of its own
        }
    }

    /** Says that a variable is not set. Shows its name only if it has the usual form: it may be the secret itself. */
    static String unset(String variable) {
        return "the environment variable " + (USUAL_NAME.matcher(variable).matches() ? variable : "named here")
                + " is not set";
    }

    private static WspException invalid(ConfigKey<?> key, String why) {
        return new WspException(ReasonCode.CONFIG_INVALID, key.name() + ": " + why);
    }
}
