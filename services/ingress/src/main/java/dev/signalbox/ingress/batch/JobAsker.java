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
   */
  CompletionStage<JobAnswer> ask(ApiKey key, String endpoint, byte[] body);
}
