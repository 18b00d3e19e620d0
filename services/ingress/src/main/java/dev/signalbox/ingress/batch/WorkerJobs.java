package dev.signalbox.ingress.batch;

import dev.signalbox.ingress.keys.ApiKey;
import java.time.Instant;
import java.util.Optional;

/** Jobs that workers pull from Kafka by themselves. */
public interface WorkerJobs {
  /**
   * The model's name at the worker, for a model that pulls its jobs; empty for one that is to be
   * asked.
   *
   * @param model as the client named it
   */
  Optional<String> pulled(String endpoint, String model);

  /**
   * Hands a job over; from its return on the job survives a stop.
   *
   * @return false when there is no room now
   */
  boolean publish(Job job);

  /** Settles a result once: a repetition of the same job's is recognised. */
  void settle(ApiKey key, String jobId, byte[] request, byte[] answer);

  /**
   * One job.
   *
   * @param model its name at the worker
   * @param body the request as JSON text
   */
  record Job(
      String id,
      String batchId,
      String tenant,
      String customId,
      String model,
      String body,
      Instant expiresAt) {}
}
