package dev.signalbox.ingress.api;

import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.admission.Admission;
import dev.signalbox.ingress.admission.RateTurn;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.chat.RoutingWish;
import dev.signalbox.ingress.eventloop.Departures;
import dev.signalbox.ingress.eventloop.OffLoop;
import dev.signalbox.ingress.flow.ChatFlow;
import dev.signalbox.ingress.flow.Exchange;
import dev.signalbox.ingress.flow.Feedback;
import dev.signalbox.ingress.flow.FlowObserver;
import dev.signalbox.ingress.flow.Ids;
import dev.signalbox.ingress.flow.Phases;
import dev.signalbox.ingress.flow.RecentDecisions;
import dev.signalbox.ingress.flow.Visit;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.tracing.Traces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The paths. One handler looks at the path itself: it is the hot way in. */
@ApplicationScoped
public class ApiRoutes {
  private static final Logger LOG = Logger.getLogger(ApiRoutes.class);
  private static final String MODELS = "/v1/models";
  private static final String DECISIONS = "/v1/decisions/";
  private static final int LAST = 100_000;

  /** Bytes of a body that are read in less than a millisecond or so. */
  private static final int READ_AT_ONCE = 512 * 1024;

  /** What is wanted of a request. */
  private enum Action {
    ANSWER,
    DECIDE,
    COUNT
  }

  private final Vertx vertx;
  private final IngressConfig config;
  private final Admission admission;
  private final ChatRequestReader reader;
  private final ChatFlow flow;
  private final ModelList models;
  private final RecentDecisions recent;
  private final ModelHealth health;
  private final Repetitions repetitions;
  private final FileRoutes files;
  private final BatchRoutes batches;
  private final FeedbackRoute feedback;
  private final Ids ids;
  private final InstantSource clock;
  private final FlowObserver observer;
  private final RequestSpans spans;

  public ApiRoutes(
      Vertx vertx,
      IngressConfig config,
      Admission admission,
      ChatRequestReader reader,
      ChatFlow flow,
      ModelList models,
      RecentDecisions recent,
      ModelHealth health,
      Repetitions repetitions,
      FileRoutes files,
      BatchRoutes batches,
      Feedback feedback,
      Ids ids,
      InstantSource clock,
      FlowObserver observer,
      Traces traces) {
    this.vertx = vertx;
    this.config = config;
    this.admission = admission;
    this.reader = reader;
    this.flow = flow;
    this.models = models;
    this.recent = recent;
    this.health = health;
    this.repetitions = repetitions;
    this.files = files;
    this.batches = batches;
    this.feedback = new FeedbackRoute(feedback);
    this.ids = ids;
    this.clock = clock;
    this.observer = observer;
    this.spans = new RequestSpans(traces);
  }

  /** Puts the paths on a router; Quarkus calls it with its own. */
  public void register(@Observes Router router) {
    router.route("/v1/*").handler(this::handle);
    router.route().order(LAST).handler(context -> notFound(context.request()));
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = request.path();
    switch (path) {
      case "/v1/chat/completions" -> post(request, Dialect.CHAT, Action.ANSWER);
      case "/v1/embeddings" -> post(request, Dialect.EMBEDDINGS, Action.ANSWER);
      case "/v1/responses" -> post(request, Dialect.RESPONSES, Action.ANSWER);
      case "/v1/messages" -> post(request, Dialect.MESSAGES, Action.ANSWER);
      case "/v1/messages/count_tokens" -> post(request, Dialect.MESSAGES, Action.COUNT);
      case "/v1/route" -> post(request, Dialect.CHAT, Action.DECIDE);
      case MODELS, MODELS + "/" -> get(request, key -> models.all(request));
      case "/v1/health/models" -> get(request, key -> health.all());
      default -> {
        if (path.startsWith(FileRoutes.PATH)) {
          keyed(request, key -> files.handle(request, key));
        } else if (path.startsWith(BatchRoutes.PATH)) {
          keyed(request, key -> batches.handle(request, key));
        } else if (path.startsWith(DECISIONS) && path.endsWith(FeedbackRoute.SUFFIX)) {
          String id =
              path.substring(DECISIONS.length(), path.length() - FeedbackRoute.SUFFIX.length());
          keyed(request, key -> feedback.handle(request, key, id));
        } else if (path.startsWith(MODELS + "/")) {
          String name = context.normalizedPath().substring(MODELS.length() + 1);
          get(request, key -> models.one(request, name));
        } else if (path.startsWith(DECISIONS)) {
          String id = path.substring(DECISIONS.length());
          get(request, key -> decision(id, key));
        } else {
          notFound(request);
        }
      }
    }
  }

  /** What reads its body by rules of its own. */
  private void keyed(HttpServerRequest request, Function<ApiKey, Future<Void>> handled) {
    HttpServerResponse response = request.response();
    Dialect dialect = Dialect.ofClient(request);
    dialect.identify(ids.next("req-"), response);
    try {
      ApiKey key = admission.authenticate(credential(request));
      admission.turn(key).describe(response::putHeader);
      handled.apply(key).onFailure(cause -> refuse(response, dialect, cause));
    } catch (ProblemException e) {
      refuse(response, dialect, e);
    }
  }

  private void refuse(HttpServerResponse response, Dialect dialect, Throwable cause) {
    ProblemException problem = problem(cause);
    if (problem != cause) {
      LOG.error("a request failed", cause);
    }
    observer.refused(problem);
    if (!response.headWritten() && !response.closed()) {
      Errors.send(response, problem, dialect.error(problem));
    }
  }

  private static ProblemException problem(Throwable cause) {
    return cause instanceof ProblemException known
        ? known
        : new ProblemException(IngressProblem.INTERNAL, "Something went wrong here.");
  }

  private void notFound(HttpServerRequest request) {
    ProblemException problem =
        new ProblemException(
            IngressProblem.NOT_FOUND,
            "Unknown request URL: " + request.method() + " " + Headers.ascii(request.path()) + ".");
    observer.refused(problem);
    Dialect dialect = Dialect.ofClient(request);
    dialect.identify(ids.next("req-"), request.response());
    Errors.send(request.response(), problem, dialect.error(problem));
  }

  /** Another tenant's decision is as absent as one that never was. */
  private Buffer decision(String id, ApiKey key) {
    return Buffer.buffer(
        recent
            .find(id, key.tenant())
            .orElseThrow(
                () ->
                    new ProblemException(
                        IngressProblem.NOT_FOUND,
                        "This replica remembers no such decision of yours. Older ones are in the"
                            + " console and its API.")));
  }

  private void get(HttpServerRequest request, Function<ApiKey, Buffer> found) {
    HttpServerResponse response = request.response();
    Dialect dialect = Dialect.ofClient(request);
    dialect.identify(ids.next("req-"), response);
    try {
      require(request, HttpMethod.GET);
      ApiKey key = admission.authenticate(credential(request));
      admission.turn(key).describe(response::putHeader);
      Buffer body = found.apply(key);
      response.putHeader(HttpHeaders.CONTENT_TYPE, Headers.JSON);
      response.end(body);
    } catch (ProblemException e) {
      observer.refused(e);
      Errors.send(response, e, dialect.error(e));
    }
  }

  private void post(HttpServerRequest request, Dialect dialect, Action action) {
    HttpServerResponse response = request.response();
    Departures.of(request.connection());
    Phases phases = new Phases();
    String id = ids.next("req-");
    dialect.identify(id, response);
    RateTurn turn = RateTurn.UNLIMITED;
    try {
      require(request, HttpMethod.POST);
      ApiKey key = admission.authenticate(credential(request));
      requireJson(request);
      turn = admission.turn(key);
      Admission.Ticket ticket = admission.enter(turn);
      String traceparent = spans.begin(request);
      Visit visit = new Visit(id, key, turn, traceparent, clock.instant(), phases);
      HttpAnswer answer = new HttpAnswer(response, visit, ticket, dialect);
      phases.end("auth");
      response.closeHandler(closed -> ticket.release());
      BodyReader.read(
          vertx,
          request,
          ticket,
          config.limits().bodyBytes(),
          config.limits().bodyTimeout(),
          (body, length) ->
              arrived(new Arrived(request, visit, answer, ticket, dialect, action, body, length)),
          problem -> refuse(answer, problem));
    } catch (ProblemException e) {
      dialect.describe(turn, clock.instant(), response::putHeader);
      observer.refused(e);
      Errors.send(response, e, dialect.error(e));
    }
  }

  /** The key, wherever a client of either API puts it. */
  private static @Nullable String credential(HttpServerRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    String key = authorization == null ? request.getHeader(Headers.API_KEY) : null;
    return key == null ? authorization : "Bearer " + key;
  }

  private void refuse(HttpAnswer answer, ProblemException problem) {
    observer.refused(problem);
    answer.refuse(problem);
  }

  /** One request whose body is there. */
  private record Arrived(
      HttpServerRequest request,
      Visit visit,
      HttpAnswer answer,
      Admission.Ticket ticket,
      Dialect dialect,
      Action action,
      byte[] body,
      int length) {}

  /** A large body is read elsewhere: the loop has others to serve meanwhile. */
  private void arrived(Arrived here) {
    here.visit.phases().end("body");
    if (here.length <= READ_AT_ONCE) {
      try {
        answer(here, read(here));
      } catch (ProblemException e) {
        refuse(here.answer, e);
      }
      return;
    }
    OffLoop.call(vertx, () -> read(here))
        .map(
            chat -> {
              answer(here, chat);
              return chat;
            })
        .onFailure(cause -> refuse(here.answer, problem(cause)));
  }

  /**
   * @throws ProblemException when it is no request
   */
  private ChatRequest read(Arrived here) {
    ChatRequest chat =
        here.action == Action.COUNT
            ? here.dialect.readToCount(reader, here.body, here.length)
            : here.dialect.read(reader, here.body, here.length);
    RoutingWish first = RoutingHeaders.read(here.request.headers());
    if (!first.equals(RoutingWish.NONE)) {
      chat = chat.withWish(chat.wish().under(first));
    }
    here.answer.speak(here.dialect.voice(chat, here.body, here.length, here.visit.requestId()));
    return chat;
  }

  /**
   * @throws ProblemException when its Idempotency-Key forbids an answer
   */
  private void answer(Arrived here, ChatRequest chat) {
    if (here.request.response().closed()) {
      here.ticket.release();
      return;
    }
    switch (here.action) {
      case DECIDE -> flow.preview(here.visit, chat, here.answer);
      case COUNT -> count(here, chat);
      case ANSWER -> {
        if (!repetitions.answered(here.request, here.visit, here.answer, here.body, here.length)) {
          begin(here, chat);
        }
      }
    }
  }

  private void count(Arrived here, ChatRequest chat) {
    flow.count(chat)
        .onSuccess(
            tokens -> here.answer.preview(Buffer.buffer("{\"input_tokens\":" + tokens + "}")))
        .onFailure(cause -> refuse(here.answer, problem(cause)));
  }

  private void begin(Arrived here, ChatRequest chat) {
    Exchange exchange = flow.chat(here.visit, chat, here.answer);
    here.request
        .response()
        .closeHandler(
            closed -> {
              if (here.answer.runsOn()) {
                here.answer.left();
              } else {
                here.ticket.release();
                exchange.clientGone();
              }
            });
  }

  private static void require(HttpServerRequest request, HttpMethod method) {
    if (!request.method().equals(method)) {
      request.response().putHeader(HttpHeaders.ALLOW, method.name());
      throw new ProblemException(
          IngressProblem.METHOD_NOT_ALLOWED,
          "Not allowed to " + request.method() + " here. Use " + method + ".");
    }
  }

  private static void requireJson(HttpServerRequest request) {
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new ProblemException(
          IngressProblem.UNSUPPORTED_MEDIA_TYPE,
          "Compressed requests are not read. Send the body without 'Content-Encoding'.");
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      return;
    }
    String media = type.strip().toLowerCase(Locale.ROOT);
    if (!media.startsWith("application/json")) {
      throw new ProblemException(
          IngressProblem.UNSUPPORTED_MEDIA_TYPE,
          "Unsupported content type. Send 'Content-Type: application/json'.");
    }
  }
}
