package dev.signalbox.ingress.batch;

import dev.signalbox.ingress.keys.ApiKey;
import java.util.concurrent.CompletionStage;

/** Asks the pool what a job asks, with everything that a request of its own would get. */
public interface JobAsker {
  /** Whether there is room for a request that can wait. */
  boolean hasRoom();

  /**
   * Asks, without waiting.
   *
   * @param endpoint path of the API whose words the body is in
   * @param keeper is given a model's answer before it is settled
   */
  CompletionStage<JobAnswer> ask(ApiKey key, String endpoint, byte[] body, Keeper keeper);

  /**
   * Where an answer is kept before its cost is settled. A kill in between leaves an answer whose
   * call was noted (ADR 0135): it is settled at the next start, and not asked for again. The other
   * way about it would be.
   */
  @FunctionalInterface
  interface Keeper {
    /** Keeps it; once the future is complete it survives a stop. */
    CompletionStage<?> keep(JobAnswer answer);
  }
}
