package dev.signalbox.loadtest.simulator;

import dev.signalbox.loadtest.simulator.Wire.Heading;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTTP side: chat completions as OpenAI and as Azure have them, Anthropic's messages, models,
 * the invoice and a readiness check.
 */
public final class SimulatorServer {
  private static final Pattern AZURE =
      Pattern.compile("POST /openai/deployments/([^/]+)/chat/completions");
  private static final int LARGEST_BODY = 32 * 1024 * 1024;
  private static final int RETRY_AFTER_SECONDS = 1;

  private final Vertx vertx;
  private final Settings settings;
  private final Clock clock;
  private final Invoice invoice;
  private final AtomicLong count = new AtomicLong();

  /**
   * How the provider behaves.
   *
   * @param seed of all answers
   * @param prices the models on sale; any other is a 404
   */
  public record Settings(long seed, Pace pace, Iterable<ModelPrice> prices) {}

  public SimulatorServer(Vertx vertx, Settings settings, Clock clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
    this.invoice = new Invoice(settings.prices());
  }

  /** Listens; port 0 takes a free one. */
  public Future<HttpServer> listen(String host, int port) {
    return vertx
        .createHttpServer(new HttpServerOptions().setTcpNoDelay(true).setIdleTimeout(0))
        .requestHandler(this::route)
        .listen(port, host);
  }

  public Invoice invoice() {
    return invoice;
  }

  private void route(HttpServerRequest request) {
    String call = request.method() + " " + request.path();
    switch (call) {
      case "POST /v1/chat/completions" -> collect(request, "");
      case "POST /v1/messages" -> messages(request);
      case "POST /v1/embeddings" -> collect(request, body -> embed(request.response(), body));
      case "GET /v1/models" -> json(request.response(), Wire.models(invoice.models()));
      case "GET /simulator/invoice" -> json(request.response(), invoice.toJson().toString());
      case "GET /simulator/invoice/calls" -> calls(request);
      case "GET /q/health/ready" -> json(request.response(), "{\"status\":\"UP\"}");
      default -> {
        Matcher azure = AZURE.matcher(call);
        if (azure.matches() && request.getParam("api-version") != null) {
          azure(request, azure.group(1));
        } else {
          refuse(request.response(), 404, "there is no " + call + " here", "unknown_url");
        }
      }
    }
  }

  /** The deployment's name is the model's; a key is asked for, and any will do. */
  private void azure(HttpServerRequest request, String deployment) {
    if (request.getHeader("api-key") == null) {
      error(request.response(), 401, "there is no api-key", "invalid_request_error", "401");
    } else {
      collect(request, deployment);
    }
  }

  private void calls(HttpServerRequest request) {
    String after = request.getParam("after", "0");
    if (after.matches("\\d{1,18}")) {
      request
          .response()
          .putHeader("content-type", "text/plain")
          .end(invoice.calls(Long.parseLong(after)));
    } else {
      refuse(request.response(), 400, "after is a number", null);
    }
  }

  private void messages(HttpServerRequest request) {
    if (request.getHeader("x-api-key") == null || request.getHeader("anthropic-version") == null) {
      json(
          request.response().setStatusCode(401),
          AnthropicSpeech.error(
              "authentication_error", "x-api-key or anthropic-version is missing"));
    } else {
      collect(request, "");
    }
  }

  /**
   * @param deployment takes the model's place, unless it is empty
   */
  private void collect(HttpServerRequest request, String deployment) {
    collect(request, body -> chat(request, body, deployment));
  }

  private void collect(HttpServerRequest request, Consumer<byte[]> whole) {
    Buffer body = Buffer.buffer();
    request.handler(
        part -> {
          if (body.length() <= LARGEST_BODY) {
            body.appendBuffer(part);
          }
        });
    request.endHandler(
        end -> {
          if (body.length() > LARGEST_BODY) {
            refuse(request.response(), 413, "the body is too large", "request_too_large");
          } else {
            whole.accept(body.getBytes());
          }
        });
  }

  private void embed(HttpServerResponse response, byte[] body) {
    try {
      EmbeddingsRequest request = EmbeddingsRequest.parse(body);
      if (invoice.sells(request.model())) {
        invoice.charge(request.model(), new Usage(request.tokens(), 0, 0), request.tag());
        json(response, Wire.embeddings(request));
      } else {
        refuse(
            response, 404, "the model " + request.model() + " does not exist", "model_not_found");
      }
    } catch (IllegalArgumentException e) {
      refuse(response, 400, String.valueOf(e.getMessage()), null);
    }
  }

  private void chat(HttpServerRequest http, byte[] body, String deployment) {
    HttpServerResponse response = http.response();
    ChatRequest request;
    try {
      request = ChatRequest.parse(body, deployment, http.headers()::get);
    } catch (IllegalArgumentException e) {
      refuse(response, 400, String.valueOf(e.getMessage()), null);
      return;
    }
    if (!invoice.sells(request.model())) {
      refuse(response, 404, "the model " + request.model() + " does not exist", "model_not_found");
      return;
    }
    String id = "chatcmpl-sim-" + count.incrementAndGet();
    boolean anthropic = http.path().equals("/v1/messages");
    ToolCall call = request.call();
    Speech speech =
        anthropic
            ? new AnthropicSpeech(id, request.model())
            : new OpenAiSpeech(
                new Heading(id, clock.instant().getEpochSecond(), request.model()),
                request.includeUsage(),
                call == null ? null : call.name());
    response.putHeader("x-request-id", id).putHeader("x-simulator", "true");
    switch (request.wish().fault()) {
      case HALF_OPEN -> {}
      case RATE_LIMITED -> {
        response.putHeader("retry-after", Integer.toString(RETRY_AFTER_SECONDS));
        error(response, 429, "slow down", "requests", "rate_limit_exceeded");
      }
      case UNAVAILABLE ->
          error(response, 503, "the simulator plays dead", "server_error", "unavailable");
      case ERROR_IN_200 -> errorIn200(response, request.stream());
      case NONE, CUT, STALL, GARBAGE, SLOW_HEADERS ->
          new Reply(vertx, response, request, speech, settings.seed(), settings.pace(), invoice)
              .start();
    }
  }

  private static void errorIn200(HttpServerResponse response, boolean stream) {
    String error = Wire.error("the simulator failed inside", "server_error", "internal_error");
    if (stream) {
      response
          .putHeader("content-type", "text/event-stream; charset=utf-8")
          .end("data: " + error + "\n\n");
    } else {
      json(response, error);
    }
  }

  private static void json(HttpServerResponse response, String body) {
    response.putHeader("content-type", "application/json").end(body);
  }

  private static void refuse(
      HttpServerResponse response,
      int status,
      String message,
      @org.jspecify.annotations.Nullable String code) {
    error(response, status, message, "invalid_request_error", code);
  }

  private static void error(
      HttpServerResponse response,
      int status,
      String message,
      String type,
      @org.jspecify.annotations.Nullable String code) {
    json(response.setStatusCode(status), Wire.error(message, type, code));
  }
}
