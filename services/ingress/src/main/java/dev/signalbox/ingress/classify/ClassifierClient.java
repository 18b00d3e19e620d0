package dev.signalbox.ingress.classify;

import dev.signalbox.contracts.classifier.v1.ClassifierGrpc;
import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import dev.signalbox.contracts.classifier.v1.ClassifyRequest;
import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.eventloop.PerEventLoop;
import dev.signalbox.ingress.routing.Estimates;
import dev.signalbox.ingress.upstream.Breaker;
import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The classifier's client: one deadline, one breaker, no retries. A late answer is dropped when it
 * comes, not cancelled: it costs the classifier less than a reset costs the connection, which
 * HTTP/2 servers close on whoever resets hundreds of streams (CVE-2023-44487). Thread-safe.
 */
public final class ClassifierClient implements AutoCloseable {
  /** After so many deadlines an answer will not come any more, and its stream is given up. */
  private static final int DEADLINES_TO_GIVE_UP = 20;

  /** Fewer than the 100 streams that a connection carries, so that no question waits for one. */
  private static final int MOST_IN_FLIGHT = 64;

  private final Vertx vertx;
  private final PerEventLoop<GrpcClient> grpc;
  private final SocketAddress address;
  private final ClassifierLimits limits;
  private final Breaker breaker;
  private final AtomicLong lastAnswer = new AtomicLong();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Traces traces;
  private final Recollection recollection;

  public ClassifierClient(Vertx vertx, String host, int port, ClassifierLimits limits) {
    this(vertx, host, port, limits, Traces.off(), PeerTls.off());
  }

  public ClassifierClient(
      Vertx vertx, String host, int port, ClassifierLimits limits, Traces traces, PeerTls tls) {
    this.traces = traces;
    this.vertx = vertx;
    this.address = SocketAddress.inetSocketAddress(port, host);
    this.limits = limits;
    this.breaker =
        new Breaker(
            limits.failuresToOpen(), limits.coolDown(), limits.coolDown(), System::nanoTime);
    this.recollection =
        new Recollection(limits.remember(), limits.mostRemembered(), System::nanoTime);
    HttpClientOptions options =
        tls.only(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setConnectTimeout((int) Math.max(100, limits.deadline().toMillis()))
                .setTcpNoDelay(true));
    this.grpc =
        new PerEventLoop<>(vertx, () -> GrpcClient.client(vertx, options), GrpcClient::close);
  }

  /** Never fails: late and unavailable are answers. Completes on the calling context. */
  public Future<Classification> classify(Question question) {
    return ask(question, null);
  }

  /**
   * As {@link #classify(Question)}, but what was answered to the same question of the same tenant a
   * moment ago is answered again at once.
   *
   * @param traceparent of the request, told to the classifier
   */
  public Future<Classification> classify(
      Question question, String tenant, @Nullable String traceparent) {
    if (!recollection.on()) {
      return ask(question, traceparent);
    }
    Fingerprint asked = Fingerprint.of(question, tenant);
    Optional<Classification> known = recollection.find(asked);
    return known.isPresent()
        ? Future.succeededFuture(known.get().again())
        : ask(question, traceparent).onSuccess(answer -> remember(asked, answer));
  }

  private void remember(Fingerprint asked, Classification answer) {
    if (answer.estimates() instanceof Estimates.Answered) {
      recollection.keep(asked, answer);
    }
  }

  private Future<Classification> ask(Question question, @Nullable String traceparent) {
    long start = System.nanoTime();
    if (inFlight.get() >= MOST_IN_FLIGHT || !breaker.tryEnter()) {
      return Future.succeededFuture(
          Classification.without(new Estimates.Unavailable(), Duration.ZERO));
    }
    inFlight.incrementAndGet();
    Inquiry inquiry = new Inquiry(start, Traceparent.read(traceparent));
    grpc.get()
        .<ClassifyRequest, ClassifyReply>request(address, ClassifierGrpc.getClassifyMethod())
        .onComplete(ready -> inquiry.connected(ready, question));
    return inquiry.answer.future();
  }

  public int maxChars() {
    return limits.maxChars();
  }

  /** Whether it answered its last question. */
  public boolean answering() {
    return breaker.refusesFor().isEmpty() && lastAnswer.get() != 0;
  }

  @Override
  public void close() {
    grpc.close();
  }

  /** One question under way; used on one context only. */
  private final class Inquiry {
    private final long start;
    private final Promise<Classification> answer = Promise.promise();
    private final long timer;
    private GrpcClientRequest<ClassifyRequest, ClassifyReply> request;
    private final @Nullable Traceparent parent;
    private final @Nullable Traceparent self;
    private boolean ended;
    private boolean heard;

    @SuppressWarnings("NullAway.Init") // there is no request before there is a connection
    Inquiry(long start, @Nullable Traceparent parent) {
      this.start = start;
      this.parent = parent;
      this.self = traces.on() && parent != null && parent.sampled() ? parent.child() : parent;
      this.timer = vertx.setTimer(Math.max(1, limits.deadline().toMillis()), id -> late());
    }

    void connected(
        AsyncResult<GrpcClientRequest<ClassifyRequest, ClassifyReply>> ready, Question question) {
      if (ready.failed()) {
        heard();
        unavailable();
        return;
      }
      // It is asked even when it is too late: cancelling what was not sent would keep its stream.
      request = ready.result();
      if (self != null) {
        request.headers().set("traceparent", self.text());
      }
      request.exceptionHandler(e -> unavailable());
      request
          .response()
          .compose(head -> head.last())
          .onComplete(done -> heard())
          .onSuccess(reply -> answered(reply))
          .onFailure(e -> unavailable());
      request.end(question.toRequest(limits.maxChars()));
    }

    private void answered(ClassifyReply reply) {
      if (reply == null) {
        unavailable();
        return;
      }
      if (end("answered")) {
        breaker.succeeded();
        lastAnswer.set(System.nanoTime());
        answer.complete(Reply.read(reply, took()));
      }
    }

    private void late() {
      if (end("late")) {
        breaker.failed(null);
        vertx.setTimer(
            limits.deadline().multipliedBy(DEADLINES_TO_GIVE_UP).toMillis(), id -> giveUp());
        answer.complete(Classification.without(new Estimates.Late(), took()));
      }
    }

    private void giveUp() {
      if (!heard) {
        heard();
        if (request != null) {
          request.cancel();
        }
      }
    }

    private void heard() {
      if (!heard) {
        heard = true;
        inFlight.decrementAndGet();
      }
    }

    private void unavailable() {
      if (end("unavailable")) {
        breaker.failed(null);
        answer.complete(Classification.without(new Estimates.Unavailable(), took()));
      }
    }

    private Duration took() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean end(String status) {
      if (ended) {
        return false;
      }
      ended = true;
      vertx.cancelTimer(timer);
      if (self != null && !self.equals(parent)) {
        long now = Span.now();
        traces.ended(
            new Span(
                self,
                parent,
                null,
                "signalbox.classifier.v1.Classifier/Classify",
                Span.Kind.CLIENT,
                now - took().toNanos(),
                now,
                Map.of("rpc.system", "grpc", "signalbox.classification.status", status),
                !status.equals("answered")));
      }
      return true;
    }
  }
}
