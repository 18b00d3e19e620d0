package dev.signalbox.worker.jobs;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.worker.openai.ChatCall;
import dev.signalbox.worker.openai.ChatReader;
import dev.signalbox.worker.openai.ChatWriter;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.GenerationListener;
import dev.signalbox.worker.serving.ModelServer;
import dev.signalbox.worker.serving.WorkerProblem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/** Runs one job on the server and writes its result into the spool. */
final class JobDesk {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SERVER_ERROR = 500;

  private final JobSettings settings;
  private final ModelServer server;
  private final EventSpool spool;
  private final InstantSource clock;
  private final ChatReader reader;
  private final Traces traces;

  JobDesk(
      JobSettings settings,
      ModelServer server,
      EventSpool spool,
      InstantSource clock,
      Traces traces) {
    this.traces = traces;
    this.settings = settings;
    this.server = server;
    this.spool = spool;
    this.clock = clock;
    this.reader = new ChatReader(settings.maxBody());
  }

  /** How a job ended. */
  sealed interface Outcome {
    /** With this HTTP status and body. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answered(int status, byte[] body) implements Outcome {}

    /** It could not be run now; the same job may succeed later. */
    record Later() implements Outcome {}
  }

  /** Whether a job could start at once without anyone waiting longer for it. */
  boolean hasRoom() {
    return server.isReady() && server.waiting() == 0 && spool.hasRoom();
  }

  boolean expired(Job job) {
    return clock.instant().isAfter(job.expiresAt());
  }

  /** Starts a job; the outcome is told once, from any thread. */
  void start(Job job, Consumer<Outcome> told) {
    Consumer<Outcome> ended = traced(job, told);
    try {
      ChatCall call =
          reader.read(job.body().getBytes(StandardCharsets.UTF_8), job.jobId(), job.tenant());
      ChatWriter writer =
          new ChatWriter(job.jobId(), settings.model(), clock.instant().getEpochSecond());
      server.submit(call.request(), collector(writer, ended));
    } catch (ProblemException e) {
      ended.accept(outcome(e));
    }
  }

  /** With a span in the trace of the request that made the job. */
  private Consumer<Outcome> traced(Job job, Consumer<Outcome> ended) {
    Traceparent parent = traces.on() ? Traceparent.read(job.traceparent()) : null;
    if (parent == null || !parent.sampled()) {
      return ended;
    }
    long start = Span.now();
    return outcome -> {
      boolean answered = outcome instanceof Outcome.Answered done && done.status() < SERVER_ERROR;
      traces.ended(
          new Span(
              parent.child(),
              parent,
              null,
              "process " + JobTopics.JOBS,
              Span.Kind.CONSUMER,
              start,
              Span.now(),
              Map.of(
                  "messaging.system",
                  "kafka",
                  "messaging.operation.type",
                  "process",
                  "messaging.destination.name",
                  JobTopics.JOBS,
                  "messaging.consumer.group.name",
                  settings.group(),
                  "gen_ai.operation.name",
                  "chat",
                  "gen_ai.request.model",
                  settings.model()),
              !answered));
      ended.accept(outcome);
    };
  }

  private static GenerationListener collector(ChatWriter writer, Consumer<Outcome> ended) {
    return new GenerationListener() {
      @Override
      public void onEvent(GenerationEvent event) {
        switch (event) {
          case GenerationEvent.Accepted accepted -> {}
          case GenerationEvent.Delta delta -> writer.add(delta);
          case GenerationEvent.Finished finished ->
              ended.accept(new Outcome.Answered(200, writer.completion(finished)));
        }
      }

      @Override
      public void onFailure(ProblemException problem) {
        ended.accept(outcome(problem));
      }
    };
  }

  private static Outcome outcome(ProblemException problem) {
    return problem.problem().retryable() ? new Outcome.Later() : refusal(problem);
  }

  /** A job that was not run because its time was over. */
  static Outcome.Answered tooLate() {
    return refusal(
        new ProblemException(
            WorkerProblem.BATCH_EXPIRED,
            "This request could not be executed before its batch expired."));
  }

  /** A job that ended the process more than once. */
  static Outcome.Answered poisonous() {
    return refusal(
        new ProblemException(
            WorkerProblem.JOB_POISONOUS, "The worker ended each time it ran this request."));
  }

  private static Outcome.Answered refusal(ProblemException problem) {
    return new Outcome.Answered(problem.problem().httpStatus(), ChatWriter.error(problem));
  }

  /**
   * Writes the result; on return it survives a kill. Its id is the job's, so that a second answer
   * is seen to be one.
   *
   * @throws dev.signalbox.platform.spool.SpoolFullException when there is no room
   */
  void write(Job job, Outcome.Answered outcome) {
    Instant now = clock.instant();
    String data =
        JSON.createObjectNode()
            .put("jobId", job.jobId())
            .put("batchId", job.batchId())
            .put("tenant", job.tenant())
            .put("customId", job.customId())
            .put("statusCode", outcome.status())
            .put("body", new String(outcome.body(), StandardCharsets.UTF_8))
            .put("completedAt", now.toString())
            .toString();
    spool.append(
        JobTopics.RESULTS,
        new CloudEvent(
            "result-" + job.jobId(),
            "inference.completed.v1",
            "signalbox/worker/" + settings.model(),
            job.jobId(),
            now,
            job.tenant(),
            job.traceparent(),
            data.getBytes(StandardCharsets.UTF_8)));
  }
}
