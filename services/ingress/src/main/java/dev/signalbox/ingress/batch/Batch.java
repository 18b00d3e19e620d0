package dev.signalbox.ingress.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.batch.BatchFacts.Status;
import dev.signalbox.ingress.keys.ApiKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One batch under way. Blocking; used on one thread only. */
final class Batch {
  private final Path folder;
  private final BatchInput input;
  private final BatchJournal journal;
  private final Deque<Integer> pending = new ArrayDeque<>();
  private final Map<String, Integer> byCustomId = new HashMap<>();
  private BatchFacts facts;
  private int running;
  private int awaited;
  private int succeeded;

  private Batch(Path folder, BatchFacts facts, BatchInput input, BatchJournal journal) {
    this.folder = folder;
    this.facts = facts;
    this.input = input;
    this.journal = journal;
    for (int i = 0; i < input.jobs().size(); i++) {
      byCustomId.put(input.jobs().get(i).customId(), i);
      if (journal.isPublished(i) && !journal.isDone(i)) {
        awaited++;
      } else if (!journal.isDone(i)) {
        pending.add(i);
      }
    }
    succeeded =
        (int) journal.results().values().stream().filter(BatchJournal.Entry::succeeded).count();
  }

  /** Takes a batch up where it stands. */
  static Batch open(Path folder, BatchFacts facts, BatchInput input) throws IOException {
    return new Batch(folder, facts, input, BatchJournal.open(folder.resolve("journal")));
  }

  BatchFacts facts() {
    return facts;
  }

  /** Whose requests its jobs are. */
  ApiKey key() {
    return new ApiKey(facts.keyId(), facts.tenant(), null);
  }

  /** The facts with the counts of this moment. */
  BatchFacts now() {
    return Facts.counted(
        facts, input.jobs().size(), succeeded, journal.results().size() - succeeded);
  }

  void become(BatchFacts next) throws IOException {
    facts =
        Facts.counted(next, input.jobs().size(), succeeded, journal.results().size() - succeeded);
    Disk.write(folder.resolve("batch.json"), facts);
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  /** Every job has its result. */
  boolean idle() {
    return pending.isEmpty() && running == 0 && awaited == 0;
  }

  /** Nobody waits for answers to jobs that were not begun, or that workers have. */
  void drop() {
    pending.clear();
    awaited = 0;
  }

  boolean running() {
    return running > 0;
  }

  int take() {
    running++;
    return pending.remove();
  }

  /** The job could not be begun, or may be asked once more. */
  void giveBack(int job) {
    running--;
    pending.addLast(job);
  }

  BatchInput.Job job(int index) {
    return input.jobs().get(index);
  }

  Optional<Integer> index(String customId) {
    return Optional.ofNullable(byCustomId.get(customId));
  }

  byte[] body(int job) throws IOException {
    return input.body(input.jobs().get(job));
  }

  /** Workers have the job now. */
  void published(int job) throws IOException {
    journal.published(job);
    running--;
    awaited++;
  }

  boolean isDone(int job) {
    return journal.isDone(job);
  }

  /**
   * Keeps what came of a job that was asked here.
   *
   * @return false where that was kept before
   */
  boolean keep(int job, JobAnswer answer) throws IOException {
    return write(job, answer.status(), answer.requestId(), answer.body());
  }

  /** A job that was taken has ended. */
  void ended() {
    running--;
  }

  void pulled(int job, int status, byte[] body) throws IOException {
    if (write(job, status, jobId(job), body)) {
      awaited = Math.max(0, awaited - 1);
    }
  }

  private boolean write(int job, int status, String requestId, byte[] body) throws IOException {
    boolean first = journal.done(job, status, requestId, Disk.JSON.readTree(body));
    succeeded += first && status == 200 ? 1 : 0;
    return first;
  }

  String jobId(int job) {
    return facts.id() + "-" + job;
  }

  /**
   * Writes the results in the order of their custom ids; jobs without one are errors of this code.
   *
   * @return whether anything was written
   */
  boolean write(Path to, boolean successes, @Nullable String codeOfTheRest, String message)
      throws IOException {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < input.jobs().size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparing(i -> input.jobs().get(i).customId(), NaturalOrder.INSTANCE));
    boolean any = false;
    try (OutputStream out = Files.newOutputStream(to)) {
      for (int job : order) {
        BatchJournal.Entry entry = journal.results().get(job);
        if (entry != null ? entry.succeeded() == successes : !successes && codeOfTheRest != null) {
          any = true;
          out.write(Disk.JSON.writeValueAsBytes(line(job, entry, codeOfTheRest, message)));
          out.write('\n');
        }
      }
    }
    return any;
  }

  private ObjectNode line(
      int job, BatchJournal.@Nullable Entry entry, @Nullable String code, String message)
      throws IOException {
    ObjectNode line = Disk.JSON.createObjectNode();
    line.put("id", "batch_req_" + jobId(job));
    line.put("custom_id", input.jobs().get(job).customId());
    if (entry == null) {
      line.putNull("response");
      line.putObject("error").put("code", code).put("message", message);
      return line;
    }
    JsonNode result = journal.read(entry);
    ObjectNode response = line.putObject("response");
    response.put("status_code", entry.status());
    response.set("request_id", result.get("request_id"));
    response.set("body", result.get("body"));
    return line.putNull("error");
  }

  Path draft() {
    return folder.resolve("draft");
  }

  void close() throws IOException {
    journal.close();
  }

  boolean at(Status status) {
    return facts.status() == status;
  }
}
