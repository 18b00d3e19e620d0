package dev.signalbox.ingress.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.platform.spool.EventPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Stands where Kafka stands: keeps what was published. */
@ApplicationScoped
public class MemoryPublisher implements EventPublisher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final List<Published> published = new CopyOnWriteArrayList<>();

  public record Published(String topic, CloudEvent event) {
    public JsonNode data() {
      try {
        return JSON.readTree(event.data());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public CompletionStage<Void> publish(String topic, CloudEvent event) {
    published.add(new Published(topic, event));
    return CompletableFuture.completedFuture(null);
  }

  public List<Published> all() {
    return List.copyOf(published);
  }

  public List<Published> costs(Predicate<JsonNode> which) {
    return all().stream()
        .filter(each -> each.topic().equals("signalbox.costs") && which.test(each.data()))
        .toList();
  }

  /** The cost events of one decision, once there is at least one. */
  public List<Published> costsOf(String decisionId) throws InterruptedException {
    return await(() -> costs(cost -> cost.get("x_DecisionId").asText().equals(decisionId)));
  }

  public Published decision(String decisionId) throws InterruptedException {
    return await(() -> all().stream().filter(each -> each.event().id().equals(decisionId)).toList())
        .get(0);
  }

  static <T> List<T> await(java.util.function.Supplier<List<T>> looked)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    List<T> found = looked.get();
    while (found.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(10);
      found = looked.get();
    }
    if (found.isEmpty()) {
      throw new AssertionError("waited a minute in vain");
    }
    return found;
  }
}
