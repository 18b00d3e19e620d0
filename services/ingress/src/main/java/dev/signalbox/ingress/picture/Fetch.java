package dev.signalbox.ingress.picture;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One fetch, from its address to its picture. All state belongs to one Vert.x context. It ends
 * once: with an answer, by the timer, or by cancellation; then its connection is closed. Its place
 * is given back when its name lookup is over too, since that can't be stopped.
 */
final class Fetch {
  private static final int OK = 200;
  private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

  private final Vertx vertx;
  private final Context context;
  private final HttpClient client;
  private final Resolver resolver;
  private final FetchPolicy policy;
  private final Semaphore places;
  private final UniEmitter<? super PictureReading> emitter;
  private final Buffer body = Buffer.buffer();
  private @Nullable HttpClientRequest request;
  private long timer;
  private boolean ended;
  private boolean resolving;

  Fetch(
      Vertx vertx,
      HttpClient client,
      Resolver resolver,
      FetchPolicy policy,
      Semaphore places,
      UniEmitter<? super PictureReading> emitter) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.client = client;
    this.resolver = resolver;
    this.policy = policy;
    this.places = places;
    this.emitter = emitter;
  }

  void start(String url) {
    emitter.onTermination(() -> context.runOnContext(ignored -> end()));
    context.runOnContext(
        ignored -> {
          if (ended) {
            return;
          }
          timer = vertx.setTimer(policy.timeout().toMillis(), id -> refuse(timedOut()));
          guarded(() -> visit(PictureAddress.parse(url, policy.ports()), policy.maxRedirects()));
        });
  }

  private void visit(PictureAddress address, int redirectsLeft) {
    resolving = true;
    resolver
        .resolve(address.host())
        .onComplete(
            resolved ->
                context.runOnContext(
                    ignored -> {
                      resolving = false;
                      if (ended) {
                        places.release();
                        return;
                      }
                      guarded(() -> connect(address, redirectsLeft, resolved.result()));
                    }));
  }

  private void connect(
      PictureAddress address, int redirectsLeft, @Nullable List<InetAddress> resolved) {
    if (resolved == null || resolved.isEmpty()) {
      throw unreachable("The host of the picture's address is not known");
    }
    if (!resolved.stream().allMatch(policy.addresses()::allows)) {
      throw new FetchRefusedException(
          PictureRefusal.FORBIDDEN_ADDRESS,
          "The picture's address leads to a network that is not allowed");
    }
    client
        .request(options(address, resolved.get(0)))
        .compose(this::send)
        .onComplete(
            answered ->
                guarded(
                    () -> {
                      if (answered.failed()) {
                        throw unreachable("The picture's host can't be reached");
                      }
                      receive(address, redirectsLeft, answered.result());
                    }));
  }

  /**
   * The host goes into the Host header and the TLS handshake; the connection goes to the address
   * that was checked.
   */
  private static RequestOptions options(PictureAddress address, InetAddress checked) {
    InetSocketAddress server = new InetSocketAddress(checked, address.port());
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setServer(SocketAddress.inetSocketAddress(server))
        .setHost(address.host())
        .setPort(address.port())
        .setSsl(address.tls())
        .setURI(address.resource())
        .setFollowRedirects(false)
        .putHeader(HttpHeaders.ACCEPT, "image/png, image/jpeg, image/webp, image/gif")
        .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY)
        .putHeader(HttpHeaders.USER_AGENT, "signalbox");
  }

  private Future<HttpClientResponse> send(HttpClientRequest ready) {
    // Told by the answer that does not come; what nobody listens to is logged as an error.
    ready.exceptionHandler(cause -> {});
    if (ended) {
      ready.reset();
      return Future.failedFuture("ended");
    }
    request = ready;
    return ready.send();
  }

  private void receive(PictureAddress address, int redirectsLeft, HttpClientResponse response) {
    HttpClientRequest asked = request;
    response.exceptionHandler(
        cut -> {
          if (request == asked) { // not given up for a redirect
            refuse(unreachable("The picture's host broke off"));
          }
        });
    int status = response.statusCode();
    if (REDIRECTS.contains(status)) {
      follow(address, redirectsLeft, response);
    } else if (status != OK) {
      throw unreachable("The picture's host answered with status " + status);
    } else {
      collect(response);
    }
  }

  private void follow(PictureAddress address, int redirectsLeft, HttpClientResponse response) {
    String location = response.getHeader(HttpHeaders.LOCATION);
    if (location == null) {
      throw unreachable("The picture's host redirected to nowhere");
    }
    if (redirectsLeft == 0) {
      throw new FetchRefusedException(
          PictureRefusal.TOO_MANY_REDIRECTS, "The picture's address redirects too often");
    }
    PictureAddress next = address.redirectedTo(location, policy.ports());
    closeConnection();
    visit(next, redirectsLeft - 1);
  }

  private void collect(HttpClientResponse response) {
    if (!mayBePicture(response.getHeader(HttpHeaders.CONTENT_TYPE))) {
      throw new FetchRefusedException(
          PictureRefusal.WRONG_CONTENT_TYPE, "The picture's address leads to no picture");
    }
    if (statedLength(response) > policy.limits().maxBytes()) {
      end(Pictures.tooManyBytes(policy.limits()));
      return;
    }
    response.handler(this::append);
    response.endHandler(ignored -> end(Pictures.read(body.getBytes(), policy.limits())));
  }

  private void append(Buffer chunk) {
    if (ended) {
      return;
    }
    if (body.length() + chunk.length() > policy.limits().maxBytes()) {
      end(Pictures.tooManyBytes(policy.limits()));
    } else {
      body.appendBuffer(chunk);
    }
  }

  /**
   * What the header says only has to be plausible: the bytes are looked at in the end. Stores often
   * know no better than "bytes".
   */
  private static boolean mayBePicture(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.strip().toLowerCase(Locale.ROOT);
    return type.startsWith("image/")
        || type.startsWith("application/octet-stream")
        || type.startsWith("binary/octet-stream");
  }

  private static long statedLength(HttpClientResponse response) {
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      throw unreachable("The picture's host answered with a broken header");
    }
  }

  /** Turns a refusal on the way into the answer. */
  private void guarded(Runnable step) {
    if (ended) {
      return;
    }
    try {
      step.run();
    } catch (FetchRefusedException e) {
      refuse(e);
    }
  }

  private void refuse(FetchRefusedException refusal) {
    end(refusal.reading());
  }

  private void end(PictureReading reading) {
    if (!ended) {
      end();
      emitter.complete(reading);
    }
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    vertx.cancelTimer(timer);
    if (!resolving) {
      places.release();
    }
    closeConnection();
  }

  private void closeConnection() {
    HttpClientRequest open = request;
    request = null;
    if (open != null) {
      open.reset();
    }
  }

  private static FetchRefusedException timedOut() {
    return new FetchRefusedException(
        PictureRefusal.TIMED_OUT, "The picture took too long to arrive");
  }

  private static FetchRefusedException unreachable(String sentence) {
    return new FetchRefusedException(PictureRefusal.UNREACHABLE, sentence);
  }
}
