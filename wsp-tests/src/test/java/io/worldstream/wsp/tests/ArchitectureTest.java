package io.worldstream.wsp.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.internal.rows.VerifiedPart;
import io.worldstream.wsp.internal.seal.SealedPart;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of docs/architecture.md, held by the build. */
class ArchitectureTest {
    private static final String API = "io.worldstream.wsp.api..";
    private static final String INTERNAL = "io.worldstream.wsp.internal..";
    private static final String TESTKIT = "io.worldstream.wsp.testkit..";
    private static final String ADAPTERS = "io.worldstream.wsp.adapter..";
    private static final String RUNNER = "io.worldstream.wsp.runner..";
    private static final String FACADE = "io.worldstream.wsp";

    /** The rooms of the core, floor by floor from the ground up; docs/architecture.md draws them. */
    private static final List<List<String>> STAIRCASE = List.of(
            List.of(FACADE + ".policy"),
            List.of(FACADE + ".plan"),
            List.of(FACADE + ".report"),
            rooms("text", "json", "finding", "flow", "tasks"),
            rooms("format", "seal"),
            rooms("rows", "join"),
            rooms("survey", "frame", "progress", "pace", "plan"),
            rooms("order", "push", "lease"),
            rooms("source"),
            rooms("run"),
            rooms("engine"),
            List.of(FACADE));

    private static final DescribedPredicate<JavaClass> CORE =
            resideInAnyPackage(FACADE, FACADE + ".policy", FACADE + ".plan", FACADE + ".report", INTERNAL);

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("wsp-tests"))
            .importPackages("io.worldstream.wsp");

    private static List<String> rooms(String... names) {
        return Stream.of(names).map(name -> FACADE + ".internal." + name).toList();
    }

    @Test
    void theApiDependsOnNothingButTheJdkAndAnnotations() {
        classes()
                .that()
                .resideInAPackage(API)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(API, "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void theCoreDependsOnApiJacksonSlf4jAndCodecOnly() {
        classes()
                .that(CORE)
                .should()
                .onlyDependOnClassesThat(CORE.or(resideInAnyPackage(
                        API,
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson.core..",
                        "com.fasterxml.jackson.databind..",
                        "org.slf4j..",
                        "org.apache.commons.codec..")))
                .check(CLASSES);
    }

    @Test
    void adaptersDependOnTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage(ADAPTERS)
                .should()
                .dependOnClassesThat(CORE.or(resideInAnyPackage(TESTKIT, RUNNER)))
                .check(CLASSES);
    }

    @Test
    void theTestKitKnowsNeitherAdaptersNorRunner() {
        noClasses()
                .that()
                .resideInAPackage(TESTKIT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ADAPTERS, RUNNER)
                .check(CLASSES);
    }

    @Test
    void internalsStayInTheirModule() {
        noClasses()
                .that()
                .resideInAnyPackage(API, TESTKIT, ADAPTERS, RUNNER)
                .should()
                .dependOnClassesThat(resideInAPackage(INTERNAL))
                .check(CLASSES);
    }

    @Test
    void everyPackageOfTheCoreHasARoom() {
        classes()
                .that(CORE)
                .should()
                .resideInAnyPackage(STAIRCASE.stream().flatMap(List::stream).toArray(String[]::new))
                .check(CLASSES);
    }

    static IntStream floors() {
        return IntStream.range(0, STAIRCASE.size());
    }

    @ParameterizedTest
    @MethodSource("floors")
    void aRoomImportsOnlyRoomsBelowIt(int floor) {
        for (String room : STAIRCASE.get(floor)) {
            String[] notBelow = STAIRCASE.subList(floor, STAIRCASE.size()).stream()
                    .flatMap(List::stream)
                    .filter(other -> !other.equals(room))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(notBelow)
                    .allowEmptyShould(false)
                    .check(CLASSES);
        }
    }

    /** I4: what rows are read from without validation comes from one pass that hashed the bytes and checked the rows. */
    @Test
    void verifiedParts_onlyTheSurvey_makesThem() {
        noClasses()
                .that()
                .resideOutsideOfPackage(FACADE + ".internal.survey")
                .should()
                .callConstructor(VerifiedPart.class, SealedPart.class, List.class)
                .orShould()
                .callMethod(SealedPart.class, "recorded", OraclePart.class, long.class, byte[].class)
                .check(CLASSES);
    }

    /** A record cannot gain a component compatibly, so a value that will grow is a class with a builder. */
    @Test
    void plansAndReports_records_haveAtMostSevenComponents() {
        assertThat(CLASSES.stream()
                        .filter(each ->
                                List.of(FACADE + ".plan", FACADE + ".report").contains(each.getPackageName()))
                        .map(JavaClass::reflect)
                        .filter(Class::isRecord)
                        .filter(each -> each.getRecordComponents().length > 7))
                .isEmpty();
    }

    /** I10: the only way out is the sink; I2: the only way in is by reference. */
    @Test
    void apiAndCoreOpenNoConnectionAndNoFile() {
        noClasses()
                .that(CORE.or(resideInAPackage(API)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "javax.net..")
                .check(CLASSES);
    }

    @Test
    void nothingInTheSpiListsSearchesOrAsksForTheLatest() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(API)
                .and()
                .areDeclaredInClassesThat()
                .areInterfaces()
                .should()
                .haveNameNotMatching("(?i).*(list|search|latest|scan|glob|walk).*")
                .check(CLASSES);
    }

    @Test
    void oneClassOfTheCoreReadsTheSystemClock() {
        noClasses()
                .that(CORE.or(resideInAPackage(API)))
                .and()
                .doNotHaveSimpleName("SystemClock")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC")
                .check(CLASSES);
    }

    @Test
    void onlyRunnersOwnThreads() {
        noClasses()
                .that(CORE)
                .and()
                .doNotHaveSimpleName("EngineThread")
                .and()
                .doNotHaveSimpleName("BackgroundTasks")
                .and()
                .doNotHaveSimpleName("SurveyThreads")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.Executors")
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)").check(CLASSES);
    }
}
