package dev.signalbox.ingress.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a pool's routes have nobody for when one model fails: sentences for whoever wrote it, before
 * the day on which it matters. Nothing is refused for it, because a pool of one model is a pool.
 */
public final class FallbackGaps {
  private static final Map<String, Predicate<Capabilities>> ASKED_FOR = askedFor();

  private FallbackGaps() {}

  private static Map<String, Predicate<Capabilities>> askedFor() {
    Map<String, Predicate<Capabilities>> all = new LinkedHashMap<>();
    all.put("takes pictures", Capabilities::takesImages);
    all.put("calls tools", Capabilities::tools);
    all.put("answers in JSON", Capabilities::json);
    return all;
  }

  /** In the order of the routes; empty when every request of every route has a second model. */
  public static List<String> of(PoolSnapshot pool) {
    List<String> gaps = new ArrayList<>();
    pool.routes().values().forEach(route -> gaps(pool, route, gaps));
    return List.copyOf(gaps);
  }

  private static void gaps(PoolSnapshot pool, Route route, List<String> gaps) {
    List<Model> able =
        Stream.concat(route.models().stream(), route.fallbacks().stream())
            .distinct()
            .flatMap(name -> pool.model(name).stream())
            .filter(Model::enabled)
            .filter(model -> route.zones().isEmpty() || route.zones().contains(model.zone()))
            .toList();
    String id = "Route/" + route.name();
    if (able.isEmpty()) {
      gaps.add(id + " has no model that is enabled");
      return;
    }
    if (able.size() == 1) {
      gaps.add(id + " has nothing to fall back to behind " + able.get(0).name());
      return;
    }
    if (able.stream().map(model -> model.upstream().resource()).distinct().count() == 1) {
      gaps.add(
          id
              + " has all its models at "
              + able.get(0).upstream().resource()
              + ": they fail as one");
    }
    ASKED_FOR.forEach(
        (what, does) -> {
          List<Model> those = able.stream().filter(m -> does.test(m.capabilities())).toList();
          if (those.size() == 1) {
            gaps.add(id + ": only " + those.get(0).name() + " " + what);
          }
        });
  }
}
