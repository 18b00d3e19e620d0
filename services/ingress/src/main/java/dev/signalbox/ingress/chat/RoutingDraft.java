package dev.signalbox.ingress.chat;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A routing wish as it is read, field by field, from a body or from headers: one set of rules for
 * both. Every method refuses nonsense with the field's path and none of its text.
 */
public final class RoutingDraft {
  static final int MOST_MODELS = 64;
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_MODE = 16;
  private static final int LONGEST_AMOUNT = 32;
  private static final int MOST_DECIMALS = 9;
  private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000);

  private @Nullable String mode;
  private final List<String> models = new ArrayList<>(0);
  private @Nullable String zone;
  private @Nullable BigDecimal maxCostUsd;
  private @Nullable String session;
  private boolean escalation = true;
  private boolean parity = true;

  /** A mode's name or a number of points. */
  public void mode(String text) {
    mode = named("mode", text, LONGEST_MODE);
  }

  /** One more model that may answer. */
  public void model(String name) {
    String field = "models[" + models.size() + "]";
    if (models.size() >= MOST_MODELS) {
      throw invalid("models", "has more than " + MOST_MODELS + " entries");
    }
    models.add(named(field, name, LONGEST_NAME));
  }

  /** The zone that models must run in. */
  public void zone(String name) {
    zone = named("zone", name, LONGEST_NAME);
  }

  /** Names the conversation. */
  public void session(String key) {
    session = named("session", key, LONGEST_NAME);
  }

  public void escalation(boolean allowed) {
    escalation = allowed;
  }

  /** {@code true} or {@code false}. */
  public void escalation(String text) {
    escalation = flag("escalation", text);
  }

  public void parity(boolean allowed) {
    parity = allowed;
  }

  /** {@code true} or {@code false}. */
  public void parity(String text) {
    parity = flag("parity", text);
  }

  private static boolean flag(String field, String text) {
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(field, "must be true or false");
    };
  }

  /** Dollars as they were written, exact. */
  public void maxCostUsd(String text) {
    String field = "max_cost_usd";
    if (text.length() > LONGEST_AMOUNT) {
      throw invalid(field, "is too long");
    }
    BigDecimal amount;
    try {
      amount = new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw invalid(field, "must be an amount of US dollars");
    }
    // The scale is looked at first: 1e-999999999 is a short text and a very long number.
    if (amount.scale() < -MOST_DECIMALS || amount.scale() > LONGEST_AMOUNT) {
      throw invalid(field, "must be an amount of US dollars");
    }
    amount = amount.stripTrailingZeros();
    if (amount.scale() > MOST_DECIMALS) {
      throw invalid(field, "has more than " + MOST_DECIMALS + " decimals");
    }
    if (amount.signum() < 0 || amount.compareTo(MOST_USD) > 0) {
      throw invalid(field, "must be at least 0 and at most " + MOST_USD.toPlainString());
    }
    maxCostUsd = amount;
  }

  public RoutingWish build() {
    return new RoutingWish(
        Optional.ofNullable(mode),
        models,
        Optional.ofNullable(zone),
        Optional.ofNullable(maxCostUsd),
        Optional.ofNullable(session),
        escalation,
        parity);
  }

  private static String named(String field, String text, int longest) {
    String name = text.strip();
    if (name.isEmpty()) {
      throw invalid(field, "is empty");
    }
    if (name.length() > longest) {
      throw invalid(field, "is longer than " + longest + " characters");
    }
    return name;
  }

  static ProblemException invalid(String field, String what) {
    return IngressProblem.invalid("routing." + field, what);
  }
}
