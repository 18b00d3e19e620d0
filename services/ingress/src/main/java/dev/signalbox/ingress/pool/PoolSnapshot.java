package dev.signalbox.ingress.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pool at one moment. Immutable, and consistent: every name that a route mentions is a model of
 * it.
 *
 * @param version first 12 hexadecimal digits of the SHA-256 of the documents' text and of what was
 *     enabled
 * @param models by name, in the order of the documents
 * @param routes by name, in the order of the documents
 */
public record PoolSnapshot(String version, Map<String, Model> models, Map<String, Route> routes) {
  public PoolSnapshot {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
  }

  public Optional<Model> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  public Optional<Route> route(String name) {
    return Optional.ofNullable(routes.get(name));
  }

  /** What a client means by {@code name}; a route goes before a model of the same name. */
  public Target resolve(String name) {
    Route route = routes.get(name);
    if (route != null) {
      return new Target.ByRoute(route);
    }
    Model model = models.get(name);
    if (model == null) {
      return new Target.Unknown(name);
    }
    return switch (model.activation()) {
      case Activation.Enabled() -> new Target.ByModel(model, Route.toModel(name));
      case Activation.Disabled(String because) -> new Target.Disabled(model, because);
    };
  }

  public List<Model> enabledModels() {
    return models.values().stream().filter(Model::enabled).toList();
  }

  /** What a client's model name stands for. */
  public sealed interface Target {
    record ByRoute(Route route) implements Target {}

    /**
     * An enabled model by its own name.
     *
     * @param route the route to that model alone
     */
    record ByModel(Model model, Route route) implements Target {}

    record Disabled(Model model, String because) implements Target {}

    record Unknown(String name) implements Target {}
  }
}
