package io.worldstream.wsp.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.adapter.file.BoundedFile;
import io.worldstream.wsp.adapter.file.FileFailure;
import io.worldstream.wsp.adapter.file.FileReadySigner;
import io.worldstream.wsp.adapter.file.ReadyAlgorithm;
import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a READY, for publishers and tests. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        description =
                "Signs a READY: prints the message with the attributes signature, key_id and alg, as one line. A host with"
                        + " the key in security.ready_keys takes it.")
final class SignCommand implements Callable<Integer> {
    /** Keeps the digits of all numbers. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Host host;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "File of the key: for Ed25519 the PEM of a PKCS#8 private key, for HMAC-SHA256 the secret.")
    private String key = "";

    @Option(
            names = "--key-id",
            required = true,
            paramLabel = "ID",
            description = "Id of the key in security.ready_keys of the hosts.")
    private String keyId = "";

    @Option(names = "--alg", required = true, paramLabel = "ALG", description = "Ed25519 or HMAC-SHA256.")
    private String algorithm = "";

    @Parameters(paramLabel = "MESSAGE", description = "File of the control bus message.")
    private String message = "";

    SignCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        ReadyAlgorithm chosen = ReadyAlgorithm.of(algorithm)
                .orElseThrow(() -> new UsageException(
                        "--alg: expected Ed25519 or HMAC-SHA256, found " + LogText.quote(algorithm)));
        if (keyId.isEmpty()) {
            throw new UsageException("--key-id: expected the id of a key");
        }
        byte[] content = read(host.path("MESSAGE", message));
        ReadySignature signature =
                sign(new FileReadySigner(host.path("--key", key), keyId, chosen), signedBytes(content));
        host.stdout().line(signed(content, signature));
        return ExitCode.OK.code();
    }

    private static byte[] read(Path file) {
        try {
            return BoundedFile.read(file, Limits.DEFAULTS.maxMessageBytes());
        } catch (IOException e) {
            throw new UsageException("MESSAGE: cannot read " + file + ": " + FileFailure.inWords(e));
        }
    }

    private byte[] signedBytes(byte[] content) {
        try {
            return ControlMessages.signedBytes(content);
        } catch (WspException e) {
            throw new UsageException("MESSAGE: " + message + " cannot be signed: " + e.getMessage());
        }
    }

    private static ReadySignature sign(FileReadySigner signer, byte[] payload) {
        try {
            return signer.sign(payload);
        } catch (WspException e) {
            if (e.code() != ReasonCode.CONFIG_INVALID) {
                throw e;
            }
            throw new UsageException("--key: " + e.getMessage());
        }
    }

    /** Returns the message with the signature in place of any that it has. */
    private static String signed(byte[] content, ReadySignature signature) {
        try {
            ObjectNode signed = (ObjectNode) JSON.readTree(new String(content, StandardCharsets.UTF_8));
            JsonNode given = signed.get("attributes");
            ObjectNode attributes = given instanceof ObjectNode object ? object : JSON.createObjectNode();
            attributes
                    .put("signature", signature.value())
                    .put("key_id", signature.keyId())
                    .put("alg", signature.algorithm());
            signed.set("attributes", attributes);
            return JSON.writeValueAsString(signed);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message that was parsed before", e);
        }
    }
}
