package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Times {@link RoutingPolicy#decide} on one thread: {@code java -cp
 * target/test-classes:target/classes:../platform/target/classes
 * dev.signalbox.ingress.routing.DecideBenchmark [models]}. Prints percentiles in microseconds, each
 * decision timed alone, so they include the clock's some 25 ns.
 */
final class DecideBenchmark {
  private static final int WARM_UP = 200_000;
  private static final int ROUNDS = 500_000;
  private static final int SITUATIONS = 256;
  private static final double MICRO = 1_000.0;

  private DecideBenchmark() {}

  public static void main(String[] arguments) {
    int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Model[] models = new Model[count];
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = "model-" + i;
      models[i] =
          Pools.model(names[i], 10_000L * (i + 1), i % 2 == 0 ? Pools.ALL : Pools.TEXT_ONLY);
    }
    PoolSnapshot pool = Pools.pool(models);
    Route route = Pools.route(Mode.BALANCED, names);
    Estimates[] estimates = estimates(names, new Random(1));
    long checksum = time(pool, route, estimates, new long[WARM_UP]);
    long[] nanos = new long[ROUNDS];
    checksum += time(pool, route, estimates, nanos);
    Arrays.sort(nanos);
    System.out.printf(
        "decide, %d models: p50 %.2f µs, p99 %.2f µs, p99.9 %.2f µs, most %.1f µs (checksum %d)%n",
        count,
        nanos[ROUNDS / 2] / MICRO,
        nanos[ROUNDS / 100 * 99] / MICRO,
        nanos[ROUNDS / 1_000 * 999] / MICRO,
        nanos[ROUNDS - 1] / MICRO,
        checksum);
  }

  private static long time(PoolSnapshot pool, Route route, Estimates[] estimates, long[] nanos) {
    Conditions conditions = Conditions.of(Health.allUp());
    long checksum = 0;
    for (int i = 0; i < nanos.length; i++) {
      RequestFacts facts = i % 4 == 0 ? Pools.PICTURE : Pools.TEXT;
      long before = System.nanoTime();
      RouteDecision decision =
          RoutingPolicy.decide(facts, route, pool, conditions, estimates[i % SITUATIONS]);
      nanos[i] = System.nanoTime() - before;
      checksum += decision.reason().length();
    }
    return checksum;
  }

  private static Estimates[] estimates(String[] names, Random random) {
    Estimates[] estimates = new Estimates[SITUATIONS];
    for (int i = 0; i < SITUATIONS; i++) {
      Map<String, Estimate> byModel = new HashMap<>();
      for (String name : names) {
        byModel.put(name, Pools.expects(random.nextDouble()));
      }
      estimates[i] = Pools.answered(byModel);
    }
    return estimates;
  }
}
