package io.berth.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks slow hashes: few at once on threads of their own, a bounded number waiting, the rest refused with {@link
 * Problem.TooMany}. A verdict is kept for a short time under a keyed hash of (name, stored hash, given password), so that a
 * client that comes again costs nothing, and a changed password has a verdict of its own. Equal checks at the same moment
 * share one hash.
 */
public final class Passwords implements AutoCloseable {
    static final String RULE = "the password or secret must be 8-128, inclusively, characters long with at least"
            + " 1 uppercase letter, 1 lowercase letter and 1 number";

    private static final int MIN_LENGTH = 8;
    private static final int MAX_LENGTH = 128;

    private static final Duration VERDICT_LIFETIME = Duration.ofMinutes(5);
    private static final int MAX_VERDICTS = 20_000;
    private static final int WAITING_PER_THREAD = 16;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final int rounds;
    private final SecureRandom random = new SecureRandom();
    private final ThreadPoolExecutor hashers;
    private final AsyncCache<Question, Boolean> verdicts;
    private final SecretKeySpec questionKey;
    private final PasswordHash nobody;

    /** With as many hashers as there are processors. */
    public Passwords() {
        this(
                PasswordHash.ROUNDS,
                Runtime.getRuntime().availableProcessors(),
                WAITING_PER_THREAD,
                Ticker.systemTicker());
    }

    Passwords(int rounds, int threads, int waitingPerThread, Ticker ticker) {
        this.rounds = rounds;
        this.hashers = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(threads * waitingPerThread),
                Thread.ofPlatform().daemon().name("password-", 0).factory());
        this.hashers.allowCoreThreadTimeOut(true);
        this.verdicts = Caffeine.newBuilder()
                .maximumSize(MAX_VERDICTS)
                .expireAfterWrite(VERDICT_LIFETIME)
                .ticker(ticker)
                .buildAsync();
        this.questionKey = new SecretKeySpec(random(32), "HmacSHA256");
        this.nobody = new PasswordHash(rounds, random(16), random(32));
    }

    /**
     * Whether {@code given} is the password whose hash is {@code stored}. Without a stored hash (no such account) the answer
     * is no, and costs the same. A password that nobody can have costs nothing.
     *
     * @throws ProblemException {@link Problem.TooMany} if too many checks are waiting
     */
    boolean matches(String name, @Nullable String stored, String given) {
        if (given.length() < MIN_LENGTH || given.length() > MAX_LENGTH) {
            return false;
        }
        PasswordHash known = stored == null ? null : PasswordHash.parse(stored).orElse(null);
        PasswordHash hash = known == null ? nobody : known;
        Question question = question(name, hash.stored(), given);
        return await(verdicts.get(question, (_, _) -> submit(() -> hash.matches(given))));
    }

    /**
     * Hashes a new password for storing.
     *
     * @throws ProblemException {@link Problem.TooMany} if too many are waiting
     */
    String hash(String password) {
        return await(submit(() -> PasswordHash.of(password, rounds, random).stored()));
    }

    /** Whether a password may be set: 8 to 128 characters with an upper case letter, a lower case letter and a digit. */
    static boolean isStrong(String password) {
        return password.length() >= MIN_LENGTH
                && password.length() <= MAX_LENGTH
                && password.chars().anyMatch(c -> c >= 'A' && c <= 'Z')
                && password.chars().anyMatch(c -> c >= 'a' && c <= 'z')
                && password.chars().anyMatch(c -> c >= '0' && c <= '9');
    }

    /** How many slow hashes were begun; tests count with it. */
    long hashes() {
        return hashers.getTaskCount();
    }

    @Override
    public void close() {
        hashers.shutdownNow();
    }

    private <T> CompletableFuture<T> submit(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            hashers.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Exception e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new ProblemException(
                    new Problem.TooMany(RETRY_AFTER, "too many logins are being checked, try again in a few seconds")));
        }
        return result;
    }

    private static <T> T await(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    private Question question(String name, String stored, String given) {
        try {
            Mac mac = Mac.getInstance(questionKey.getAlgorithm());
            mac.init(questionKey);
            for (String part : new String[] {name, stored, given}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                mac.update(bytes);
            }
            return new Question(HexFormat.of().formatHex(mac.doFinal()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A keyed hash of who asked with what against which stored hash; tells nothing without the key of this process. */
    private record Question(String mac) {}
}
