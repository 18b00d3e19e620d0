package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Ability;
import dev.signalbox.ingress.pool.Activation;
import dev.signalbox.ingress.pool.Capabilities;
import dev.signalbox.ingress.pool.Modality;
import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.pool.Tokenizer;
import dev.signalbox.ingress.pool.Upstream;
import dev.signalbox.ingress.pricing.Price;
import dev.signalbox.ingress.pricing.PriceBasis;
import dev.signalbox.ingress.pricing.Rates;
import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.money.TokenPrice;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Models, routes and requests for tests. */
final class Pools {
  static final Capabilities ALL =
      new Capabilities(Set.of(Modality.TEXT, Modality.IMAGE), true, true, 100_000, 10_000, 100);
  static final Capabilities TEXT_ONLY =
      new Capabilities(Set.of(Modality.TEXT), true, true, 100_000, 10_000, 0);
  static final RequestFacts TEXT = new RequestFacts(100, 0, 0, false, false, 0, "auto");
  static final RequestFacts PICTURE = new RequestFacts(100, 1, 0, false, false, 0, "auto");

  static final Model SMALL = model("small", 10_000, ALL);
  static final Model MIDDLE = model("middle", 100_000, ALL);
  static final Model LARGE = model("large", 2_000_000, ALL);
  static final PoolSnapshot POOL = pool(SMALL, MIDDLE, LARGE);

  private Pools() {}

  /**
   * @param price of every token, in pico-dollars
   */
  static Model model(String name, long price, Capabilities capabilities) {
    TokenPrice token = new TokenPrice(price);
    return new Model(
        name,
        new Upstream.WorkerAt("127.0.0.1", 1, ""),
        "provider",
        "publisher",
        capabilities,
        Price.stated(
            new Price.Provenance("1", "test", LocalDate.EPOCH),
            new PriceBasis.Listed(),
            Rates.plain(token, token, token, Money.ZERO)),
        "cluster",
        new Ability("", 0.5, 0.5),
        Tokenizer.CHARACTERS,
        false,
        new Activation.Enabled());
  }

  static Model disabled(Model model) {
    return new Model(
        model.name(),
        model.upstream(),
        model.provider(),
        model.publisher(),
        model.capabilities(),
        model.price(),
        model.zone(),
        model.ability(),
        model.tokenizer(),
        model.simulated(),
        new Activation.Disabled("KEY is not set"));
  }

  /** The same model with a tenth of the price for cached input. */
  static Model cachingModel(Model model) {
    Price price = model.price();
    return new Model(
        model.name(),
        model.upstream(),
        model.provider(),
        model.publisher(),
        model.capabilities(),
        Price.stated(
            price.provenance(),
            price.basis(),
            Rates.plain(
                price.rates().input(),
                new TokenPrice(price.rates().input().picoUsdPerToken() / 10),
                price.rates().output(),
                price.rates().perImage())),
        model.zone(),
        model.ability(),
        model.tokenizer(),
        model.simulated(),
        model.activation());
  }

  /**
   * Operating points for models whose answers cost micro-dollars: a dollar counts 50 in quality,
   * 100 at a point of loss, 1,000 at two.
   */
  static final OperatingCurve CURVE =
      OperatingCurve.of(
              List.of(
                  new OperatingCurve.Point(0, 50),
                  new OperatingCurve.Point(1, 100),
                  new OperatingCurve.Point(2, 1_000)),
              false)
          .orElseThrow();

  static Estimates answered(Map<String, Estimate> estimates) {
    return new Estimates.Answered(estimates, Optional.of(CURVE), Optional.empty());
  }

  static PoolSnapshot pool(Model... models) {
    Map<String, Model> byName = new LinkedHashMap<>();
    for (Model model : models) {
      byName.put(model.name(), model);
    }
    return new PoolSnapshot("test", byName, Map.of());
  }

  static Route route(Mode mode, String... models) {
    List<String> last = List.of(models[models.length - 1]);
    return new Route(
        "auto", List.of(models), mode, last, last, List.of(), Set.of(), Route.Origin.DOCUMENT);
  }

  static Estimate expects(double success) {
    return new Estimate(success, success, success, Basis.OUTCOMES, 100);
  }

  static RouteDecision.Routed routed(RouteDecision decision) {
    return switch (decision) {
      case RouteDecision.Routed routed -> routed;
      case RouteDecision.Impossible impossible -> throw new AssertionError(impossible.reason());
    };
  }

  /** Decides with everything up. */
  static RouteDecision decide(RequestFacts facts, Route route, Estimates estimates) {
    return RoutingPolicy.decide(facts, route, POOL, Conditions.of(Health.allUp()), estimates);
  }

  /** Estimates with these probabilities, as {@link #expects} has them. */
  static Estimates predicted(Map<String, Double> success) {
    Map<String, Estimate> estimates = new HashMap<>();
    success.forEach((model, probability) -> estimates.put(model, expects(probability)));
    return answered(estimates);
  }
}
