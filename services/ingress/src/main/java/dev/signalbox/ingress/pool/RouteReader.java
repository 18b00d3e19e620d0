package dev.signalbox.ingress.pool;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The {@code spec} of a {@code Route}, and whether it fits the models beside it. */
final class RouteReader {
  private static final String MODE_RULE =
      "is quality, balanced, cost, or a loss of 0 to 100 points in quotes, such as \"1.5\"";

  private static final BigDecimal MOST_CAUTION = BigDecimal.valueOf(100);

  private RouteReader() {}

  static Route read(String name, Fields spec) {
    List<String> models = spec.textsNotEmpty("models");
    Route route =
        new Route(
            name,
            models.isEmpty() ? List.of("") : models,
            mode(spec),
            spec.textsNotEmpty("reference"),
            spec.textsNotEmpty("safe"),
            spec.texts("fallbacks"),
            new LinkedHashSet<>(spec.texts("zones")),
            spec.optionalNumber("caution", BigDecimal.ZERO, MOST_CAUTION, 4)
                .map(BigDecimal::doubleValue)
                .orElse(Route.USUAL_CAUTION),
            EscalationReader.read(spec),
            ParityReader.read(spec),
            FloorReader.read(spec),
            Route.Origin.DOCUMENT);
    spec.refuseTheRest();
    return route;
  }

  /** Says what of {@code route} points to nothing. */
  static void check(Route route, Fields spec, Map<String, Model> models) {
    refuseUnknown(spec, "models", route.models(), models);
    refuseUnknown(spec, "reference", route.reference(), models);
    refuseUnknown(spec, "fallbacks", route.fallbacks(), models);
    route
        .escalation()
        .ifPresent(escalation -> refuseUnknown(spec, "escalation", escalation.to(), models));
    route.parity().ifPresent(parity -> refuseUnknown(spec, "parity", parity.judges(), models));
    for (String safe : route.safe()) {
      if (!route.models().contains(safe)) {
        spec.refuse("safe", "lists " + safe + ", which is not among the route's models");
      }
    }
    for (String fallback : route.fallbacks()) {
      if (route.models().contains(fallback)) {
        spec.refuse(
            "fallbacks", "lists " + fallback + ", which is among the route's models already");
      }
    }
    refuseMixture(route, spec, models);
    Set<String> zones = models.values().stream().map(Model::zone).collect(Collectors.toSet());
    for (String zone : route.zones()) {
      if (!zones.contains(zone)) {
        spec.refuse("zones", "lists " + zone + ", where no model runs");
      }
    }
  }

  /** A request is for embeddings or it is not: a route has models for one of the two. */
  private static void refuseMixture(Route route, Fields spec, Map<String, Model> models) {
    long kinds =
        Stream.of(route.models(), route.reference(), route.fallbacks())
            .flatMap(List::stream)
            .map(models::get)
            .filter(Objects::nonNull)
            .map(model -> model.capabilities().embeddings())
            .distinct()
            .count();
    if (kinds > 1) {
      spec.refuse("models", "mixes models that make embeddings with models that do not");
    }
  }

  private static void refuseUnknown(
      Fields spec, String key, Collection<String> names, Map<String, Model> models) {
    for (String name : names) {
      if (!name.isEmpty() && !models.containsKey(name)) {
        spec.refuse(key, "lists " + name + ", which is no Model here");
      }
    }
  }

  private static Mode mode(Fields spec) {
    Optional<String> text = spec.optionalText("mode");
    if (text.isEmpty() || text.get().isEmpty()) {
      return Mode.BALANCED;
    }
    Optional<Mode> mode = Mode.parse(text.get());
    if (mode.isEmpty()) {
      spec.refuse("mode", MODE_RULE);
    }
    return mode.orElse(Mode.BALANCED);
  }
}
