package dev.signalbox.classifier.api;

import dev.signalbox.classifier.model.Assessor;
import dev.signalbox.classifier.model.Recalibration;
import dev.signalbox.classifier.outcomes.OutcomeConsumer;
import dev.signalbox.classifier.outcomes.Recalibrator;
import dev.signalbox.classifier.outcomes.SnapshotStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the recalibration going for as long as the service runs; only without Kafka it rests. */
@Startup
@Singleton
public class Recalibrations {
  private final LoadedModel model;
  private final ClassifierConfiguration.Outcomes outcomes;
  private final MeterRegistry meters;
  private volatile @Nullable Recalibrator recalibrator;
  private @Nullable OutcomeConsumer consumer;

  @Inject
  Recalibrations(LoadedModel model, ClassifierConfiguration configuration, MeterRegistry meters) {
    this.model = model;
    this.outcomes = configuration.outcomes();
    this.meters = meters;
  }

  @PostConstruct
  void start() {
    Assessor assessor = model.assessor();
    if (assessor == null) {
      throw new IllegalStateException("the model is read before this starts");
    }
    Recalibrator made =
        new Recalibrator(
            assessor.model().version(),
            new SnapshotStore(outcomes.directory(), outcomes.snapshots()),
            new Recalibrator.Settings(outcomes.window(), outcomes.refitEvery()),
            Clock.systemUTC());
    recalibrator = made;
    Optional<String> servers = outcomes.bootstrapServers().filter(s -> !s.isBlank());
    if (servers.isPresent()) {
      OutcomeConsumer reading =
          new OutcomeConsumer(
              new OutcomeConsumer.Settings(
                  servers.get(), outcomes.group(), outcomes.replayed(), outcomes.retry()),
              made,
              meters);
      reading.start();
      consumer = reading;
    }
  }

  @PreDestroy
  void stop() {
    OutcomeConsumer reading = consumer;
    if (reading != null) {
      reading.close();
    }
  }

  /** What is in force for a frozen model. */
  Recalibration of(Assessor assessor) {
    Recalibrator made = recalibrator;
    return made == null ? Recalibration.none(assessor.model().version()) : made.current();
  }

  /** {@code off} without Kafka, else whether the topic is being read. */
  String state() {
    OutcomeConsumer reading = consumer;
    if (reading == null) {
      return "off";
    }
    return reading.connected() ? "connected" : "not connected";
  }
}
