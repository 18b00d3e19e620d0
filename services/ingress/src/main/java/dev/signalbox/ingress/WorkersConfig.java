package dev.signalbox.ingress;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Workers that are found by their labels, under {@code signalbox.ingress.workers}. */
public interface WorkersConfig {
  /** Most workers tried for one attempt at their model, while none has said anything. */
  @WithDefault("3")
  @Min(1)
  @Max(10)
  int attempts();

  /** How often each is asked how busy it is; also the longest wait for its answer. */
  @WithDefault("1s")
  Duration look();

  /** How long after its last use a prefix or picture is taken to lie in a worker's caches. */
  @WithDefault("10m")
  Duration remember();

  /** Most hashes of prefixes and pictures remembered for each model; 0 for none. */
  @WithDefault("50000")
  @Min(0)
  @Max(1000000)
  int mostRemembered();
}
