package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OraclePart.Version;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.api.support.RootMap;
import io.worldstream.wsp.api.support.RootMap.Mapped;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Readers that break one rule each. */
final class BrokenOracles {
    private BrokenOracles() {}

    /** Keeps the rules; each of the others gets one thing wrong. Objects and links by path, all links lead out. */
    static class Honest extends OracleReaderContract implements OracleReader, Impatient {
        final Map<String, byte[]> objects = new ConcurrentHashMap<>();
        final Map<String, String> links = new ConcurrentHashMap<>();
        private final RootMap roots = RootMap.builder()
                .root(RootKind.OBJECT_STORE, "OBJECT_STORE", List.of())
                .root(RootKind.ORACLE, "ORACLE", List.of())
                .build();

        @Override
        public List<OraclePart> resolve(SealedReference reference) {
            Mapped mapped = map(reference);
            String path = Stream.concat(Stream.of(mapped.root()), mapped.segments().stream())
                    .collect(Collectors.joining("/"));
            judge(path);
            String pattern = mapped.pattern();
            List<OraclePart> parts = (pattern == null ? named(path) : matching(path, pattern))
                    .sorted(order())
                    .map(this::part)
                    .toList();
            if (parts.isEmpty()) {
                throw new WspException(ReasonCode.OBJECT_MISSING, path);
            }
            return parts;
        }

        @Override
        public PartContent open(OraclePart part) {
            judgeAgain(part.path());
            byte[] bytes = stored(part.path());
            judgeVersion(part, bytes);
            return new Content(this, bytes);
        }

        void judgeVersion(OraclePart part, byte[] bytes) {
            if (!version(bytes).equals(part.version())) {
                throw new WspException(ReasonCode.CONTENT_DIGEST_MISMATCH, part.path());
            }
        }

        Version version(byte[] bytes) {
            return new Version("v" + Arrays.hashCode(bytes), false);
        }

        Mapped map(SealedReference reference) {
            return roots.map(reference);
        }

        void judge(String path) {
            if (links.keySet().stream().anyMatch(link -> path.equals(link) || path.startsWith(link + "/"))) {
                throw new WspException(ReasonCode.REF_OUT_OF_REACH, path);
            }
        }

        void judgeAgain(String path) {
            judge(path);
        }

        Stream<String> named(String path) {
            return paths().anyMatch(path::equals)
                    ? Stream.of(path)
                    : paths().filter(each -> each.startsWith(path + "/"));
        }

        Stream<String> matching(String path, String pattern) {
            String folder = path.substring(0, path.length() - pattern.length());
            Pattern name = Pattern.compile(regex(pattern));
            return paths().filter(each -> each.startsWith(folder)
                    && name.matcher(each.substring(folder.length())).matches());
        }

        String regex(String pattern) {
            return Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*"));
        }

        Comparator<String> order() {
            return CodePointOrder.INSTANCE;
        }

        byte[] stored(String path) {
            byte[] bytes = objects.get(links.getOrDefault(path, path));
            if (bytes == null) {
                throw new WspException(ReasonCode.OBJECT_MISSING, path);
            }
            return bytes;
        }

        int read(byte[] bytes, long position, ByteBuffer target) {
            if (position >= bytes.length) {
                return -1;
            }
            int count = (int) Math.min(target.remaining(), bytes.length - position);
            target.put(bytes, (int) position, count);
            return count;
        }

        private OraclePart part(String path) {
            judge(path);
            byte[] bytes = stored(path);
            return new OraclePart(path, bytes.length, version(bytes));
        }

        Stream<String> paths() {
            return Stream.concat(objects.keySet().stream(), links.keySet().stream());
        }

        @Override
        protected final void put(RootKind root, String path, byte[] bytes) {
            objects.put(root + "/" + path, bytes.clone());
        }

        @Override
        protected final void remove(RootKind root, String path) {
            objects.remove(root + "/" + path);
        }

        @Override
        protected OracleReader reader() {
            return this;
        }

        @Override
        protected final boolean linkOutside(RootKind root, String path, boolean exists) {
            links.put(root + "/" + path, "outside/" + path);
            if (exists) {
                objects.put("outside/" + path, "secret".getBytes(StandardCharsets.UTF_8));
            }
            return true;
        }

        @Override
        protected final Duration patience() {
            return Impatient.patience(getClass());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Impatient.isHeldUp(taken);
        }
    }

    private static final class Content implements PartContent {
        private final Honest rules;
        private final byte[] bytes;

        Content(Honest rules, byte[] bytes) {
            this.rules = rules;
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer target) {
            return rules.read(bytes, position, target);
        }

        @Override
        public void close() {}
    }

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected OracleReader reader() {
            return Blocker.around(OracleReader.class, super.reader());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks("ORC-01")
    static final class ListsByPrefix extends Honest {
        @Override
        Stream<String> named(String path) {
            return paths().filter(each -> each.startsWith(path));
        }
    }

    @Breaks("ORC-01")
    static final class LetsAStarTakeASlash extends Honest {
        @Override
        String regex(String pattern) {
            return super.regex(pattern).replace("[^/]*", ".*");
        }
    }

    @Breaks("ORC-01")
    static final class PassesOverHiddenObjects extends Honest {
        @Override
        String regex(String pattern) {
            return "(?!\\.)" + super.regex(pattern);
        }
    }

    @Breaks("ORC-01")
    static final class LetsAStarStandAnywhere extends Honest {
        @Override
        Mapped map(SealedReference reference) {
            return super.map(
                    new SealedReference(reference.root(), reference.text().replaceAll("\\*+(?=[^/]*/)", "any")));
        }
    }

    @Breaks("ORC-01")
    static final class TakesAPatternForAnExpression extends Honest {
        @Override
        String regex(String pattern) {
            return pattern.replace(".", "\\.").replace("{", "\\{").replace("*", "[^/]*");
        }
    }

    @Breaks("ORC-02")
    static final class BelongsToOneThread extends Honest {
        private final Thread own = Thread.currentThread();

        @Override
        public PartContent open(OraclePart part) {
            if (Thread.currentThread() != own) {
                throw new IllegalStateException("not your client");
            }
            return super.open(part);
        }
    }

    @Breaks("ORC-03")
    static final class OrdersByUtf16 extends Honest {
        @Override
        Comparator<String> order() {
            return Comparator.naturalOrder();
        }
    }

    @Breaks("ORC-03")
    static final class OrdersFolderByFolder extends Honest {
        @Override
        Comparator<String> order() {
            // U+0000 comes before every character of a name.
            return Comparator.comparing(path -> path.replace('/', '\0'), CodePointOrder.INSTANCE);
        }
    }

    @Breaks("ORC-04")
    static final class FollowsDots extends Honest {
        @Override
        Mapped map(SealedReference reference) {
            String text = reference.text().replace('\\', '/').replaceAll("(?i)%2e", ".");
            return super.map(new SealedReference(
                    reference.root(),
                    text.contains("/../")
                            ? URI.create("/" + text).normalize().getPath().substring(1)
                            : text));
        }
    }

    @Breaks("ORC-04")
    static final class JudgesExistenceFirst extends Honest {
        @Override
        Mapped map(SealedReference reference) {
            String text = reference.text();
            String path = reference.root() + "/" + text.replace('\\', '/');
            if (!text.contains("*")
                    && named(path.replaceAll("/$", "")).findAny().isEmpty()) {
                throw new WspException(ReasonCode.OBJECT_MISSING, path);
            }
            return super.map(reference);
        }
    }

    @Breaks("ORC-04")
    static final class KnowsOneRootOnly extends Honest {
        @Override
        Stream<String> named(String path) {
            List<String> found = super.named(path).toList();
            return found.isEmpty() ? super.named(path.replace("ORACLE/", "OBJECT_STORE/")) : found.stream();
        }
    }

    @Breaks({"ORC-04", "ORC-05"})
    static final class FollowsLinks extends Honest {
        @Override
        void judge(String path) {}
    }

    @Breaks("ORC-05")
    static final class TrustsWhatItResolved extends Honest {
        @Override
        void judgeAgain(String path) {}
    }

    @Breaks("ORC-05")
    static final class OpensWhatItRemembers extends Honest {
        private final Map<String, byte[]> cache = new ConcurrentHashMap<>();

        @Override
        byte[] stored(String path) {
            byte[] remembered = objects.containsKey(path) ? null : cache.get(path);
            if (remembered != null) {
                return remembered;
            }
            byte[] bytes = super.stored(path);
            cache.put(path, bytes);
            return bytes;
        }
    }

    @Breaks("ORC-06")
    static final class TakesAShortReadForTheEnd extends Honest {
        private long last;

        @Override
        int read(byte[] bytes, long position, ByteBuffer target) {
            boolean ended = position > 0 && position == last;
            last = position + 1_000;
            int limit = target.limit();
            target.limit(Math.min(limit, target.position() + 1_000));
            int count = ended ? -1 : super.read(bytes, position, target);
            target.limit(limit);
            return count;
        }
    }

    @Breaks("ORC-06")
    static final class GivesNothingForAWhile extends Honest {
        private int calls;

        @Override
        int read(byte[] bytes, long position, ByteBuffer target) {
            return bytes.length > 1_000 && calls++ == 1 ? 0 : super.read(bytes, position, target);
        }
    }

    @Breaks("ORC-06")
    static final class GivesNothingAtTheEnd extends Honest {
        @Override
        int read(byte[] bytes, long position, ByteBuffer target) {
            return Math.max(0, super.read(bytes, position, target));
        }
    }

    @Breaks("ORC-06")
    static final class WritesPastTheLimit extends Honest {
        @Override
        int read(byte[] bytes, long position, ByteBuffer target) {
            if (bytes.length > 1_000 && target.remaining() == 2) {
                target.limit(target.capacity());
            }
            return super.read(bytes, position, target);
        }
    }

    @Breaks("ORC-08")
    static final class ClosesAllContentsOfAPart extends Honest {
        /** By thread, so that nothing else goes wrong. */
        private final ThreadLocal<Set<String>> closed = ThreadLocal.withInitial(HashSet::new);

        @Override
        public PartContent open(OraclePart part) {
            PartContent content = super.open(part);
            closed.get().remove(part.path());
            return new PartContent() {
                @Override
                public long sizeBytes() {
                    return content.sizeBytes();
                }

                @Override
                public int read(long position, ByteBuffer target) throws IOException {
                    if (closed.get().contains(part.path())) {
                        throw new IOException("closed");
                    }
                    return content.read(position, target);
                }

                @Override
                public void close() {
                    closed.get().add(part.path());
                }
            };
        }
    }

    @Breaks("ORC-09")
    static final class ReadsTheLatestVersion extends Honest {
        @Override
        void judgeVersion(OraclePart part, byte[] bytes) {}
    }

    @Breaks("ORC-09")
    static final class LosesAnImmutableVersion extends Honest {
        @Override
        Version version(byte[] bytes) {
            return new Version(super.version(bytes).id(), true);
        }
    }

    @Breaks("ORC-09")
    static final class NamesAllVersionsAlike extends Honest {
        @Override
        Version version(byte[] bytes) {
            return new Version("v", false);
        }
    }
}
