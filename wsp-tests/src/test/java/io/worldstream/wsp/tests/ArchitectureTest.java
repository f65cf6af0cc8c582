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
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.internal.rows.VerifiedPart;
import io.worldstream.wsp.internal.seal.SealedPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of docs/architecture.md, held by the build. */
class ArchitectureTest {
    private static final String API = "io.worldstream.wsp.api..";
    private static final String INTERNAL = "io.worldstream.wsp.internal..";
    private static final String KIT = "io.worldstream.wsp.testkit";
    private static final String TESTKIT = KIT + "..";
    private static final String ADAPTERS = "io.worldstream.wsp.adapter..";
    private static final String RUNNER = "io.worldstream.wsp.runner..";
    private static final String FACADE = "io.worldstream.wsp";

    /** The rooms of the core, floor by floor from the ground up; docs/architecture.md draws them. */
    private static final List<List<String>> STAIRCASE = List.of(
            List.of(FACADE + ".policy"),
            List.of(FACADE + ".plan"),
            List.of(FACADE + ".report"),
            rooms("text", "json", "finding", "flow", "tasks", "chunk"),
            rooms("format", "seal", "view"),
            rooms("rows", "join"),
            rooms("survey", "frame", "progress", "pace", "plan"),
            rooms("order", "push", "lease"),
            rooms("source"),
            rooms("run"),
            rooms("engine"),
            List.of(FACADE));

    /** The rooms of the test kit, from the ground up; wsp.jar carries the first two floors. */
    private static final List<List<String>> TESTKIT_ROOMS = List.of(
            List.of(KIT + ".internal"),
            List.of(KIT + ".gate", KIT + ".world"),
            List.of(KIT + ".fake"),
            List.of(KIT),
            List.of(KIT + ".contract", KIT + ".jqwik", KIT + ".sim"));

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
        checkFloor(STAIRCASE, floor);
    }

    @Test
    void testKit_eachPackage_importsOnlyRoomsBelowIt() {
        classes()
                .that()
                .resideInAPackage(TESTKIT)
                .should()
                .resideInAnyPackage(TESTKIT_ROOMS.stream().flatMap(List::stream).toArray(String[]::new))
                .check(CLASSES);
        for (int floor = 0; floor < TESTKIT_ROOMS.size(); floor++) {
            checkFloor(TESTKIT_ROOMS, floor);
        }
    }

    /** wsp.jar has no other package of the test kit, and neither JUnit nor jqwik. */
    @Test
    void runner_ofTheTestKit_usesGateAndWorldOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(TESTKIT_ROOMS.subList(0, 2).stream()
                        .flatMap(List::stream)
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "net.jqwik..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(RUNNER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(KIT, KIT + ".fake..", KIT + ".contract..", KIT + ".jqwik..", KIT + ".sim..")
                .check(CLASSES);
    }

    private static void checkFloor(List<List<String>> staircase, int floor) {
        for (String room : staircase.get(floor)) {
            String[] notBelow = staircase.subList(floor, staircase.size()).stream()
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

    /** READYs are the platform's to publish: what reads them can neither produce nor administer. */
    @Test
    void kafkaAdapter_onlyConsumes() {
        noClasses()
                .that()
                .resideInAPackage("io.worldstream.wsp.adapter.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.clients.producer..", "org.apache.kafka.clients.admin..")
                .allowEmptyShould(false)
                .check(CLASSES);
    }

    /** I10 again: the bus is read, and nothing can put a record on it or change the stream. */
    @Test
    void kinesis_callsThatDoNotRead_areAbsent() {
        Set<String> reads =
                Set.of("builder", "describeStreamSummary", "listShards", "getShardIterator", "getRecords", "close");
        noClasses()
                .that()
                .resideInAPackage("io.worldstream.wsp.adapter.kinesis..")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "a client of Kinesis does not read",
                        call -> call.getTargetOwner().getName().matches(".*\\.kinesis\\.Kinesis(Async)?Client")
                                && !reads.contains(call.getName())))
                .allowEmptyShould(false)
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
    void oneClassOfApiAndCoreReadsTheSystemClock() {
        noClasses()
                .that(CORE.or(resideInAPackage(API)))
                .and()
                .doNotHaveSimpleName("MachineClock")
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

    /** A file at 400 lines holds a second subject. */
    @Test
    void mainSources_length_isAtMost400Lines() throws IOException {
        Set<String> longer = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            for (Path file : files.filter(ArchitectureTest::isMainSource).toList()) {
                if (Files.readAllLines(file).size() > 400) {
                    longer.add(file.getFileName().toString());
                }
            }
        }
        assertThat(longer).isEmpty();
    }

    private static boolean isMainSource(Path file) {
        return file.toString().endsWith(".java")
                && file.toString().replace('\\', '/').contains("/src/main/java/");
    }

    /** Seven parameters are the most that a reader of the call tells apart; after that, values have a type. */
    @Test
    void constructorsAndRecords_parameters_areAtMostSeven() {
        assertThat(CLASSES.stream()
                        .filter(each -> each.getConstructors().stream().anyMatch(ArchitectureTest::hasManyParameters))
                        .map(JavaClass::getFullName)
                        .map(name -> name.substring(name.lastIndexOf('.') + 1)))
                .isEmpty();
    }

    /** Parameters of the source, without those that the compiler adds. */
    private static boolean hasManyParameters(JavaConstructor constructor) {
        JavaClass owner = constructor.getOwner();
        boolean inner = owner.isInnerClass()
                && !owner.isAnonymousClass()
                && !owner.getModifiers().contains(JavaModifier.STATIC);
        int added = owner.isEnum() ? 2 : inner ? 1 : 0;
        return !owner.isAnonymousClass() && constructor.getRawParameterTypes().size() - added > 7;
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)").check(CLASSES);
    }
}
