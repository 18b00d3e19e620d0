package dev.signalbox.ingress.api;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.pricing.Price;
import dev.signalbox.ingress.routing.Floors;
import dev.signalbox.platform.money.TokenPrice;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a client may name: the routes, then the models that are switched on. */
public final class ModelList {
  private final Supplier<PoolSnapshot> pool;
  private final Function<Route, Floors> floors;

  /**
   * @param floors which models are drained from a route, as of now
   */
  public ModelList(Supplier<PoolSnapshot> pool, Function<Route, Floors> floors) {
    this.pool = pool;
    this.floors = floors;
  }

  Buffer all() {
    PoolSnapshot now = pool.get();
    List<String> entries = new ArrayList<>();
    for (Route route : now.routes().values()) {
      entries.add(entry(route));
    }
    for (Model model : now.enabledModels()) {
      if (now.route(model.name()).isEmpty()) {
        entries.add(entry(model));
      }
    }
    return Buffer.buffer("{\"object\":\"list\",\"data\":[" + String.join(",", entries) + "]}");
  }

  /**
   * @throws ProblemException 404
   */
  Buffer one(String name) {
    return switch (pool.get().resolve(name)) {
      case PoolSnapshot.Target.ByRoute(Route route) -> Buffer.buffer(entry(route));
      case PoolSnapshot.Target.ByModel(Model model, Route route) -> Buffer.buffer(entry(model));
      case PoolSnapshot.Target.Disabled disabled -> throw absent();
      case PoolSnapshot.Target.Unknown unknown -> throw absent();
    };
  }

  private static ProblemException absent() {
    return new ProblemException(
        IngressProblem.MODEL_NOT_FOUND, "The model does not exist.", "model", null);
  }

  /** With what OpenAI's list does not say under a name of our own. */
  private String entry(Route route) {
    return entry(
        route.name(),
        "signalbox",
        "{\"kind\":\"route\",\"mode\":"
            + JsonText.quote(route.mode().name().toLowerCase(Locale.ROOT))
            + ",\"models\":"
            + names(route.models())
            + ",\"reference\":"
            + names(route.reference())
            + ",\"drained\":"
            + drained(route)
            + "}");
  }

  private String drained(Route route) {
    Floors now = floors.apply(route);
    List<String> entries = new ArrayList<>();
    for (String model : route.models()) {
      now.drained(model)
          .ifPresent(
              because ->
                  entries.add(
                      "{\"model\":"
                          + JsonText.quote(model)
                          + ",\"because\":"
                          + JsonText.quote(because)
                          + "}"));
    }
    return "[" + String.join(",", entries) + "]";
  }

  private static String entry(Model model) {
    Price price = model.price();
    return entry(
        model.name(),
        model.publisher(),
        "{\"kind\":\"model\",\"zone\":"
            + JsonText.quote(model.zone())
            + ",\"simulated\":"
            + model.simulated()
            + ",\"price\":{\"version\":"
            + JsonText.quote(price.version())
            + ",\"source\":"
            + JsonText.quote(price.provenance().source())
            + ",\"date\":\""
            + price.provenance().date()
            + "\",\"per_million_input_usd\":"
            + usd(price.rates().input())
            + ",\"per_million_cached_input_usd\":"
            + usd(price.rates().cachedInput())
            + ",\"per_million_output_usd\":"
            + usd(price.rates().output())
            + ",\"per_image_usd\":"
            + price.rates().perImage().toUsd().stripTrailingZeros().toPlainString()
            + "}}");
  }

  private static String usd(TokenPrice price) {
    return price.toUsdPerMillion().stripTrailingZeros().toPlainString();
  }

  private static String names(List<String> names) {
    return "[" + String.join(",", names.stream().map(JsonText::quote).toList()) + "]";
  }

  private static String entry(String id, String owner, String details) {
    return "{\"id\":"
        + JsonText.quote(id)
        + ",\"object\":\"model\",\"created\":0,\"owned_by\":"
        + JsonText.quote(owner)
        + ",\"signalbox\":"
        + details
        + "}";
  }
}
