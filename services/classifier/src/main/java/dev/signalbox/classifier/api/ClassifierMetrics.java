package dev.signalbox.classifier.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What the classifier measures. */
@Singleton
public class ClassifierMetrics {
  private final MeterRegistry registry;
  private final Timer duration;
  private final Counter hits;
  private final Counter misses;

  @Inject
  ClassifierMetrics(MeterRegistry registry) {
    this.registry = registry;
    duration =
        Timer.builder("signalbox.classification.duration")
            .description("Time to classify a request that was not in the cache")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(50_000))
            .maximumExpectedValue(Duration.ofMillis(250))
            .register(registry);
    hits = cache("hit");
    misses = cache("miss");
  }

  private Counter cache(String result) {
    return Counter.builder("signalbox.classification.cache")
        .description("Classifications by whether the cache had them")
        .tag("result", result)
        .register(registry);
  }

  Timer duration() {
    return duration;
  }

  void classified(String task, boolean repeat) {
    (repeat ? hits : misses).increment();
    registry.counter("signalbox.classifications", "task", task).increment();
  }

  void refused(String problem) {
    registry.counter("signalbox.classification.refused", "problem", problem).increment();
  }
}
