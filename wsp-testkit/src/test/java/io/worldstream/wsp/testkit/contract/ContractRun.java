package io.worldstream.wsp.testkit.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract as an author's build does, and hears what becomes of each test. */
final class ContractRun implements TestExecutionListener {
    private final Map<String, List<String>> failures = new TreeMap<>();
    private final List<String> messages = new ArrayList<>();
    private final List<String> aborted = new ArrayList<>();
    private int succeeded;

    static ContractRun of(Class<?> contract) {
        ContractRun run = new ContractRun();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(contract))
                                .filters(EngineFilter.includeEngines("junit-jupiter"))
                                .build(),
                        run);
        return run;
    }

    static String rule(String displayName) {
        return displayName.split(" ", 2)[0];
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        String message = result.getThrowable().map(Throwable::getMessage).orElse("no message");
        if (result.getStatus() == Status.FAILED) {
            failures.computeIfAbsent(rule(test.getDisplayName()), rule -> new ArrayList<>())
                    .add(message);
            messages.add(message);
        } else if (result.getStatus() == Status.ABORTED) {
            aborted.add(message);
        } else if (test.isTest()) {
            succeeded++;
        }
    }

    /** Returns the failure messages, keyed by the rule of the failed test. */
    Map<String, List<String>> failures() {
        return failures;
    }

    /** Returns the failure messages, in the order in which the tests failed. */
    List<String> messages() {
        return messages;
    }

    /** Why tests were not run to their end. */
    List<String> aborted() {
        return aborted;
    }

    int succeeded() {
        return succeeded;
    }
}
