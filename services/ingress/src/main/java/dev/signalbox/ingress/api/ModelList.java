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
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a client may name: the routes, then the models that are switched on. */
public final class ModelList {
  /** Anthropic's own word for a model whose date is not known. */
  private static final String UNKNOWN_DATE = ",\"created_at\":\"1970-01-01T00:00:00Z\"";

  private final Supplier<PoolSnapshot> pool;
  private final Function<Route, Floors> floors;

  /**
   * @param floors which models are drained from a route, as of now
   */
  public ModelList(Supplier<PoolSnapshot> pool, Function<Route, Floors> floors) {
    this.pool = pool;
    this.floors = floors;
  }

  /** All of them in OpenAI's shape, or a page of them in Anthropic's: as the client speaks. */
  Buffer all(HttpServerRequest request) {
    PoolSnapshot now = pool.get();
    Map<String, String> entries = new LinkedHashMap<>();
    Dialect dialect = Dialect.ofClient(request);
    for (Route route : now.routes().values()) {
      entries.put(route.name(), entry(dialect, route));
    }
    for (Model model : now.enabledModels()) {
      entries.computeIfAbsent(model.name(), name -> entry(dialect, model));
    }
    return Buffer.buffer(
        dialect == Dialect.MESSAGES
            ? page(entries, ModelPage.of(List.copyOf(entries.keySet()), request.params()))
            : "{\"object\":\"list\",\"data\":[" + String.join(",", entries.values()) + "]}");
  }

  private static String page(Map<String, String> entries, ModelPage page) {
    List<String> ids = page.ids();
    return "{\"data\":["
        + String.join(",", ids.stream().map(entries::get).toList())
        + "],\"has_more\":"
        + page.more()
        + ",\"first_id\":"
        + (ids.isEmpty() ? "null" : JsonText.quote(ids.getFirst()))
        + ",\"last_id\":"
        + (ids.isEmpty() ? "null" : JsonText.quote(ids.getLast()))
        + "}";
  }

  /**
   * One, as the client speaks.
   *
   * @throws ProblemException 404
   */
  Buffer one(HttpServerRequest request, String name) {
    Dialect dialect = Dialect.ofClient(request);
    return switch (pool.get().resolve(name)) {
      case PoolSnapshot.Target.ByRoute(Route route) -> Buffer.buffer(entry(dialect, route));
      case PoolSnapshot.Target.ByModel(Model model, Route route) ->
          Buffer.buffer(entry(dialect, model));
      case PoolSnapshot.Target.Disabled disabled -> throw absent();
      case PoolSnapshot.Target.Unknown unknown -> throw absent();
    };
  }

  private static ProblemException absent() {
    return new ProblemException(
        IngressProblem.MODEL_NOT_FOUND, "The model does not exist.", "model", null);
  }

  /** With what OpenAI's list does not say under a name of our own. */
  private String entry(Dialect dialect, Route route) {
    return entry(
        dialect,
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

  private static String entry(Dialect dialect, Model model) {
    Price price = model.price();
    return entry(
        dialect,
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

  private static String entry(Dialect dialect, String id, String owner, String details) {
    String quoted = JsonText.quote(id);
    String rest =
        dialect == Dialect.MESSAGES
            ? ",\"type\":\"model\",\"display_name\":" + quoted + UNKNOWN_DATE
            : ",\"object\":\"model\",\"created\":0,\"owned_by\":" + JsonText.quote(owner);
    return "{\"id\":" + quoted + rest + ",\"signalbox\":" + details + "}";
  }
}
