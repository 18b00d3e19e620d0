package dev.signalbox.ingress;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** The settings of the classifier, under {@code signalbox.ingress.classifier}. */
public interface ClassifierConfig {
  /** Whether it is asked at all; without it each route's safe model answers. */
  @WithDefault("true")
  boolean enabled();

  /** Host of the classifier. */
  @WithDefault("127.0.0.1")
  String host();

  /** Port of the classifier. */
  @WithDefault("8081")
  @Min(1)
  @Max(65535)
  int port();

  /** Longest wait for an estimate; then the route's safe model answers. */
  @WithDefault("50ms")
  Duration deadline();

  /** Most characters of the conversation that are sent: the newest ones. */
  @WithDefault("16000")
  @Min(256)
  int maxChars();

  /** Consecutive failures after which it is left alone for {@link #coolDown}. */
  @WithDefault("5")
  @Min(1)
  int failuresToOpen();

  /** How long it is left alone after that. */
  @WithDefault("2s")
  Duration coolDown();

  /** How long its answer is given again to the same question of the same tenant; 0 for not. */
  @WithDefault("10s")
  Duration remember();

  /** Most answers kept for that. */
  @WithDefault("10000")
  @Min(0)
  @Max(1000000)
  int mostRemembered();
}
