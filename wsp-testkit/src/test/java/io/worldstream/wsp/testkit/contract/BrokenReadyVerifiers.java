package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.ReadySignature;
import io.worldstream.wsp.api.ReadyVerifier;
import io.worldstream.wsp.api.ReadyVerifier.Verification;
import io.worldstream.wsp.api.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Verifiers that break one rule each. */
final class BrokenReadyVerifiers {
    private static final String ALGORITHM = "HMAC-SHA256";

    private BrokenReadyVerifiers() {}

    /** A key as the holder and the verifier have it. */
    record Key(
            String secret,
            @Nullable Instant notBefore,
            @Nullable Instant notAfter) {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends ReadyVerifierContract implements Impatient {
        final Map<String, Key> keys = new ConcurrentHashMap<>();
        private final AtomicInteger made = new AtomicInteger();
        private final Thread maker = Thread.currentThread();
        volatile boolean cut;

        final boolean onAnotherThread() {
            return Thread.currentThread() != maker;
        }

        @Nullable Key key(String keyId) {
            return keys.get(keyId);
        }

        boolean isOf(String algorithm) {
            return algorithm.equals(ALGORITHM);
        }

        boolean tooEarly(Instant at, Instant notBefore) {
            return at.isBefore(notBefore);
        }

        boolean tooLate(Instant at, Instant notAfter) {
            return !at.isBefore(notAfter);
        }

        boolean same(byte[] expected, byte[] given) {
            return MessageDigest.isEqual(expected, given);
        }

        byte[] covered(byte[] payload) {
            return payload;
        }

        byte[] decoded(String text) {
            byte[] bytes;
            try {
                bytes = Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? bytes : new byte[0];
        }

        Verification authentic(String keyId) {
            return new Verification.Authentic(keyId);
        }

        Verification unknown() {
            return new Verification.Refused(ReasonCode.READY_KEY_UNKNOWN, "unknown");
        }

        Verification unreadable(ReadySignature signature) {
            return new Verification.Refused(ReasonCode.READY_KEY_UNREADABLE, "cut off");
        }

        Verification invalid(ReadySignature signature) {
            return new Verification.Refused(ReasonCode.READY_SIGNATURE_INVALID, "invalid");
        }

        Verification verify(ReadySignature signature, byte[] payload, Instant at) {
            Key key = key(signature.keyId());
            if (key == null) {
                return unknown();
            } else if (!isOf(signature.algorithm())) {
                return new Verification.Refused(ReasonCode.READY_ALGORITHM_MISMATCH, "another");
            } else if (key.notBefore() != null && tooEarly(at, key.notBefore())) {
                return new Verification.Refused(ReasonCode.READY_KEY_NOT_YET_VALID, "too early");
            } else if (key.notAfter() != null && tooLate(at, key.notAfter())) {
                return new Verification.Refused(ReasonCode.READY_KEY_EXPIRED, "too late");
            } else if (cut) {
                return unreadable(signature);
            }
            return same(hmac(key, covered(payload)), decoded(signature.value()))
                    ? authentic(signature.keyId())
                    : invalid(signature);
        }

        static byte[] hmac(Key key, byte[] payload) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                return mac.doFinal(payload);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private Key made(@Nullable Instant notBefore, @Nullable Instant notAfter) {
            return new Key("secret " + made.incrementAndGet(), notBefore, notAfter);
        }

        @Override
        protected final void addKey(String keyId, @Nullable Instant notBefore, @Nullable Instant notAfter) {
            keys.put(keyId, made(notBefore, notAfter));
        }

        @Override
        protected final void replaceKey(String keyId) {
            keys.computeIfPresent(keyId, (id, key) -> made(key.notBefore(), key.notAfter()));
        }

        @Override
        protected final void removeKey(String keyId) {
            keys.remove(keyId);
        }

        @Override
        protected final void cutOff() {
            cut = true;
        }

        @Override
        protected final void restore() {
            cut = false;
        }

        @Override
        protected final ReadySignature sign(String keyId, byte[] payload) {
            byte[] signature = hmac(Objects.requireNonNull(keys.get(keyId)), payload);
            return new ReadySignature(keyId, ALGORITHM, Base64.getEncoder().encodeToString(signature));
        }

        @Override
        protected ReadyVerifier verifier() {
            return this::verify;
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

    /** Blocks where {@link Blocker} says. */
    static final class Blocking extends Honest {
        @Override
        protected ReadyVerifier verifier() {
            return Blocker.around(ReadyVerifier.class, super.verifier());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks("VER-01")
    static final class NamesNoKey extends Honest {
        @Override
        Verification authentic(String keyId) {
            return new Verification.Authentic("some key");
        }
    }

    @Breaks({"VER-02", "VER-06", "VER-07"})
    static final class TakesAnySignature extends Honest {
        @Override
        boolean same(byte[] expected, byte[] given) {
            return true;
        }
    }

    @Breaks("VER-02")
    static final class ComparesTheFirstBytes extends Honest {
        @Override
        boolean same(byte[] expected, byte[] given) {
            return given.length > 0 && Arrays.equals(expected, 0, 16, Arrays.copyOf(given, 32), 0, 16);
        }
    }

    @Breaks({"VER-01", "VER-02"})
    static final class LeavesOutTheEnd extends Honest {
        @Override
        byte[] covered(byte[] payload) {
            return Arrays.copyOf(payload, Math.min(payload.length, 38));
        }
    }

    @Breaks("VER-03")
    static final class SaysOfAnUnknownKeyThatItsSignatureIsInvalid extends Honest {
        @Override
        Verification unknown() {
            return new Verification.Refused(
                    keys.size() == 2 ? ReasonCode.READY_SIGNATURE_INVALID : ReasonCode.READY_KEY_UNKNOWN, "unknown");
        }
    }

    @Breaks("VER-03")
    static final class TrimsTheKeyId extends Honest {
        @Override
        @Nullable Key key(String keyId) {
            return super.key(keyId.strip());
        }
    }

    @Breaks("VER-04")
    static final class LooksAtNoAlgorithm extends Honest {
        @Override
        boolean isOf(String algorithm) {
            return true;
        }
    }

    @Breaks("VER-04")
    static final class TakesAnAlgorithmInAnyCase extends Honest {
        @Override
        boolean isOf(String algorithm) {
            return algorithm.equalsIgnoreCase(ALGORITHM);
        }
    }

    @Breaks("VER-05")
    static final class IsValidForOneInstantTooMany extends Honest {
        @Override
        boolean tooLate(Instant at, Instant notAfter) {
            return at.isAfter(notAfter);
        }
    }

    @Breaks("VER-05")
    static final class LooksAtNoBeginning extends Honest {
        @Override
        boolean tooEarly(Instant at, Instant notBefore) {
            return false;
        }
    }

    @Breaks("VER-05")
    static final class GoesByAClockOfItsOwn extends Honest {
        @Override
        Verification verify(ReadySignature signature, byte[] payload, Instant at) {
            return super.verify(signature, payload, Instant.EPOCH);
        }
    }

    @Breaks("VER-06")
    static final class ReadsItsKeysOnce extends Honest {
        private @Nullable Map<String, Key> read;

        @Override
        protected ReadyVerifier verifier() {
            read = new HashMap<>(keys);
            return super.verifier();
        }

        @Override
        @Nullable Key key(String keyId) {
            return Objects.requireNonNull(read).get(keyId);
        }
    }

    @Breaks("VER-07")
    static final class BelongsToOneThread extends Honest {
        @Override
        Verification verify(ReadySignature signature, byte[] payload, Instant at) {
            if (onAnotherThread()) {
                throw new IllegalStateException("not your verifier");
            }
            return super.verify(signature, payload, at);
        }
    }

    @Breaks("VER-07")
    static final class ThrowsWhatTheDecoderThrows extends Honest {
        @Override
        byte[] decoded(String text) {
            return text.length() > 40
                    ? super.decoded(text)
                    : Base64.getDecoder().decode(text);
        }
    }

    @Breaks("VER-07")
    static final class TakesBase64WithoutPadding extends Honest {
        @Override
        byte[] decoded(String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
        }
    }

    @Breaks("VER-08")
    static final class TakesAllIfItsKeysCannotBeRead extends Honest {
        @Override
        Verification unreadable(ReadySignature signature) {
            return authentic(signature.keyId());
        }
    }

    @Breaks("VER-09")
    static final class QuotesTheSignature extends Honest {
        @Override
        Verification invalid(ReadySignature signature) {
            return new Verification.Refused(ReasonCode.READY_SIGNATURE_INVALID, "not " + signature.value());
        }
    }
}
