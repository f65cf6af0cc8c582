package io.worldstream.wsp.testkit.contract;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules listed in docs/spec.md and the tests that the kits contain. */
final class Kits {
    static final List<Class<?>> ALL = List.of(
            ReadySourceContract.class,
            ReadyVerifierContract.class,
            OracleReaderContract.class,
            IngressSinkContract.class,
            ClockContract.class,
            SpillSpaceContract.class,
            SurveyStoreContract.class,
            SortedStoreContract.class,
            PositionStoreContract.class,
            AuditSinkContract.class,
            CheckpointStoreContract.class,
            RunLeaseContract.class,
            DeadLetterSinkContract.class,
            DeadLetterStoreContract.class,
            ControlSourceContract.class);

    private static final Pattern ROW = Pattern.compile("\\| ([A-Z]{3}-[0-9]{2}) \\|.*\\| ([^|]*) \\|");

    private Kits() {}

    /** The rules with what the document says of their proof. */
    static Map<String, String> proofs() throws IOException {
        Map<String, String> proofs = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "spec.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && proofs.put(row.group(1), row.group(2)) != null) {
                throw new IllegalStateException("two rules of one number: " + row.group(1));
            }
        }
        return proofs;
    }

    static List<Method> tests() {
        List<Method> tests = new ArrayList<>();
        ALL.stream()
                .flatMap(kit -> Stream.of(kit.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .forEach(tests::add);
        return tests;
    }

    /** The rule that a test proves: the first word of its name. */
    static String rule(Method test) {
        return test.getAnnotation(DisplayName.class).value().split(" ", 2)[0];
    }
}
