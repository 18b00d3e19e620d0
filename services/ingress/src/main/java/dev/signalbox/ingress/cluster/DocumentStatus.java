package dev.signalbox.ingress.cluster;

import dev.signalbox.ingress.upstream.Breaker;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The status of a {@code Model} or {@code Route}: conditions {@code Accepted} (its content is in
 * force) and {@code Ready} (requests can go to it), and what was observed. Numbers are rounded so
 * that a status changes seldom.
 */
final class DocumentStatus {
  /** Less than the 32 KiB that the schema takes: somebody reads it in a terminal. */
  private static final int LONGEST_MESSAGE = 1024;

  private static final int SUCCESS_DIGITS = 2;
  private static final int DOLLAR_DIGITS = 4;
  private static final int NANO_DIGITS = 9;

  private DocumentStatus() {}

  /**
   * The status to write.
   *
   * @param before what stands there; a condition that keeps its status keeps its time
   */
  static Map<String, Object> of(
      Judgement judgement, Seen view, Map<String, Object> before, Instant now) {
    Map<String, Object> status = new TreeMap<>();
    status.put("observedGeneration", judgement.generation());
    status.put(
        "conditions",
        List.of(
            timed(accepted(judgement), judgement, before, now),
            timed(ready(judgement, view), judgement, before, now)));
    view.success()
        .ifPresent(
            share ->
                status.put(
                    "observedSuccess",
                    BigDecimal.valueOf(share)
                        .setScale(SUCCESS_DIGITS, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros()));
    view.billedNanoUsd()
        .ifPresent(
            nanos ->
                status.put(
                    "observedCostUsd",
                    BigDecimal.valueOf(nanos, NANO_DIGITS)
                        .setScale(DOLLAR_DIGITS, RoundingMode.HALF_EVEN)
                        .toPlainString()));
    health(view).ifPresent(health -> status.put("health", health));
    return status;
  }

  /** Whether two statuses say the same, however their numbers and maps are held. */
  static boolean same(Map<String, Object> one, Map<String, Object> other) {
    return plain(one).equals(plain(other));
  }

  private record Condition(String type, boolean holds, String reason, String message) {}

  private static Condition accepted(Judgement judgement) {
    if (judgement.inForce()) {
      return new Condition("Accepted", true, "InForce", "");
    }
    if (!judgement.refusals().isEmpty()) {
      return new Condition(
          "Accepted",
          false,
          "Refused",
          sentences(judgement.refusals()) + " What was accepted before stays in force.");
    }
    return new Condition(
        "Accepted",
        false,
        "PoolStays",
        "The pool stays as it was because of other documents. " + sentences(judgement.elsewhere()));
  }

  private static Optional<String> health(Seen view) {
    return switch (view) {
      case ModelView model -> model.breaker().map(DocumentStatus::label);
      case RouteView route ->
          Optional.of(
              route.able() == 0 ? "down" : route.able() < route.members() ? "degraded" : "healthy");
    };
  }

  private static Condition ready(Judgement judgement, Seen view) {
    if (!judgement.inForce()) {
      return new Condition("Ready", false, "NotAccepted", "See the condition Accepted.");
    }
    return switch (view) {
      case ModelView model -> ready(model);
      case RouteView route -> ready(route);
    };
  }

  private static Condition ready(ModelView model) {
    if (model.breaker().isEmpty()) {
      return new Condition("Ready", false, "Disabled", "The variable of enabledWhen is not set.");
    }
    if (model.absence().isPresent()) {
      return new Condition("Ready", false, "NoWorker", sentence(model.absence().get()));
    }
    return model.breaker().get() == Breaker.State.OPEN
        ? new Condition(
            "Ready", false, "BreakerOpen", "It failed several times in a row and rests.")
        : new Condition("Ready", true, "Reachable", "");
  }

  private static Condition ready(RouteView route) {
    String able = "%d of %d enabled members can serve.".formatted(route.able(), route.members());
    if (route.able() > 0) {
      return new Condition("Ready", true, "Serving", able);
    }
    return route.fallbacks() > 0
        ? new Condition("Ready", true, "FallbacksOnly", able)
        : new Condition("Ready", false, "NoModel", able);
  }

  private static String sentence(String clause) {
    return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
  }

  private static Map<String, Object> timed(
      Condition condition, Judgement judgement, Map<String, Object> before, Instant now) {
    String holds = condition.holds ? "True" : "False";
    String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
    if (before.get("conditions") instanceof List<?> conditions) {
      for (Object other : conditions) {
        if (other instanceof Map<?, ?> known
            && condition.type.equals(known.get("type"))
            && holds.equals(known.get("status"))
            && known.get("lastTransitionTime") instanceof String time) {
          since = time;
        }
      }
    }
    Map<String, Object> map = new TreeMap<>();
    map.put("type", condition.type);
    map.put("status", holds);
    map.put("reason", condition.reason);
    map.put("message", condition.message);
    map.put("observedGeneration", judgement.generation());
    map.put("lastTransitionTime", since);
    return map;
  }

  private static String sentences(List<String> reasons) {
    String all = reasons.stream().map(reason -> reason + ".").collect(Collectors.joining(" "));
    return all.length() <= LONGEST_MESSAGE ? all : all.substring(0, LONGEST_MESSAGE - 1) + "…";
  }

  private static String label(Breaker.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, entry) -> sorted.put(Objects.toString(key), plain(entry)));
        yield sorted;
      }
      case List<?> list -> {
        List<Object> entries = new ArrayList<>(list.size());
        list.forEach(entry -> entries.add(plain(entry)));
        yield entries;
      }
      case Number number -> new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
      default -> value;
    };
  }
}
