package dev.signalbox.worker.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.worker.openai.ChatCall;
import dev.signalbox.worker.openai.ChatReader;
import dev.signalbox.worker.openai.ChatWriter;
import dev.signalbox.worker.serving.GenerationListener;
import dev.signalbox.worker.serving.Ticket;
import dev.signalbox.worker.serving.WorkerProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * OpenAI's endpoint on a worker. A body is read on a worker thread of Vert.x, because it may hold
 * megabytes of pictures; everything else happens on the connection's event loop.
 */
@ApplicationScoped
class OpenAiRoutes {
  private static final JsonMapper JSON = new JsonMapper();

  private final ServedModel model;
  private final WorkerConfig config;
  private final ChatReader reader;
  private final Traces traces;
  private final InstantSource clock = InstantSource.system();
  private final long started = clock.instant().getEpochSecond();

  OpenAiRoutes(ServedModel model, WorkerConfig config, Traces traces) {
    this.model = model;
    this.config = config;
    this.traces = traces;
    this.reader = new ChatReader(Math.toIntExact(config.openai().maxBody().asLongValue()));
  }

  void register(@Observes Router router) {
    if (!config.openai().enabled()) {
      return;
    }
    router.get("/health").handler(this::health);
    router.route("/v1/*").handler(this::authorize).failureHandler(OpenAiRoutes::failed);
    router.get("/v1/models").handler(this::models);
    router.get("/v1/models/:id").handler(this::model);
    router.post("/v1/chat/completions").handler(this::chat);
    router
        .route("/v1/*")
        .handler(
            context ->
                refuse(
                    context,
                    new ProblemException(
                        WorkerProblem.ROUTE_NOT_FOUND,
                        "There is no %s %s here."
                            .formatted(context.request().method(), context.request().path()))));
  }

  private void health(RoutingContext context) {
    context.response().setStatusCode(model.server().isReady() ? 200 : 503).end();
  }

  private void authorize(RoutingContext context) {
    Optional<String> key = config.openai().apiKey();
    String sent = context.request().getHeader("Authorization");
    if (key.isPresent()
        && (sent == null || !MessageDigest.isEqual(bytes("Bearer " + key.get()), bytes(sent)))) {
      refuse(
          context,
          new ProblemException(
              WorkerProblem.UNAUTHORIZED, "This worker asks for its API key as a bearer token."));
      return;
    }
    context.next();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void models(RoutingContext context) {
    ObjectNode list = JSON.createObjectNode().put("object", "list");
    list.putArray("data").add(card());
    send(context, 200, list.toString());
  }

  private void model(RoutingContext context) {
    if (context.pathParam("id").equals(config.model().name())) {
      send(context, 200, card().toString());
    } else {
      refuse(context, unknownModel());
    }
  }

  private ObjectNode card() {
    return JSON.createObjectNode()
        .put("id", config.model().name())
        .put("object", "model")
        .put("created", started)
        .put("owned_by", "signalbox")
        .put("max_model_len", model.server().contextTokens());
  }

  private ProblemException unknownModel() {
    return new ProblemException(
        WorkerProblem.MODEL_NOT_FOUND,
        "This worker serves %s only.".formatted(config.model().name()),
        "model",
        null);
  }

  private void chat(RoutingContext context) {
    BodyReading.start(
        context.request(),
        config.openai().maxBody().asLongValue(),
        body -> read(context, body),
        problem -> refuse(context, problem));
  }

  private void read(RoutingContext context, byte[] body) {
    String id = UUID.randomUUID().toString().replace("-", "");
    String tenant = context.request().getHeader("x-gateway-inference-fairness-id");
    context
        .vertx()
        .executeBlocking(
            () -> reader.read(body, id, tenant == null ? "local" : "local/" + tenant), false)
        .onSuccess(call -> start(context, call))
        .onFailure(context::fail);
  }

  private void start(RoutingContext context, ChatCall call) {
    if (context.response().closed()) {
      return;
    }
    if (!call.model().isEmpty() && !call.model().equals(config.model().name())) {
      refuse(context, unknownModel());
      return;
    }
    ChatWriter writer =
        new ChatWriter(
            call.request().id(), config.model().name(), clock.instant().getEpochSecond());
    GenerationListener answer =
        TracedGeneration.over(
            call.stream()
                ? new StreamedAnswer(context, writer, call.includeUsage())
                : new WholeAnswer(context, writer),
            traces,
            // The request's own span: ServerSpans put it there.
            traces.on() ? Traceparent.read(context.request().getHeader("traceparent")) : null,
            config.model().name());
    Ticket ticket;
    try {
      ticket = model.server().submit(call.request(), answer);
    } catch (ProblemException e) {
      refuse(context, e);
      return;
    }
    // A client that leaves stops its answer; harmless when the answer has ended.
    context
        .response()
        .closeHandler(
            gone -> {
              ticket.cancel();
              TracedGeneration.left(answer);
            });
    context.response().exceptionHandler(broken -> ticket.cancel());
  }

  private static void failed(RoutingContext context) {
    if (context.failure() instanceof ProblemException problem) {
      refuse(context, problem);
    } else {
      context.next();
    }
  }

  /** Sends a problem as OpenAI's error object, with Retry-After where there is a time. */
  static void refuse(RoutingContext context, ProblemException problem) {
    if (context.response().ended() || context.response().closed()) {
      return;
    }
    if (problem.retryAfter() != null) {
      long seconds = Math.max(1, problem.retryAfter().plusMillis(999).toSeconds());
      context.response().putHeader("Retry-After", Long.toString(seconds));
    }
    if (problem.problem() == WorkerProblem.UNAUTHORIZED) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
    }
    send(context, problem.problem().httpStatus(), Buffer.buffer(ChatWriter.error(problem)));
  }

  static void send(RoutingContext context, int status, Buffer json) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(json);
  }

  private static void send(RoutingContext context, int status, String json) {
    send(context, status, Buffer.buffer(json));
  }
}
