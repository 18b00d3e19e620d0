package dev.signalbox.worker.api;

import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SpoolDrain;
import dev.signalbox.platform.spool.SpoolLimits;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.worker.jobs.JobPuller;
import dev.signalbox.worker.jobs.JobSettings;
import dev.signalbox.worker.jobs.KafkaLink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puller, spool and the way to Kafka, when jobs are on; ended before the model is. */
@ApplicationScoped
class JobParts {
  private static final Logger LOG = Logger.getLogger(JobParts.class);
  private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(30);
  private static final List<String> LOGIN =
      List.of(
          "security.protocol",
          "sasl.mechanism",
          "sasl.jaas.config",
          "ssl.truststore.location",
          "ssl.truststore.password",
          "ssl.truststore.type",
          "ssl.truststore.certificates",
          "ssl.keystore.location",
          "ssl.keystore.password",
          "ssl.keystore.type",
          "ssl.endpoint.identification.algorithm");
  private static final int BEFORE_THE_MODEL = 100;

  private final WorkerConfig config;
  private final ServedModel model;
  private final MeterRegistry registry;
  private final Traces traces;
  private @Nullable Parts parts;

  private record Parts(KafkaLink link, EventSpool spool, SpoolDrain drain, JobPuller puller) {}

  JobParts(WorkerConfig config, ServedModel model, MeterRegistry registry, Traces traces) {
    this.traces = traces;
    this.config = config;
    this.model = model;
    this.registry = registry;
  }

  void start(@Observes StartupEvent started) {
    WorkerConfig.Jobs jobs = config.jobs();
    if (!jobs.enabled()) {
      return;
    }
    SpoolLimits standard = SpoolLimits.standard();
    EventSpool spool =
        EventSpool.open(
            jobs.folder(),
            new SpoolLimits(
                jobs.spoolBytes().asLongValue(),
                Math.min(standard.segmentBytes(), jobs.spoolBytes().asLongValue()),
                standard.flushInterval()));
    Gauge.builder("signalbox.worker.spool.events", spool, EventSpool::backlogEvents)
        .description("Results that wait for Kafka")
        .register(registry);
    KafkaLink link = new KafkaLink(connection(jobs));
    SpoolDrain drain =
        SpoolDrain.start(spool, link, PUBLISH_TIMEOUT, jobs.flushTimeout(), LOG::warn);
    JobPuller puller =
        JobPuller.start(
            link,
            new JobSettings(
                config.model().name(),
                jobs.slots(),
                Math.toIntExact(config.openai().maxBody().asLongValue())),
            model.server(),
            spool,
            jobs.folder(),
            InstantSource.system(),
            traces,
            LOG::warn);
    parts = new Parts(link, spool, drain, puller);
    LOG.infof("jobs for %s are pulled, %d at once", config.model().name(), jobs.slots());
  }

  /** The keys that every Kafka client of the house understands, under {@code kafka.}. */
  private static Map<String, String> connection(WorkerConfig.Jobs jobs) {
    Map<String, String> connection = new HashMap<>();
    connection.put("bootstrap.servers", jobs.servers());
    for (String key : LOGIN) {
      ConfigProvider.getConfig()
          .getOptionalValue("kafka." + key, String.class)
          .ifPresent(value -> connection.put(key, value));
    }
    return connection;
  }

  void stop(@Observes @Priority(BEFORE_THE_MODEL) ShutdownEvent stopping) {
    Parts now = parts;
    if (now != null) {
      now.puller().close();
      now.drain().close();
      now.link().close();
      now.spool().close();
    }
  }
}
