package io.worldstream.wsp.testkit.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

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
    private final Map<String, String> failures = new TreeMap<>();
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

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.FAILED) {
            String rule = test.getDisplayName().split(" ", 2)[0];
            failures.merge(rule, result.toString(), (one, other) -> one + "; " + other);
        } else if (test.isTest() && result.getStatus() == Status.SUCCESSFUL) {
            succeeded++;
        }
    }

    /** What went wrong, by the rule that was broken. */
    Map<String, String> failures() {
        return failures;
    }

    int succeeded() {
        return succeeded;
    }
}
