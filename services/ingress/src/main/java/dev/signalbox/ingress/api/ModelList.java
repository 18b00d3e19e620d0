package dev.signalbox.ingress.api;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a client may name: the routes, then the models that are switched on. */
public final class ModelList {
  private final Supplier<PoolSnapshot> pool;

  public ModelList(Supplier<PoolSnapshot> pool) {
    this.pool = pool;
  }

  Buffer all() {
    PoolSnapshot now = pool.get();
    List<String> entries = new ArrayList<>();
    for (Route route : now.routes().values()) {
      entries.add(entry(route.name(), "signalbox"));
    }
    for (Model model : now.enabledModels()) {
      if (now.route(model.name()).isEmpty()) {
        entries.add(entry(model.name(), model.publisher()));
      }
    }
    return Buffer.buffer("{\"object\":\"list\",\"data\":[" + String.join(",", entries) + "]}");
  }

  /**
   * @throws ProblemException 404
   */
  Buffer one(String name) {
    return switch (pool.get().resolve(name)) {
      case PoolSnapshot.Target.ByRoute(Route route) ->
          Buffer.buffer(entry(route.name(), "signalbox"));
      case PoolSnapshot.Target.ByModel(Model model, Route route) ->
          Buffer.buffer(entry(model.name(), model.publisher()));
      case PoolSnapshot.Target.Disabled disabled -> throw absent();
      case PoolSnapshot.Target.Unknown unknown -> throw absent();
    };
  }

  private static ProblemException absent() {
    return new ProblemException(
        IngressProblem.MODEL_NOT_FOUND, "The model does not exist.", "model", null);
  }

  private static String entry(String id, String owner) {
    return "{\"id\":"
        + JsonText.quote(id)
        + ",\"object\":\"model\",\"created\":0,\"owned_by\":"
        + JsonText.quote(owner)
        + "}";
  }
}
