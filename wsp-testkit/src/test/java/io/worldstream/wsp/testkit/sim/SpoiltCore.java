package io.worldstream.wsp.testkit.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The engine with a defect in it, and the simulator on top of it, in a class loader of their own. */
final class SpoiltCore extends ClassLoader {
    private final Map<String, byte[]> spoilt;

    private SpoiltCore(Map<String, byte[]> spoilt) {
        super(SpoiltCore.class.getClassLoader());
        this.spoilt = spoilt;
    }

    static SpoiltCore with(PlantedDefect defect) throws IOException {
        return new SpoiltCore(compile(defect.className(), defect.spoiltSource()));
    }

    /** Returns the failure under a seed, or an empty string; an exception also counts as a defect found. */
    String breaks(long seed) throws ReflectiveOperationException {
        Class<?> simulation = loadClass(Simulation.class.getName());
        try {
            Object made = simulation.getMethod("of", long.class).invoke(null, seed);
            Object result = simulation.getMethod("run").invoke(made);
            Method violations = result.getClass().getMethod("violations");
            List<?> found = (List<?>) violations.invoke(result);
            return found.isEmpty() ? "" : found.get(0).toString();
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        }
    }

    /** Returns the failure in a few small runs, or an empty string. */
    String breaksSmallRuns() throws ReflectiveOperationException {
        Method explore = loadClass(SmallRuns.class.getName()).getDeclaredMethod("exploreAFew");
        explore.setAccessible(true);
        try {
            explore.invoke(null);
            return "";
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean own = name.startsWith("io.worldstream.wsp.") && !name.startsWith("io.worldstream.wsp.api.");
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : own ? define(name) : super.loadClass(name, resolve);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = spoilt.get(name);
        if (bytes == null) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private static Map<String, byte[]> compile(String className, String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
                JavaFileManager files = new InMemory(standard, classes)) {
            JavaFileObject unit =
                    new SimpleJavaFileObject(
                            URI.create("string:///" + className.replace('.', '/') + ".java"),
                            JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    };
            List<String> options =
                    List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
            if (!compiler.getTask(said, files, null, options, null, List.of(unit))
                    .call()) {
                throw new IllegalStateException(className + " with its defect does not compile: " + said);
            }
        }
        Map<String, byte[]> bytes = new HashMap<>();
        classes.forEach((name, out) -> bytes.put(name, out.toByteArray()));
        return bytes;
    }

    private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        InMemory(StandardJavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(className, name -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
