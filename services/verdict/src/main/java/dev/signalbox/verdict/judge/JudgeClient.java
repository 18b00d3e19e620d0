package dev.signalbox.verdict.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.VerdictConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one way to ask a model. At most so many calls are under way; more are turned away at once, so
 * nothing queues here. A call never fails: how it ended is the reply.
 */
@ApplicationScoped
public class JudgeClient {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final HttpClient http;
  private final VerdictConfig.Judge config;
  private final Breaker breaker;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Optional<String> key;
  private final AtomicInteger inFlight = new AtomicInteger();

  JudgeClient(
      Vertx vertx, VerdictConfig config, InstantSource clock, MeterRegistry meters, PeerTls tls) {
    this.config = config.judge();
    this.clock = clock;
    this.meters = meters;
    this.breaker = new Breaker(this.config.breakerFailures(), this.config.breakerPause(), clock);
    this.key = JudgeKey.of(this.config);
    this.http =
        vertx.createHttpClient(
            tls.known(
                new HttpClientOptions()
                    .setMaxPoolSize(this.config.maxInFlight())
                    .setMaxWaitQueueSize(this.config.maxInFlight())
                    .setConnectTimeout((int) this.config.connectTimeout().toMillis())));
  }

  /** Asks once. Answers {@link JudgeReply.Unavailable} rather than failing. */
  public Uni<JudgeReply> ask(JudgeQuestion question) {
    return Uni.createFrom()
        .deferred(() -> admitted(question))
        .invoke(
            reply ->
                meters.counter("signalbox.verdict.judge.replies", "end", end(reply)).increment());
  }

  /** Whether the ingress can be asked at all: without a key it refuses. */
  public boolean isConfigured() {
    return key.isPresent();
  }

  private Uni<JudgeReply> admitted(JudgeQuestion question) {
    if (key.isEmpty()) {
      return unavailable("no API key for judges is configured (signalbox.verdict.judge.key)");
    }
    if (!breaker.admits()) {
      return unavailable("the ingress failed repeatedly; the next try is in a moment");
    }
    if (inFlight.incrementAndGet() > config.maxInFlight()) {
      inFlight.decrementAndGet();
      return unavailable("too many judges are being asked");
    }
    Instant sent = clock.instant();
    return exchange(question, key.get())
        .ifNoItem()
        .after(config.timeout())
        .failWith(() -> new TimeoutException("no answer within " + config.timeout()))
        .map(answer -> reply(question, answer, Duration.between(sent, clock.instant())))
        .invoke(breaker::succeeded)
        .onFailure()
        .recoverWithItem(
            failure -> {
              breaker.failed();
              return new JudgeReply.Unavailable(reason(failure));
            })
        .onTermination()
        .invoke(() -> inFlight.decrementAndGet());
  }

  private record Answer(HttpClientResponse head, byte[] body) {}

  private Uni<Answer> exchange(JudgeQuestion question, String bearer) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(config.endpoint() + "/v1/chat/completions")
            .setTimeout(config.timeout().toMillis())
            .putHeader("authorization", "Bearer " + bearer)
            .putHeader("content-type", "application/json");
    Buffer body = Buffer.buffer(body(question).toString());
    return Uni.createFrom()
        .emitter(
            emitter ->
                http.request(options)
                    .onFailure(emitter::fail)
                    .onSuccess(
                        request -> {
                          // Told by the answer that does not come; what nobody listens to is
                          // logged as an error.
                          request.exceptionHandler(cause -> {});
                          // A caller that stops waiting frees the connection and stops the model.
                          emitter.onTermination(request::reset);
                          request
                              .send(body)
                              .onFailure(emitter::fail)
                              .onSuccess(
                                  head ->
                                      collect(request, head)
                                          .subscribe()
                                          .with(emitter::complete, emitter::fail));
                        }));
  }

  private Uni<Answer> collect(HttpClientRequest request, HttpClientResponse head) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Buffer whole = Buffer.buffer();
              head.handler(
                  part -> {
                    whole.appendBuffer(part);
                    if (whole.length() > config.maxAnswerBytes()) {
                      emitter.fail(new TooLongException());
                      request.reset();
                    }
                  });
              head.exceptionHandler(emitter::fail);
              head.endHandler(ignored -> emitter.complete(new Answer(head, whole.getBytes())));
            });
  }

  private static JudgeReply reply(JudgeQuestion question, Answer answer, Duration took) {
    int status = answer.head().statusCode();
    if (status != 200) {
      if (status >= 500 || status == 429) {
        throw new RefusedException(status);
      }
      return new JudgeReply.Unavailable("the ingress refused with status " + status);
    }
    Receipt receipt =
        new Receipt(
            Optional.ofNullable(answer.head().getHeader("x-signalbox-model"))
                .orElse(question.model()),
            answer.head().getHeader("x-signalbox-decision"),
            cost(answer.head().getHeader("x-signalbox-cost-usd")),
            "true".equals(answer.head().getHeader("x-signalbox-simulated")),
            took);
    return ReplyReader.read(answer.body(), question.schema(), receipt);
  }

  private static @Nullable Money cost(@Nullable String usd) {
    if (usd == null) {
      return null;
    }
    try {
      return Money.ofUsd(new BigDecimal(usd));
    } catch (NumberFormatException | ArithmeticException e) {
      return null;
    }
  }

  private static ObjectNode body(JudgeQuestion question) {
    ObjectNode body = NODES.objectNode();
    body.put("model", question.model());
    body.put("temperature", 0);
    body.put("max_completion_tokens", question.maxOutputTokens());
    body.putArray("messages")
        .add(message("system", question.system()))
        .add(message("user", question.question()));
    ObjectNode format = body.putObject("response_format");
    format.put("type", "json_schema");
    format
        .putObject("json_schema")
        .put("name", question.schemaName())
        .put("strict", true)
        .set("schema", question.schema());
    return body;
  }

  private static JsonNode message(String role, String text) {
    return NODES.objectNode().put("role", role).put("content", text);
  }

  private static Uni<JudgeReply> unavailable(String reason) {
    return Uni.createFrom().item(new JudgeReply.Unavailable(reason));
  }

  private static String end(JudgeReply reply) {
    return switch (reply) {
      case JudgeReply.Parsed parsed -> "parsed";
      case JudgeReply.Unparsed unparsed -> "unparsed";
      case JudgeReply.Unavailable unavailable -> "unavailable";
    };
  }

  private static String reason(Throwable failure) {
    return switch (failure) {
      case RefusedException refused -> "the ingress answered with status " + refused.status;
      case TooLongException tooLong -> "the answer is too long";
      case TimeoutException timeout -> "no answer in time";
      default -> "the ingress can't be reached";
    };
  }

  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    RefusedException(int status) {
      super("status " + status);
      this.status = status;
    }
  }

  private static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
