package dev.signalbox.classifier.api;

import dev.signalbox.edge.telemetry.TracingConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Every setting of the classifier. */
@ConfigMapping(prefix = "signalbox.classifier")
public interface ClassifierConfiguration {
  /** The trained model. */
  @Valid
  Model model();

  /** Answers kept for repeats. */
  @Valid
  Cache cache();

  /** What a request may hold. */
  @Valid
  Limits limits();

  /** Graded outcomes that move the probabilities. */
  @Valid
  Outcomes outcomes();

  /** Spans for a collector. */
  @Valid
  TracingConfig tracing();

  /** The trained model. */
  interface Model {
    /** The model's file; empty takes the one packed with the application. */
    Optional<Path> file();

    /** Classifications made before the service says that it is ready. */
    @WithDefault("400")
    @Min(0)
    @Max(100_000)
    int warmUp();
  }

  /** Answers kept for repeats. */
  interface Cache {
    /** Answers kept at most; 0 keeps none. */
    @WithDefault("4096")
    @Min(0)
    @Max(1_000_000)
    int entries();
  }

  /** Graded outcomes, read from {@code signalbox.outcomes}. */
  interface Outcomes {
    /** Kafka's addresses; empty reads no outcomes. Follows {@code kafka.bootstrap.servers}. */
    Optional<String> bootstrapServers();

    /** Consumer group whose committed offsets say which poison records have a dead letter. */
    @WithDefault("signalbox-classifier")
    @NotBlank
    String group();

    /** Where recalibrations are kept; a relative path stands under the working directory. */
    @WithDefault(".signalbox/recalibrations")
    Path directory();

    /** Recalibrations kept on disk. */
    @WithDefault("50")
    @Min(2)
    @Max(10_000)
    int snapshots();

    /** Outcomes kept of each model. */
    @WithDefault("1000")
    @Min(100)
    @Max(100_000)
    int window();

    /** New outcomes between two looks at the lines. */
    @WithDefault("50")
    @Min(1)
    @Max(100_000)
    int refitEvery();

    /** Records before each partition's end that are read again after a start. */
    @WithDefault("5000")
    @Min(0)
    @Max(1_000_000)
    int replayed();

    /** Pause after Kafka failed. */
    @WithDefault("5S")
    Duration retry();
  }

  /** What a request may hold. */
  interface Limits {
    /** Messages of a conversation at most. */
    @WithDefault("2048")
    @Min(1)
    int messages();

    /** Characters of all messages together at most. */
    @WithDefault("4000000")
    @Min(1)
    int characters();

    /** Candidate models at most. */
    @WithDefault("64")
    @Min(1)
    int candidates();

    /** Tools and pictures at most, each. */
    @WithDefault("512")
    @Min(1)
    int attachments();
  }
}
