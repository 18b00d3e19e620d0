package dev.signalbox.ingress.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.ingress.keys.ApiKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches over stops of the process, which no job may be lost or doubled by. */
class BatchDeskTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ApiKey KEY = new ApiKey("key-1", "acme", null);
  private static final AtomicInteger SERIAL = new AtomicInteger();

  @TempDir Path folder;
  private final Asker asker = new Asker();
  private final Workers workers = new Workers();
  private volatile Duration passed = Duration.ZERO;

  @Test
  void shouldAnswerEveryJobOnceInTheOrderOfItsIds() throws Exception {
    try (BatchDesk desk = desk()) {
      JsonNode done = await(desk, create(desk, 25, "m"), BatchDeskTest::ended);

      assertThat(done.get("status").asText()).isEqualTo("completed");
      assertThat(done.at("/request_counts/completed").asInt()).isEqualTo(25);
      assertThat(done.get("error_file_id").isNull()).isTrue();
      assertThat(ids(done.get("output_file_id").asText())).isEqualTo(expected(25));
      assertThat(asker.asked.values()).containsOnly(1);
    }
  }

  @Test
  void shouldLoseAndDoubleNothingWhenTheProcessStopsInTheMiddle() throws Exception {
    asker.answersAtMost = 10;
    BatchDesk first = desk();
    String id = create(first, 30, "m");
    await(first, id, batch -> batch.at("/request_counts/completed").asInt() == 10);
    // it is never closed: the process is killed, and the last line of its journal is torn
    Path journal = folder.resolve("batches").resolve(id).resolve("journal");
    Files.writeString(journal, "{\"job\":29,\"status\":200,\"bo", StandardOpenOption.APPEND);
    asker.dead = true;

    asker.answersAtMost = Integer.MAX_VALUE;
    Asker after = new Asker();
    try (BatchDesk second = desk(after)) {
      JsonNode done = await(second, id, BatchDeskTest::ended);

      assertThat(done.get("status").asText()).isEqualTo("completed");
      assertThat(ids(done.get("output_file_id").asText())).isEqualTo(expected(30));
      assertThat(after.asked).hasSize(20);
      assertThat(after.asked.values()).containsOnly(1);
    }
  }

  @Test
  void shouldNotAskAgainForAnAnswerThatWasKeptBeforeAKillAndNotYetSettled() throws Exception {
    asker.settles = false;
    BatchDesk first = desk();
    String id = create(first, 4, "m");
    await(first, id, batch -> batch.at("/request_counts/completed").asInt() == 4);
    asker.dead = true; // it is never closed: the process is killed

    Asker after = new Asker();
    try (BatchDesk second = desk(after)) {
      JsonNode done = await(second, id, BatchDeskTest::ended);

      assertThat(ids(done.get("output_file_id").asText())).isEqualTo(expected(4));
      assertThat(after.asked).isEmpty();
    }
  }

  @Test
  void shouldFailAJobWhoseAnswerIsNoJsonWithoutAskingAgain() throws Exception {
    asker.body = "{\"id\":";
    try (BatchDesk desk = desk()) {
      JsonNode done = await(desk, create(desk, 1, "m"), BatchDeskTest::ended);

      assertThat(done.at("/request_counts/failed").asInt()).isEqualTo(1);
      assertThat(asker.asked).containsEntry("job-1", 1);
    }
  }

  @Test
  void shouldPutFailuresIntoAFileOfTheirOwnAfterTryingAgain() throws Exception {
    asker.failing = Map.of("job-3", 400, "job-4", 503);
    try (BatchDesk desk = desk()) {
      JsonNode done = await(desk, create(desk, 6, "m"), BatchDeskTest::ended);

      assertThat(done.at("/request_counts/failed").asInt()).isEqualTo(2);
      assertThat(ids(done.get("output_file_id").asText())).hasSize(4);
      assertThat(ids(done.get("error_file_id").asText())).containsExactly("job-3", "job-4");
      assertThat(asker.asked).containsEntry("job-3", 1).containsEntry("job-4", 3);
    }
  }

  @Test
  void shouldKeepWhatIsDoneWhenItIsCancelled() throws Exception {
    asker.answersAtMost = 4;
    try (BatchDesk desk = desk()) {
      String id = create(desk, 12, "m");
      await(desk, id, batch -> batch.at("/request_counts/completed").asInt() == 4);
      assertThat(desk.cancel(id, "someone-else").get(30, TimeUnit.SECONDS)).isEmpty();
      desk.cancel(id, "acme").get(30, TimeUnit.SECONDS);
      asker.release();
      JsonNode done = await(desk, id, BatchDeskTest::ended);

      assertThat(done.get("status").asText()).isEqualTo("cancelled");
      int completed = done.at("/request_counts/completed").asInt();
      assertThat(completed).isBetween(4, 11);
      assertThat(ids(done.get("output_file_id").asText())).hasSize(completed);
      assertThat(lines(done.get("error_file_id").asText())).hasSize(12 - completed);
      assertThat(lines(done.get("error_file_id").asText()).get(0).at("/error/code").asText())
          .isEqualTo("batch_cancelled");
    }
  }

  @Test
  void shouldExpireWithWhatIsDone() throws Exception {
    asker.answersAtMost = 2;
    try (BatchDesk desk = desk()) {
      String id = create(desk, 12, "m", Duration.ofHours(1));
      await(desk, id, batch -> batch.at("/request_counts/completed").asInt() == 2);
      passed = Duration.ofHours(2);
      JsonNode done =
          await(
              desk,
              id,
              batch -> {
                asker.release();
                return ended(batch);
              });
      assertThat(done.get("status").asText()).isEqualTo("expired");
      assertThat(lines(done.get("error_file_id").asText()).get(0).at("/error/code").asText())
          .isEqualTo("batch_expired");
    }
  }

  @Test
  void shouldRefuseAnInputAndNameTheLines() throws Exception {
    try (BatchDesk desk = desk()) {
      StoredFile file =
          put(
              """
              {"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m"}}
              not json
              {"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m"}}
              {"custom_id":"b","method":"POST","url":"/v1/embeddings","body":{"model":"m"}}
              \0\0\0{no UTF-32 either
              """);
      String id = id(create(desk, file, Duration.ofHours(1)));
      JsonNode done = await(desk, id, BatchDeskTest::ended);

      assertThat(done.get("status").asText()).isEqualTo("failed");
      assertThat(done.at("/errors/data").findValuesAsText("line"))
          .containsExactly("2", "3", "4", "5");
      assertThat(done.at("/errors/data").findValuesAsText("code"))
          .containsExactly(
              "invalid_json_line", "duplicate_custom_id", "invalid_url", "invalid_json_line");
      assertThat(asker.asked).isEmpty();
    }
  }

  @Test
  void shouldHandJobsToWorkersOnceAndTakeEachResultOnce() throws Exception {
    BatchDesk first = desk();
    String id = create(first, 3, "pulled");
    await(first, id, batch -> workers.published.size() == 3);
    result(first, id, "job-2");
    first.close();

    try (BatchDesk second = desk()) {
      result(second, id, "job-2");
      result(second, id, "job-1");
      result(second, id, "job-3");
      result(second, id, "job-3");
      JsonNode done = await(second, id, BatchDeskTest::ended);

      assertThat(done.get("status").asText()).isEqualTo("completed");
      assertThat(ids(done.get("output_file_id").asText())).isEqualTo(expected(3));
      assertThat(workers.published).hasSize(3);
      assertThat(workers.settled).hasSize(3).doesNotHaveDuplicates();
      assertThat(asker.asked).isEmpty();
    }
  }

  private static void result(BatchDesk desk, String batch, String customId) throws Exception {
    desk.pulled(batch, customId, 200, "{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8))
        .get(30, TimeUnit.SECONDS);
  }

  private BatchDesk desk() {
    return desk(asker);
  }

  private BatchDesk desk(Asker asks) {
    BatchDesk desk =
        new BatchDesk(
            folder,
            new FileShelf(folder),
            asks,
            workers,
            new BatchLimits(1_000_000, 1_000, 10_000, 4, 3, Duration.ofMillis(5)),
            BatchDeskTest::digits,
            () -> Instant.now().plus(passed));
    desk.start();
    return desk;
  }

  private static String digits() {
    return "%036x".formatted(SERIAL.incrementAndGet());
  }

  private String create(BatchDesk desk, int jobs, String model) throws Exception {
    return create(desk, jobs, model, Duration.ofHours(1));
  }

  private String create(BatchDesk desk, int jobs, String model, Duration window) throws Exception {
    StringBuilder lines = new StringBuilder();
    List<Integer> numbers = new ArrayList<>(IntStream.rangeClosed(1, jobs).boxed().toList());
    Collections.reverse(numbers);
    for (int i : numbers) {
      lines.append(
          "{\"custom_id\":\"job-%d\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\",\"id\":\"job-%d\"}}\n"
              .formatted(i, model, i));
    }
    return id(create(desk, put(lines.toString()), window));
  }

  private static String create(BatchDesk desk, StoredFile file, Duration window) throws Exception {
    return desk.create(KEY, "/v1/chat/completions", file, window, "24h", Map.of("a", "b"))
        .get(30, TimeUnit.SECONDS);
  }

  private StoredFile put(String content) throws Exception {
    FileShelf shelf = new FileShelf(folder);
    String id = "file-" + digits();
    Files.writeString(shelf.arriving(id), content);
    return shelf.put(id, "acme", "input.jsonl", "batch", 1);
  }

  private static String id(String batch) throws Exception {
    return JSON.readTree(batch).get("id").asText();
  }

  private static boolean ended(JsonNode batch) {
    return List.of("completed", "failed", "expired", "cancelled")
        .contains(batch.get("status").asText());
  }

  private static JsonNode await(BatchDesk desk, String id, Predicate<JsonNode> until) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> JSON.readTree(desk.find(id, "acme").get(30, TimeUnit.SECONDS).orElseThrow()),
            until);
  }

  private List<JsonNode> lines(String file) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(new FileShelf(folder).content(file))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private List<String> ids(String file) throws Exception {
    return lines(file).stream().map(line -> line.get("custom_id").asText()).toList();
  }

  private static List<String> expected(int jobs) {
    return IntStream.rangeClosed(1, jobs).mapToObj(i -> "job-" + i).toList();
  }

  /** Answers at once, up to a number; what is beyond it waits to be released. */
  private static final class Asker implements JobAsker {
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final List<CompletableFuture<JobAnswer>> waiting =
        Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger answered = new AtomicInteger();
    private volatile int answersAtMost = Integer.MAX_VALUE;
    private volatile boolean dead;
    private volatile boolean settles = true;
    private volatile String body = "{\"ok\":true}";
    private Map<String, Integer> failing = new HashMap<>();

    @Override
    public boolean hasRoom() {
      return !dead;
    }

    @Override
    public CompletionStage<JobAnswer> ask(ApiKey key, String endpoint, byte[] body, Keeper keeper) {
      String id;
      try {
        id = JSON.readTree(body).get("id").asText();
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
      asked.merge(id, 1, Integer::sum);
      Integer status = failing.get(id);
      if (status != null) {
        return CompletableFuture.completedFuture(
            new JobAnswer(
                status, "r", "{\"error\":{}}".getBytes(StandardCharsets.UTF_8), status > 499));
      }
      if (answered.incrementAndGet() > answersAtMost) {
        CompletableFuture<JobAnswer> later = new CompletableFuture<>();
        waiting.add(later);
        return later;
      }
      JobAnswer answer = good();
      CompletionStage<JobAnswer> settled =
          settles ? CompletableFuture.completedFuture(answer) : new CompletableFuture<>();
      return keeper.keep(answer).handle((kept, failure) -> settled).thenCompose(end -> end);
    }

    private JobAnswer good() {
      return new JobAnswer(200, "r", body.getBytes(StandardCharsets.UTF_8), false);
    }

    void release() {
      List.copyOf(waiting).forEach(later -> later.complete(good()));
    }
  }

  /** Takes jobs of the model {@code pulled}. */
  private static final class Workers implements WorkerJobs {
    private final List<String> published = Collections.synchronizedList(new ArrayList<>());
    private final List<String> settled = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Optional<String> pulled(String endpoint, String model) {
      return model.equals("pulled") ? Optional.of("worker-model") : Optional.empty();
    }

    @Override
    public boolean publish(Job job) {
      return published.add(job.id());
    }

    @Override
    public void settle(ApiKey key, String jobId, byte[] request, byte[] answer) {
      settled.add(jobId);
    }
  }
}
