package dev.signalbox.ingress;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of files and batches, under {@code signalbox.ingress.batches}. */
public interface BatchConfig {
  /** Where files and batches are kept; one process each. */
  @WithDefault(".signalbox/batches")
  Path directory();

  /** Tells replicas apart in Kafka; stable for a folder. */
  @WithDefault("0")
  String replica();

  /**
   * Replicas that files and batches may be with, as {@code host:port}, this one perhaps among them;
   * a host may have many addresses, as a headless service's has. Requests for what another replica
   * keeps are passed on to it; with mutual TLS by a certificate that has the name given here.
   */
  Optional<List<String>> peers();

  /** Largest file in bytes. */
  @WithDefault("209715200")
  @Min(1024)
  long fileBytes();

  /** Most requests of one batch. */
  @WithDefault("50000")
  @Min(1)
  int lines();

  /** Longest line of an input file in bytes. */
  @WithDefault("20971520")
  @Min(1024)
  int lineBytes();

  /** Requests of batches asked at once, while half of {@code limits.requests-in-flight} is free. */
  @WithDefault("8")
  @Min(1)
  int concurrency();

  /** Most times that a request is asked, when its failure allows another try. */
  @WithDefault("5")
  @Min(1)
  int attempts();

  /** Wait before the second attempt; it doubles with each further one. */
  @WithDefault("1s")
  Duration backoff();

  /** Whether requests that name a worker's model go to Kafka, for the worker to pull. */
  @WithDefault("true")
  boolean workerJobs();
}
