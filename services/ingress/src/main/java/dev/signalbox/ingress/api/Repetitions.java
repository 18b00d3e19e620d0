package dev.signalbox.ingress.api;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.flow.ChatFlow;
import dev.signalbox.ingress.flow.Decision;
import dev.signalbox.ingress.flow.Visit;
import dev.signalbox.ingress.replay.AnswerCache;
import dev.signalbox.ingress.replay.Fingerprint;
import dev.signalbox.ingress.replay.KeptAnswer;
import dev.signalbox.ingress.replay.RepeatedRequests;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives answers again: to a repeated Idempotency-Key, charged once, and to tenants with a response
 * cache, charged nothing. Thread-safe.
 */
public final class Repetitions {
  private static final int LONGEST_KEY = 255;
  private static final Pattern COST_COMMENT =
      Pattern.compile("(?m)^: signalbox cost-usd=[-0-9.]+ saved-usd=[-0-9.]+ usage=");

  private final RepeatedRequests repeated;
  private final AnswerCache<Beside> cache;
  private final Set<String> cachingTenants;
  private final ChatFlow flow;
  private final InstantSource clock;

  /** What a cached answer was decided and settled as. */
  public record Beside(Decision decision, String model, Settled settled) {}

  /**
   * @param cachingTenants whose equal requests are answered from the cache
   */
  public Repetitions(
      RepeatedRequests repeated,
      AnswerCache<Beside> cache,
      Set<String> cachingTenants,
      ChatFlow flow,
      InstantSource clock) {
    this.repeated = repeated;
    this.cache = cache;
    this.cachingTenants = Set.copyOf(cachingTenants);
    this.flow = flow;
    this.clock = clock;
  }

  /**
   * Answers the request again where that is due; otherwise tells the answer who keeps it.
   *
   * @return true when it was answered
   * @throws ProblemException when its Idempotency-Key forbids an answer
   */
  boolean answered(
      HttpServerRequest request, Visit visit, HttpAnswer answer, byte[] body, int length) {
    String key = request.getHeader(Headers.IDEMPOTENCY_KEY);
    boolean caching = cachingTenants.contains(visit.key().tenant());
    if (key == null && !caching) {
      return false;
    }
    String fingerprint = Fingerprint.of(request.path() + wishes(request), body, length);
    if (key != null) {
      Optional<KeptAnswer> before = repeated(visit, answer, key, fingerprint);
      if (before.isPresent()) {
        request.response().putHeader("idempotent-replayed", "true");
        answer.again(before.get());
        return true;
      }
    }
    return caching && cached(request, visit, answer, fingerprint);
  }

  /** Headers that a decision follows make another request of the same body. */
  private static String wishes(HttpServerRequest request) {
    StringBuilder wishes = new StringBuilder();
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-signalbox-")) {
        wishes.append('\n').append(name).append(':').append(header.getValue());
      }
    }
    return wishes.toString();
  }

  private Optional<KeptAnswer> repeated(
      Visit visit, HttpAnswer answer, String key, String fingerprint) {
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw problem(
          IngressProblem.INVALID_REQUEST,
          "The Idempotency-Key must have 1 to " + LONGEST_KEY + " characters.",
          null);
    }
    String whose = visit.key().tenant() + "\n" + visit.key().id() + "\n" + key;
    return switch (repeated.find(whose, fingerprint)) {
      case RepeatedRequests.Found.First(RepeatedRequests.Claim claim) -> {
        answer.keptBy(new UnderKey(claim));
        yield Optional.empty();
      }
      case RepeatedRequests.Found.Answered(KeptAnswer kept) -> Optional.of(kept);
      case RepeatedRequests.Found.UnderWay() ->
          throw problem(
              IngressProblem.IDEMPOTENCY_IN_FLIGHT,
              "The request under this Idempotency-Key is still being answered.",
              Duration.ofSeconds(1));
      case RepeatedRequests.Found.Different() ->
          throw problem(
              IngressProblem.IDEMPOTENCY_KEY_REUSED,
              "Another request was sent under this Idempotency-Key.",
              null);
      case RepeatedRequests.Found.TooLarge() ->
          throw problem(
              IngressProblem.IDEMPOTENCY_ANSWER_LOST,
              "The request under this Idempotency-Key was answered and charged, and the answer was"
                  + " too large to keep.",
              null);
      case RepeatedRequests.Found.Full() ->
          throw problem(
              IngressProblem.OVERLOADED,
              "No more requests can be remembered right now. Try again.",
              Duration.ofSeconds(1));
    };
  }

  private static ProblemException problem(
      IngressProblem problem, String message, @Nullable Duration retryAfter) {
    return new ProblemException(problem, message, null, retryAfter);
  }

  private boolean cached(
      HttpServerRequest request, Visit visit, HttpAnswer answer, String fingerprint) {
    String control = request.getHeader(HttpHeaders.CACHE_CONTROL);
    String wishes = control == null ? "" : control.toLowerCase(Locale.ROOT);
    if (wishes.contains("no-store")) {
      return false;
    }
    String key = visit.key().tenant() + "\n" + fingerprint;
    Optional<AnswerCache.Cached<Beside>> found =
        wishes.contains("no-cache") ? Optional.empty() : cache.find(key);
    if (found.isEmpty()) {
      request.response().putHeader(Headers.CACHE, "miss");
      answer.keptBy(new InCache(key));
      return false;
    }
    AnswerCache.Cached<Beside> hit = found.get();
    Beside beside = hit.beside();
    Settled settled =
        flow.again(visit, beside.decision(), beside.model(), beside.settled().usage());
    HttpServerResponse response = request.response();
    answer.again(
        withoutCost(hit.answer(), settled),
        () -> {
          response.putHeader(Headers.CACHE, "hit");
          response.putHeader(HttpHeaders.AGE, Long.toString(hit.age(clock.instant()).toSeconds()));
          response.putHeader(Headers.COST, settled.charge().billed().toPlainUsd());
          response.putHeader(Headers.SAVED, settled.charge().saved().toPlainUsd());
        });
    return true;
  }

  /** A stream says at its end what it cost: given again it cost nothing. */
  private static KeptAnswer withoutCost(KeptAnswer answer, Settled settled) {
    if (!answer.header("content-type").orElse("").startsWith("text/event-stream")) {
      return answer;
    }
    String said = new String(answer.body(), StandardCharsets.UTF_8);
    String now =
        COST_COMMENT
            .matcher(said)
            .replaceFirst(
                ": signalbox cost-usd="
                    + settled.charge().billed().toPlainUsd()
                    + " saved-usd="
                    + settled.charge().saved().toPlainUsd()
                    + " usage=");
    return new KeptAnswer(
        answer.status(), answer.headers(), now.getBytes(StandardCharsets.UTF_8), answer.at());
  }

  /** Keeps the answer for whoever repeats the request; finishes it even for nobody. */
  private static final class UnderKey implements Keeper {
    private final RepeatedRequests.Claim claim;

    UnderKey(RepeatedRequests.Claim claim) {
      this.claim = claim;
    }

    @Override
    public int mostBytes() {
      return claim.mostBytes();
    }

    @Override
    public boolean runsOn() {
      return true;
    }

    @Override
    public void answered(
        @Nullable KeptAnswer answer, Decision decision, Settled settled, boolean whole) {
      claim.answered(answer);
    }

    @Override
    public void refused() {
      claim.giveUp();
    }
  }

  /** Keeps whole answers for equal requests. */
  private final class InCache implements Keeper {
    private final String key;

    InCache(String key) {
      this.key = key;
    }

    @Override
    public int mostBytes() {
      return cache.mostBytes();
    }

    @Override
    public boolean runsOn() {
      return false;
    }

    @Override
    public void answered(
        @Nullable KeptAnswer answer, Decision decision, Settled settled, boolean whole) {
      if (whole && answer != null) {
        answer
            .header("x-signalbox-model")
            .ifPresent(model -> cache.keep(key, answer, new Beside(decision, model, settled)));
      }
    }

    @Override
    public void refused() {}
  }
}
