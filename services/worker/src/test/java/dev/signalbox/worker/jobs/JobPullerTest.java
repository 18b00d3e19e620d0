package dev.signalbox.worker.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SpoolDrain;
import dev.signalbox.platform.spool.SpoolFullException;
import dev.signalbox.platform.spool.SpoolLimits;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.testing.Broker;
import dev.signalbox.worker.cli.RandomFolder;
import dev.signalbox.worker.serving.ModelServer;
import dev.signalbox.worker.serving.ServerOptions;
import dev.signalbox.worker.serving.ServingObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs through a real broker. */
class JobPullerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir static Path model;
  @TempDir Path folder;
  private static Broker broker;

  @BeforeAll
  static void start() throws IOException {
    RandomFolder.write(model, RandomFolder.tiny(), 7);
    broker = new Broker(List.of(JobTopics.JOBS, JobTopics.RESULTS, JobTopics.DEAD));
    broker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static String job(String id, String name, String body, Instant expires) {
    return JSON.createObjectNode()
        .put("jobId", id)
        .put("batchId", "batch")
        .put("tenant", "demo")
        .put("customId", "line-" + id)
        .put("model", name)
        .put("body", body)
        .put("expiresAt", expires.toString())
        .toString();
  }

  private static String asking(String text, int tokens) {
    return "{\"model\":\"tiny\",\"max_tokens\":%d,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(tokens, text);
  }

  private static Instant tomorrow() {
    return Instant.now().plus(Duration.ofDays(1));
  }

  private static void send(String value) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  JobTopics.JOBS,
                  "demo".getBytes(StandardCharsets.UTF_8),
                  value.getBytes(StandardCharsets.UTF_8)))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(
      String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address(), "group.id", UUID.randomUUID().toString()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Instant end = Instant.now().plus(PATIENCE);
      while (!enough.test(records) && Instant.now().isBefore(end)) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  /**
   * Results of jobs whose ids begin so, in the order in which they came, as a consumer counts them:
   * an event whose acknowledgement was lost is sent again under its id, and is one.
   */
  private static List<JsonNode> results(String prefix, int count) {
    Map<String, JsonNode> byEvent = new LinkedHashMap<>();
    read(JobTopics.RESULTS, records -> distinct(records, prefix).size() >= count).stream()
        .filter(record -> value(record).path("jobId").asText().startsWith(prefix))
        .forEach(record -> byEvent.putIfAbsent(eventId(record), value(record)));
    return List.copyOf(byEvent.values());
  }

  private static String eventId(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
  }

  private static Set<String> distinct(List<ConsumerRecord<byte[], byte[]>> records, String prefix) {
    Set<String> ids = new HashSet<>();
    records.stream()
        .map(record -> value(record).path("jobId").asText())
        .filter(id -> id.startsWith(prefix))
        .forEach(ids::add);
    return ids;
  }

  private static JsonNode value(ConsumerRecord<byte[], byte[]> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void shouldAnswerEachKindOfJob() throws IOException {
    // given
    send("this is no job");
    send(job("kinds-other", "another-model", asking("x", 2), tomorrow()));
    send(job("kinds-good", "tiny", asking("hello", 4), tomorrow()));
    send(job("kinds-good", "tiny", asking("hello", 4), tomorrow()));
    send(job("kinds-wrong", "tiny", "{\"messages\":[]}", tomorrow()));
    send(job("kinds-late", "tiny", asking("x", 2), Instant.EPOCH));
    // when
    try (JobWorkerMain worker = new JobWorkerMain(model, folder, broker.address())) {
      List<JsonNode> results = results("kinds-", 3);
      worker.spool().awaitDelivered(PATIENCE);
      // then
      assertThat(results)
          .extracting(
              result -> result.path("jobId").asText(), result -> result.path("statusCode").asInt())
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("kinds-good", 200),
              org.assertj.core.groups.Tuple.tuple("kinds-wrong", 400),
              org.assertj.core.groups.Tuple.tuple("kinds-late", 408));
      JsonNode good =
          results.stream().filter(r -> r.path("statusCode").asInt() == 200).findFirst().get();
      assertThat(good.path("customId").asText()).isEqualTo("line-kinds-good");
      assertThat(JSON.readTree(good.path("body").asText()).path("object").asText())
          .isEqualTo("chat.completion");
      ConsumerRecord<byte[], byte[]> letter =
          read(JobTopics.DEAD, records -> !records.isEmpty()).getFirst();
      assertThat(Job.header(letter, "dlq_reason")).isEqualTo("not_a_job");
      assertThat(Job.header(letter, "dlq_detail")).contains("not valid JSON");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldAnswerEveryJobThoughTheWorkerIsKilled() throws Exception {
    // given a dozen jobs, and a worker that is killed after the first answers
    int jobs = 12;
    for (int i = 0; i < jobs; i++) {
      send(job("kill-" + i, "tiny", asking("question " + i, 150), tomorrow()));
    }
    Process first = worker();
    results("kill-", 2);
    first.destroyForcibly().waitFor();
    // when another one starts on the same folder
    Process second = worker();
    List<JsonNode> results;
    try {
      results = results("kill-", jobs);
    } finally {
      second.destroyForcibly().waitFor();
    }
    // then every job has one answer, whatever was sent again
    Map<String, Set<String>> bodies = new java.util.TreeMap<>();
    results.forEach(
        result ->
            bodies
                .computeIfAbsent(result.path("jobId").asText(), id -> new HashSet<>())
                .add(result.path("completedAt").asText() + result.path("body").asText()));
    assertThat(bodies).hasSize(jobs);
    assertThat(bodies.values()).allSatisfy(one -> assertThat(one).hasSize(1));
  }

  private Process worker() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            JobWorkerMain.class.getName(),
            model.toString(),
            folder.toString(),
            broker.address())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("worker.log").toFile())
        .start();
  }

  @Test
  void shouldKeepAnsweringAndSpoolWhileTheLinkIsDown() {
    int jobs = 4;
    try (JobWorkerMain worker = new JobWorkerMain(model, folder, broker.address())) {
      boolean spooled = false;
      for (int round = 0; !spooled; round++) {
        // given jobs under way; where they all ended before the broker did, others
        assertThat(round).as("rounds in which nothing was under way").isLessThan(10);
        String name = "down-" + round + "-";
        for (int i = 0; i < jobs; i++) {
          send(job(name + i, "tiny", asking("go on " + i, 1200), tomorrow()));
        }
        // when the broker dies
        results(name, 1);
        broker.kill();
        try {
          Awaitility.await()
              .atMost(PATIENCE)
              .until(() -> worker.spool().backlogEvents() > 0 || worker.isIdle());
          spooled = worker.spool().backlogEvents() > 0;
        } finally {
          broker.start();
        }
        // then the results arrive, each once
        List<JsonNode> results = results(name, jobs);
        assertThat(results.stream().map(result -> result.path("jobId").asText()).distinct())
            .hasSize(jobs);
        assertThat(results).hasSize(jobs);
      }
    }
  }

  @Test
  void shouldSpoolBoundedAndInOrderAtTheEdgeAndGoOnAnswering() throws Exception {
    // given a worker that starts while the link is down, with room for some results only
    SpoolLimits limits = new SpoolLimits(2 << 20, 64 << 10, Duration.ofMillis(200));
    CountDownLatch trouble = new CountDownLatch(1);
    broker.kill();
    int accepted = 0;
    try (ModelServer server =
            ModelServer.start(model, ServerOptions.standard(1), ServingObserver.NONE);
        EventSpool spool = EventSpool.open(folder, limits);
        KafkaLink link = new KafkaLink(Map.of("bootstrap.servers", broker.address()));
        SpoolDrain drain =
            SpoolDrain.start(
                spool,
                link,
                Duration.ofSeconds(25),
                Duration.ofSeconds(1),
                said -> trouble.countDown())) {
      try {
        spool.append(JobTopics.RESULTS, result(accepted++));
        assertThat(trouble.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(spool.hasRoom()).isTrue();
        // when results are made until no more fit
        try {
          while (accepted < 10_000) {
            spool.append(JobTopics.RESULTS, result(accepted));
            accepted++;
          }
        } catch (SpoolFullException e) {
          assertThat(accepted).isGreaterThan(50);
        }
        // then it is bounded, begins no job, and still answers whoever asks it
        assertThat(spool.backlogEvents()).isEqualTo(accepted);
        assertThat(spool.backlogBytes()).isLessThanOrEqualTo(limits.maxBytes());
        assertThat(bytesOf(folder)).isLessThan(limits.maxBytes() + (1 << 20));
        server.ready().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        JobSettings settings = new JobSettings("tiny", 2, 1 << 20);
        JobDesk desk = new JobDesk(settings, server, spool, InstantSource.system(), Traces.off());
        assertThat(desk.hasRoom()).isFalse();
        assertThat(answer(desk)).isEqualTo(200);
      } finally {
        broker.start();
      }
      // and when the link is back each arrives, in order, and counts once
      int all = accepted;
      assertThat(edgeIds(read(JobTopics.RESULTS, records -> edgeIds(records).size() >= all)))
          .containsExactlyElementsOf(
              IntStream.range(0, accepted).mapToObj(i -> result(i).id()).toList());
      assertThat(spool.awaitDelivered(PATIENCE)).isTrue();
      assertThat(spool.hasRoom()).isTrue();
    }
  }

  private static CloudEvent result(int number) {
    return new CloudEvent(
        "edge-" + number,
        "inference.completed.v1",
        "signalbox/worker/tiny",
        "edge-" + number,
        Instant.EPOCH,
        "edge",
        null,
        "{\"jobId\":\"edge-%d\",\"body\":\"%s\"}"
            .formatted(number, "x".repeat(4_000))
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Ids of this test's events by their first arrival. */
  private static Set<String> edgeIds(List<ConsumerRecord<byte[], byte[]>> records) {
    Set<String> ids = new LinkedHashSet<>();
    records.stream()
        .map(JobPullerTest::eventId)
        .filter(id -> id.startsWith("edge-"))
        .forEach(ids::add);
    return ids;
  }

  private static long bytesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static int answer(JobDesk desk) throws Exception {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    Job job = new Job("asked", "b", "demo", "c", "tiny", asking("hello", 3), tomorrow(), null);
    desk.start(
        job,
        outcome ->
            status.complete(
                outcome instanceof JobDesk.Outcome.Answered answered ? answered.status() : 0));
    return status.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
