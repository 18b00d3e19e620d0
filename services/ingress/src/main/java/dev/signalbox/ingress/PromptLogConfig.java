package dev.signalbox.ingress;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Prompts in the log category {@code dev.signalbox.prompts}, redacted. */
public interface PromptLogConfig {
  /** Whether prompts are logged at all. */
  @WithDefault("false")
  boolean enabled();

  /** Characters of a prompt that are logged at most, those at its end. */
  @WithDefault("4000")
  @Min(1)
  @Max(100_000)
  int characters();

  /** Regular expressions of what else is taken out, beside what {@code docs/cluster.md} lists. */
  Optional<List<Pattern>> patterns();
}
