package io.worldstream.wsp.tests;

import static io.worldstream.wsp.api.Catalogue.TimeFormat.RFC3339;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All published modules on the module path, as a host has them there: nothing but them and what they need at run time, each a
 * module of its own, in a process that resolves only what is required.
 */
@Tag("process")
@Timeout(300)
final class ModulePathTest {
    private static final String PREFIX = "io.worldstream.wsp.";
    private static final Set<String> PUBLISHED = Set.of(
            "api",
            "core",
            "testkit",
            "adapter.file",
            "adapter.http",
            "adapter.jdbc",
            "adapter.kafka",
            "adapter.kinesis",
            "adapter.parquet",
            "adapter.s3",
            "report",
            "runner");

    /** Their dependencies. JUnit and jqwik are optional for the test kit and therefore left out. */
    private static final Set<String> LIBRARIES = Set.of(
            "com.fasterxml.jackson.annotation",
            "com.fasterxml.jackson.core",
            "com.fasterxml.jackson.databind",
            "com.fasterxml.jackson.dataformat.yaml",
            "com.github.luben.zstd_jni",
            "com.zaxxer.hikari",
            "info.picocli",
            "kafka.clients",
            "org.apache.commons.codec",
            "org.apache.httpcomponents.core5.httpcore5",
            "org.jspecify",
            "org.lz4.java",
            "org.postgresql.jdbc",
            "org.reactivestreams",
            "org.slf4j",
            "org.yaml.snakeyaml",
            "snappy.java");

    /** The SDK of the adapters for S3 and Kinesis is thirty modules. */
    private static final String AWS = "software.amazon.awssdk.";

    private static final Path HOST = Path.of("src/test/module-host");
    private static final Path OLDEST = Path.of("target/oldest");
    private static final int ROWS = 120;
    private static final Catalogue.Output STORED = entry("stored");
    private static final Catalogue.Output LINES = entry("lines");

    @TempDir
    Path temp;

    static Set<String> published() {
        return PUBLISHED.stream().map(PREFIX::concat).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void host_ofAllModules_streamsAWorld() throws Exception {
        host(modulePath());
    }

    /** Of a module that is in two folders of the path, the first counts. */
    @Test
    void host_withTheOldestLibrariesOfVersioningMd_streamsAWorld() throws Exception {
        String said = host(OLDEST + File.pathSeparator + modulePath());
        assertThat(OLDEST.toFile().list())
                .hasSize(8)
                .allSatisfy(jar -> assertThat(said).contains("/oldest/" + jar));
    }

    /** Compiles the host and streams a world with it; returns what it says. */
    private String host(String modulePath) throws Exception {
        World world = world();
        Path classes = temp.resolve("host");
        List<String> javac = new ArrayList<>(
                List.of(tool("javac"), "-Xlint:all", "-Werror", "-d", classes.toString(), "-p", modulePath));
        try (Stream<Path> sources = Files.walk(HOST)) {
            sources.filter(Files::isRegularFile).map(Path::toString).forEach(javac::add);
        }
        assertThat(run(javac)).isEmpty();

        String said = run(List.of(
                tool("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--show-module-resolution",
                "-p",
                modulePath + File.pathSeparator + classes,
                "-m",
                "com.example.host/com.example.host.Main",
                world.directory().toString(),
                temp.resolve("state").toString()));
        assertThat(said.lines())
                .contains(
                        "finished COMPLETED",
                        "admitted " + 2 * ROWS,
                        "kafka CONFIG_INVALID",
                        "module io.worldstream.wsp.core",
                        "module io.worldstream.wsp.adapter.http",
                        "module io.worldstream.wsp.adapter.jdbc",
                        "module io.worldstream.wsp.adapter.s3",
                        "module io.worldstream.wsp.runner")
                .anyMatch(line -> line.startsWith("s3 said ORACLE:\"part\" "))
                .noneMatch(line -> line.contains("WARN") || line.contains("ERROR") || line.contains("SLF4J"));
        assertThat(temp.resolve("state/runs")).isNotEmptyDirectory();
        return said;
    }

    @Test
    void command_asAModule_streamsAWorld() throws Exception {
        World world = world();
        Path config = Files.writeString(world.directory().resolve("wsp.yaml"), """
                control_bus.root: control_bus
                object_store.root: object_store
                oracle.root: oracle
                catalogue: catalogue.json
                state.root: state
                policy: {stream_speedup: max, max_in_flight: 4}
                """);
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            String said = run(List.of(
                    tool("java"),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-p",
                    modulePath(),
                    "-m",
                    PREFIX + "runner/io.worldstream.wsp.runner.Main",
                    "run",
                    "--once",
                    "--config",
                    config.toString(),
                    "--set",
                    "ingress.url=" + gate.url()));
            assertThat(said).contains("\"COMPLETED\"").doesNotContain("WARN", "ERROR", "SLF4J");
            assertThat(gate.admitted()).hasSize(2 * ROWS);
        }
    }

    /**
     * A library without a module descriptor cannot say which modules of the JDK it uses, and a process has only those that
     * somebody requires: so each of our modules requires them for its libraries.
     */
    @ParameterizedTest
    @MethodSource("published")
    void module_alone_resolvesWhatItsAutomaticModulesUse(String name) throws IOException {
        ModuleFinder path = ModuleFinder.of(paths().toArray(Path[]::new));
        ModuleReference module = path.find(name).orElseThrow();
        Set<String> resolved = Configuration.empty()
                .resolve(ModuleFinder.compose(ModuleFinder.ofSystem(), path), ModuleFinder.of(), Set.of(name))
                .modules()
                .stream()
                .map(ResolvedModule::name)
                .collect(Collectors.toSet());
        for (Requires requires : module.descriptor().requires()) {
            ModuleReference needed = path.find(requires.name()).orElse(null);
            boolean isStatic = requires.modifiers().contains(Modifier.STATIC);
            if (needed != null && needed.descriptor().isAutomatic() && !isStatic) {
                Path jar = Path.of(needed.location().orElseThrow());
                assertThat(resolved).as(jar.toString()).containsAll(jdkModulesOf(jar));
            }
        }
    }

    /** Else one could be published and not be tested here. */
    @Test
    void everyModuleOfTheBuild_isHere() throws IOException {
        Pattern declared = Pattern.compile("^module ([a-z0-9.]+) \\{", Pattern.MULTILINE);
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of(".."), 7)) {
            for (Path file : files.filter(f -> f.endsWith("src/main/java/module-info.java"))
                    .toList()) {
                Matcher matcher = declared.matcher(Files.readString(file));
                assertThat(matcher.find()).as(file.toString()).isTrue();
                found.add(matcher.group(1));
            }
        }
        assertThat(found).isEqualTo(published());
    }

    private static Set<String> jdkModulesOf(Path jar) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int code = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(out, out, "-s", "--ignore-missing-deps", "--multi-release", "17", jar.toString());
        assertThat(code).as(said.toString()).isZero();
        Set<String> modules = said.toString()
                .lines()
                .map(line -> line.replaceFirst(".* -> ", ""))
                .filter(name -> name.startsWith("java.") || name.startsWith("jdk."))
                .collect(Collectors.toSet());
        assertThat(modules).contains("java.base");
        return modules;
    }

    /** One output in Parquet of zstd, whose library is native, and one of packed lines. */
    private World world() throws IOException {
        Path part = temp.resolve("part.parquet");
        MessageType schema = MessageTypeParser.parseMessageType(
                "message row { required int64 at (TIMESTAMP(MICROS,true)); required binary n (STRING); }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(part))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
            for (int n = 0; n < ROWS; n++) {
                writer.write(new SimpleGroup(schema)
                        .append("at", Trades.FIRST_MILLIS * 1000 + n)
                        .append("n", "row " + n));
            }
        }
        String lines = IntStream.range(0, ROWS)
                .mapToObj(n ->
                        "{\"n\":\"line " + n + "\",\"at\":\"2026-01-01T00:00:00." + String.format("%06d", n) + "Z\"}\n")
                .collect(Collectors.joining());
        return World.ofRows()
                .output(STORED, PartRows.stored(Files.readAllBytes(part), ROWS))
                .output(LINES, PartRows.stored(lines.getBytes(StandardCharsets.UTF_8), ROWS))
                .writeTo(temp.resolve("world"));
    }

    private static Catalogue.Output entry(String name) {
        return new Catalogue.Output(
                new OutputId(name), List.of("n"), List.of("gate." + name), "scope_seed", false, "at", RFC3339);
    }

    /** The class path of this test has them all, as jars or as the folders of classes that they are made of. */
    private static List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        List<Path> classPath = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path"))
                .map(Path::of)
                .toList();
        for (Path path : classPath) {
            if (Files.exists(path) && !path.endsWith("test-classes")) {
                for (ModuleReference module : modulesIn(path)) {
                    String name = module.descriptor().name();
                    if (LIBRARIES.contains(name)
                            || name.startsWith(AWS)
                            || published().contains(name)) {
                        paths.add(path);
                        names.add(name);
                    }
                }
            }
        }
        assertThat(names).containsAll(LIBRARIES).containsAll(published());
        return paths;
    }

    private static Set<ModuleReference> modulesIn(Path path) {
        if (Files.isDirectory(path) && !Files.exists(path.resolve("module-info.class"))) {
            return Set.of();
        }
        try {
            return ModuleFinder.of(path).findAll();
        } catch (FindException e) {
            return Set.of(); // a jar of the tests that is fit for no module path
        }
    }

    private static String modulePath() {
        return paths().stream()
                .map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** Runs a command and returns its output on both streams; its exit code must be 0. */
    private String run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(temp, "process", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        // The agents of the test's JVM are not the host's.
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL") || name.startsWith("WSP_"));
        Process process = builder.start();
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("it does not end: " + Files.readString(said));
        }
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }
}
