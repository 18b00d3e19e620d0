package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.IngressConfig;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;

/**
 * As many event loops as processors. They never wait, so that a second one on a processor finds no
 * time that the first one left: the two only take turns, in the scheduler's milliseconds.
 */
@Singleton
public class LoopParts implements VertxOptionsCustomizer {
  private final IngressConfig config;

  public LoopParts(IngressConfig config) {
    this.config = config;
  }

  @Override
  public void accept(VertxOptions options) {
    int wanted = config.eventLoops();
    options.setEventLoopPoolSize(wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors());
  }
}
