package dev.signalbox.ingress.assembly;

import dev.signalbox.contracts.events.InferenceRequested;
import dev.signalbox.ingress.admission.RateTurn;
import dev.signalbox.ingress.batch.WorkerJobs;
import dev.signalbox.ingress.chat.AnswerReader;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.events.EventKind;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.flow.Phases;
import dev.signalbox.ingress.flow.PulledJobs;
import dev.signalbox.ingress.flow.Visit;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Upstream;
import dev.signalbox.platform.spool.SpoolFullException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Jobs of models on workers, which pull them from {@code signalbox.jobs}. */
final class KafkaWorkerJobs implements WorkerJobs {
  private final boolean on;
  private final Supplier<PoolSnapshot> pool;
  private final EventLog events;
  private final ChatRequestReader reader;
  private final PulledJobs jobs;
  private final InstantSource clock;

  KafkaWorkerJobs(
      boolean on,
      Supplier<PoolSnapshot> pool,
      EventLog events,
      ChatRequestReader reader,
      PulledJobs jobs,
      InstantSource clock) {
    this.on = on;
    this.pool = pool;
    this.events = events;
    this.reader = reader;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** Only a model that was named is known beforehand; a route decides by the request. */
  @Override
  public Optional<String> pulled(String endpoint, String model) {
    if (!on || !endpoint.equals("/v1/chat/completions")) {
      return Optional.empty();
    }
    return pool.get().resolve(model) instanceof PoolSnapshot.Target.ByModel named
        ? switch (named.model().upstream()) {
          case Upstream.WorkerAt worker -> Optional.of(worker.model()).filter(n -> !n.isEmpty());
          case Upstream.WorkersWith workers ->
              Optional.of(workers.model()).filter(n -> !n.isEmpty());
          case Upstream.OpenAi openAi -> Optional.empty();
          case Upstream.Azure azure -> Optional.empty();
          case Upstream.Anthropic anthropic -> Optional.empty();
        }
        : Optional.empty();
  }

  @Override
  public boolean publish(Job job) {
    if (!events.hasRoom()) {
      return false;
    }
    InferenceRequested data =
        new InferenceRequested.InferenceRequestedBuilder()
            .withJobId(job.id())
            .withBatchId(job.batchId())
            .withTenant(job.tenant())
            .withCustomId(job.customId())
            .withModel(job.model())
            .withBody(job.body())
            .withExpiresAt(job.expiresAt())
            .build();
    try {
      events.append(
          EventKind.INFERENCE_REQUESTED, job.id(), job.tenant(), clock.instant(), null, data);
      return true;
    } catch (SpoolFullException e) {
      return false;
    }
  }

  @Override
  public void settle(ApiKey key, String jobId, byte[] request, byte[] answer) {
    ChatRequest asked = reader.read(request, request.length);
    AnswerReader.read(answer, 0, answer.length)
        .ifPresent(
            reading ->
                jobs.settle(
                    new Visit(jobId, key, RateTurn.UNLIMITED, null, clock.instant(), new Phases()),
                    asked,
                    reading,
                    jobId));
  }
}
