package dev.signalbox.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A small OTLP/HTTP receiver that keeps every span. */
final class Collector implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A span, with the service that sent it. */
  record Received(String service, JsonNode span) {
    String name() {
      return span.path("name").asText();
    }

    String trace() {
      return span.path("traceId").asText();
    }

    String id() {
      return span.path("spanId").asText();
    }

    /** Empty for a trace's first. */
    String parent() {
      return span.path("parentSpanId").asText();
    }

    /** Absent (a missing node) when the span has no such attribute. */
    JsonNode attribute(String key) {
      for (JsonNode attribute : span.path("attributes")) {
        if (attribute.path("key").asText().equals(key)) {
          return attribute.path("value");
        }
      }
      return JSON.missingNode();
    }
  }

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  private Collector(HttpServer server) {
    this.server = server;
  }

  static Collector start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Collector collector = new Collector(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/v1/traces",
        exchange -> {
          collector.take(JSON.readTree(exchange.getRequestBody()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return collector;
  }

  private void take(JsonNode request) {
    for (JsonNode resource : request.path("resourceSpans")) {
      String service =
          new Received("", resource.path("resource"))
              .attribute("service.name")
              .path("stringValue")
              .asText();
      for (JsonNode scope : resource.path("scopeSpans")) {
        scope.path("spans").forEach(span -> spans.add(new Received(service, span)));
      }
    }
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Received> trace(String id) {
    return spans.stream().filter(span -> span.trace().equals(id)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
