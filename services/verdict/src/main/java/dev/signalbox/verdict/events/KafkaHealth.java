package dev.signalbox.verdict.events;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether the consumers have a connection. Up either way: pages and votes work without Kafka,
 * and consumption resumes by itself.
 */
@Readiness
@ApplicationScoped
class KafkaHealth implements HealthCheck {
  private final KafkaClientService clients;

  KafkaHealth(KafkaClientService clients) {
    this.clients = clients;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder health = HealthCheckResponse.named("kafka").up();
    for (String channel : new String[] {"decisions", "costs"}) {
      health.withData(channel, isConnected(channel) ? "connected" : "not connected");
    }
    return health.build();
  }

  private boolean isConnected(String channel) {
    KafkaConsumer<Object, Object> consumer = clients.getConsumer(channel);
    if (consumer == null) {
      return false;
    }
    Map<MetricName, ? extends Metric> metrics = consumer.unwrap().metrics();
    return metrics.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals("connection-count"))
        .anyMatch(
            entry ->
                entry.getValue().metricValue() instanceof Number connections
                    && connections.doubleValue() > 0);
  }
}
