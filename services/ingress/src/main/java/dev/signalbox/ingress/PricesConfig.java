package dev.signalbox.ingress;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of the price book, under {@code signalbox.ingress.prices}. */
public interface PricesConfig {
  /** The book's YAML document; watched. Without one: the book that was built in. */
  Optional<Path> file();

  /** How often the file is looked at. */
  @WithDefault("250ms")
  Duration watchInterval();
}
