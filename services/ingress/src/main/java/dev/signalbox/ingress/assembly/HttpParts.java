package dev.signalbox.ingress.assembly;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** What Vert.x does for each message of a connection, and nobody here needs, is left out. */
@Singleton
public class HttpParts implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    withoutWebSockets(options);
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    withoutWebSockets(options);
  }

  /** Without compression there is no handler that looks for a WebSocket in every message. */
  private static void withoutWebSockets(HttpServerOptions options) {
    options
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false);
  }
}
