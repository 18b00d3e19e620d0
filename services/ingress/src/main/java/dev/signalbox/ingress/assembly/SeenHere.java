package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.cluster.ModelView;
import dev.signalbox.ingress.cluster.RouteView;
import dev.signalbox.ingress.cluster.Seen;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.routing.Health;
import dev.signalbox.ingress.telemetry.RecentTraffic;
import dev.signalbox.ingress.upstream.Breaker;
import dev.signalbox.ingress.upstream.GuardedClient;
import dev.signalbox.ingress.upstream.ModelClients;
import java.util.List;
import java.util.Optional;

/** What this replica saw of the pool's models and routes. */
record SeenHere(RecentTraffic traffic, ModelClients clients, PoolSource pool)
    implements Seen.Source {
  @Override
  public ModelView model(String name) {
    RecentTraffic.Seen seen = traffic.ofModel(name);
    return new ModelView(
        seen.success(),
        seen.billedNanoUsd(),
        Optional.ofNullable(clients.breakers().get(name)).map(Breaker.View::state),
        clients.of(name).flatMap(GuardedClient::absence));
  }

  @Override
  public RouteView route(String name) {
    RecentTraffic.Seen seen = traffic.ofRoute(name);
    PoolSnapshot now = pool.current();
    List<String> members = now.route(name).map(Route::models).orElse(List.of());
    List<String> fallbacks = now.route(name).map(Route::fallbacks).orElse(List.of());
    return new RouteView(
        seen.success(),
        seen.billedNanoUsd(),
        (int) members.stream().filter(model -> enabled(now, model)).count(),
        able(now, members),
        able(now, fallbacks));
  }

  private int able(PoolSnapshot now, List<String> models) {
    Health health = clients.health();
    return (int)
        models.stream()
            .filter(model -> enabled(now, model) && health.trouble(model).isEmpty())
            .count();
  }

  private static boolean enabled(PoolSnapshot now, String model) {
    return now.model(model).filter(Model::enabled).isPresent();
  }
}
