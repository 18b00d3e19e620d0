package dev.signalbox.local.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.signalbox.local.plan.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of the system, and their creation. */
public record Topics(List<Topic> topics) {
  private static final String RESOURCE = "/signalbox/events/topics.yaml";
  private static final int TIMEOUT_MILLIS = 30_000;

  /** The list of {@code proto/events/topics.yaml}, as it was when this jar was built. */
  public static Topics shipped() {
    try (InputStream in = Topics.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not in the jar");
      }
      return parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a list of topics.
   *
   * @throws IllegalArgumentException naming the topic whose entry is wrong
   */
  static Topics parse(InputStream yaml) throws IOException {
    List<Topic> topics = new ArrayList<>();
    for (JsonNode node : new YAMLMapper().readTree(yaml).path("topics")) {
      String name = node.path("name").asText();
      topics.add(
          new Topic(
              name,
              node.path("partitions").asInt(),
              retention(name, node.path("retention").asText()),
              node.path("cleanup").asText()));
    }
    return new Topics(List.copyOf(topics));
  }

  private static Duration retention(String topic, String text) {
    if (text.equals("-1")) {
      return Duration.ofMillis(-1);
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("topic " + topic + " has retention " + text, e);
    }
  }

  /** Creates those that the broker lacks; those that exist stay as they are, with their data. */
  public void createMissing(int brokerPort) throws StartFailure, InterruptedException {
    Map<String, Object> configuration =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            "127.0.0.1:" + brokerPort,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            TIMEOUT_MILLIS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            TIMEOUT_MILLIS / 2);
    try (Admin admin = Admin.create(configuration)) {
      Set<String> there = admin.listTopics().names().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      List<NewTopic> missing =
          topics.stream()
              .filter(topic -> !there.contains(topic.name()))
              .map(
                  topic ->
                      new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                          .configs(topic.configuration()))
              .toList();
      admin.createTopics(missing).all().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new StartFailure(
          "the topics can't be created: " + (e.getCause() == null ? e : e.getCause()).getMessage(),
          e);
    }
  }
}
