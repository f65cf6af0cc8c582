package io.worldstream.wsp.adapter.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * As much of an S3 server as a reader needs, on loopback, that answers a request as a script says, or as S3 does if the
 * script says nothing. The bucket is of no account. Entity tags are the hash of the bytes.
 */
final class ScriptedStore implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, @Nullable Reply> script = request -> null;
    private volatile long delayNanos;

    ScriptedStore() throws IOException {
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start("scripted-store", this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    void put(String key, byte[] bytes) {
        objects.put(key, new Stored(bytes));
    }

    void remove(String key) {
        objects.remove(key);
    }

    /** Sets what is asked for each request; null stands for the answer of S3. Scripts run on several threads. */
    void script(Function<Request, @Nullable Reply> answers) {
        script = answers;
    }

    /** Delays each answer. */
    void delay(Duration time) {
        delayNanos = time.toNanos();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    void forgetRequests() {
        requests.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                connections.add(socket);
                start("scripted-store-connection", () -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (Request request = Request.read(in); request != null; request = Request.read(in)) {
                requests.add(request);
                long until = System.nanoTime() + delayNanos;
                for (long left = delayNanos; left > 0; left = until - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                Reply scripted = script.apply(request);
                (scripted == null ? usual(request) : scripted).write(socket, out);
                out.flush();
            }
        } catch (IOException | UncheckedIOException e) {
            // the client is gone, or the script has closed the socket
        } finally {
            connections.remove(socket);
        }
    }

    /** Returns the answer of S3. */
    Reply usual(Request request) {
        if (request.parameter("list-type") != null) {
            return listing(request);
        }
        Stored stored = objects.get(request.key());
        if (stored == null) {
            return error(404, "NoSuchKey", "The specified key does not exist.");
        }
        String ifMatch = request.header("if-match");
        if (ifMatch != null && !ifMatch.equals(stored.tag)) {
            return error(412, "PreconditionFailed", "At least one of the preconditions did not hold");
        }
        byte[] bytes = stored.bytes;
        return bytes(bytes, request.first(), Math.min(request.last(), bytes.length - 1), stored.tag);
    }

    static String tag(byte[] bytes) {
        return "\"" + Arrays.hashCode(bytes) + "\"";
    }

    /** Answers with a range of an object. */
    static Reply bytes(byte[] bytes, long first, long last, String tag) {
        if (first >= bytes.length) {
            return error(416, "InvalidRange", "The requested range is not satisfiable");
        }
        int length = (int) (last - first + 1);
        return (socket, out) -> {
            out.write(head(
                    206, length, "Content-Range: bytes " + first + "-" + last + "/" + bytes.length, "ETag: " + tag));
            out.write(bytes, (int) first, length);
        };
    }

    private Reply listing(Request request) {
        String prefix = String.valueOf(request.parameter("prefix"));
        StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        objects.forEach((key, stored) -> {
            if (key.startsWith(prefix)) {
                xml.append(listed(key, stored.bytes.length, stored.tag));
            }
        });
        return text(200, xml.append("</ListBucketResult>").toString());
    }

    /** Returns one entry of a listing. */
    static String listed(String key, long size, String tag) {
        return "<Contents><Key>" + key + "</Key><Size>" + size + "</Size><ETag>" + tag.replace("\"", "&quot;")
                + "</ETag></Contents>";
    }

    static Reply error(int status, String code, String message, String... headers) {
        return text(status, "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>", headers);
    }

    static Reply text(int status, String body, String... headers) {
        byte[] bytes = body.getBytes(UTF_8);
        return (socket, out) -> {
            out.write(head(status, bytes.length, headers));
            out.write(bytes);
        };
    }

    /** Returns a head of an answer. */
    static byte[] head(int status, long length, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Answer\r\nContent-Length: " + length + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }

    private static final class Stored {
        private final byte[] bytes;
        private final String tag;

        Stored(byte[] bytes) {
            this.bytes = bytes;
            tag = ScriptedStore.tag(bytes);
        }
    }

    /** An answer; it may close the socket. */
    @FunctionalInterface
    interface Reply {
        void write(Socket socket, OutputStream out) throws IOException;
    }

    /**
     * A request.
     *
     * @param method the method
     * @param target the path and the query, as sent
     * @param headers the headers by their names in lower case
     */
    record Request(String method, String target, Map<String, String> headers) {
        static @Nullable Request read(InputStream in) throws IOException {
            String line = line(in);
            if (line.isEmpty()) {
                return null;
            }
            String[] start = line.split(" ", 3);
            Map<String, String> headers = new TreeMap<>();
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
            return new Request(start[0], start[1], headers);
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.append((char) next);
            }
            return line.toString().strip();
        }

        String key() {
            String path = target.split("\\?", 2)[0];
            return URLDecoder.decode(path.substring(path.indexOf('/', 1) + 1), UTF_8);
        }

        @Nullable String header(String name) {
            return headers.get(name);
        }

        @Nullable String parameter(String name) {
            String[] parts = target.split("\\?", 2);
            for (String each : parts.length < 2 ? new String[0] : parts[1].split("&")) {
                String[] pair = each.split("=", 2);
                if (pair[0].equals(name)) {
                    return URLDecoder.decode(pair.length < 2 ? "" : pair[1], UTF_8);
                }
            }
            return null;
        }

        /** Returns the first byte of the range; 0 if there is no range. */
        long first() {
            String range = headers.get("range");
            return range == null ? 0 : Long.parseLong(range.substring("bytes=".length(), range.indexOf('-')));
        }

        /** Returns the last byte of the range; the highest number if there is no range. */
        long last() {
            String range = headers.get("range");
            return range == null ? Long.MAX_VALUE : Long.parseLong(range.substring(range.indexOf('-') + 1));
        }
    }
}
