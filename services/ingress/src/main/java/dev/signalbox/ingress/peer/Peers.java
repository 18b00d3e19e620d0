package dev.signalbox.ingress.peer;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.peer.PeerAddresses.Place;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.seldom.Seldom;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The other replicas. A request for what one of them keeps is passed on to it with the client's own
 * key, and its answer is passed back as it comes. Thread-safe.
 */
public final class Peers implements AutoCloseable {
  /** On a request that a replica passes on: whom it is for, or {@link #EACH}. */
  public static final String FOR = "x-signalbox-owner";

  private static final Logger LOG = Logger.getLogger(Peers.class);
  private static final Seldom UNREACHABLE = new Seldom();
  private static final String EACH = "each";
  private static final int MISDIRECTED = 421;
  private static final int REFUSED = 400;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final List<String> PASSED_ON =
      List.of("authorization", "x-api-key", "content-type", "accept", "traceparent");
  private static final List<String> PASSED_BACK =
      List.of("content-type", "content-length", "retry-after", "allow", "www-authenticate");

  private final Owner self;
  private final Supplier<Future<Set<Place>>> addresses;
  private final boolean alone;
  private final HttpClient client;
  private final Map<Owner, Place> known = new ConcurrentHashMap<>();

  /**
   * @param self who keeps what is kept here
   * @param names {@code host:port} of replicas, this one perhaps among them; a host may have many
   *     addresses, as a headless service's has. Empty where there is one replica
   */
  public Peers(Vertx vertx, Owner self, List<String> names, PeerTls tls) {
    this.self = self;
    this.alone = names.isEmpty();
    PeerAddresses resolved = new PeerAddresses(vertx, names);
    this.addresses = resolved::all;
    this.client =
        vertx.createHttpClient(
            tls.only(
                new HttpClientOptions()
                    .setConnectTimeout((int) CONNECT.toMillis())
                    .setIdleTimeout((int) ANSWER.toSeconds())
                    .setMaxPoolSize(16)
                    .setMaxWaitQueueSize(256)));
  }

  public Owner self() {
    return self;
  }

  /** Whether a replica passed it on that took this one for another. */
  public boolean isMisdirected(HttpServerRequest request) {
    String owner = request.getHeader(FOR);
    return owner != null && !owner.equals(self.tag()) && !owner.equals(EACH);
  }

  /** Tells the one who passed it on whose this replica's things are. */
  public ProblemException misdirected(HttpServerRequest request) {
    request.response().putHeader(FOR, self.tag());
    return new ProblemException(
        IngressProblem.MISDIRECTED, "This replica does not keep it: it was passed on by mistake.");
  }

  /** Whether another replica keeps it. What names nobody is looked for here. */
  public boolean isElsewhere(HttpServerRequest request, String id) {
    return !alone
        && request.getHeader(FOR) == null
        && Owner.named(id).filter(owner -> !owner.equals(self)).isPresent();
  }

  /** Whether a list is asked for by a client, who wants everybody's. */
  public boolean isEverybodys(HttpServerRequest request) {
    return !alone && request.getHeader(FOR) == null;
  }

  /**
   * Answers the request by whoever keeps {@code id}. Fails with 503 when its owner is not among
   * those who can be reached.
   *
   * @param body to be sent on; empty where there is none
   */
  public Future<Void> pass(HttpServerRequest request, String id, Buffer body) {
    Owner owner = Owner.named(id).orElseThrow();
    return addresses
        .get()
        .compose(all -> pass(request, owner, candidates(owner, all), body))
        .map(done -> null);
  }

  private List<Place> candidates(Owner owner, Set<Place> all) {
    Set<Place> ordered = new LinkedHashSet<>();
    Optional.ofNullable(known.get(owner)).filter(all::contains).ifPresent(ordered::add);
    ordered.addAll(all);
    return List.copyOf(ordered);
  }

  private Future<Void> pass(HttpServerRequest request, Owner owner, List<Place> left, Buffer body) {
    if (left.isEmpty()) {
      known.remove(owner);
      return Future.failedFuture(
          new ProblemException(
              IngressProblem.OWNER_UNAVAILABLE,
              "The replica that keeps this can't be reached right now. Try again; if it was lost"
                  + " with its folder, so was this.",
              "id",
              RETRY_AFTER));
    }
    Place place = left.get(0);
    return ask(request, place, owner.tag(), body)
        .transform(
            asked -> {
              List<Place> others = left.subList(1, left.size());
              if (asked.failed()) {
                unreachable(place, asked.cause());
                return pass(request, owner, others, body);
              }
              HttpClientResponse answer = asked.result();
              if (answer.statusCode() == MISDIRECTED) {
                Owner.tagged(answer.getHeader(FOR)).ifPresent(other -> known.put(other, place));
                return answer.end().transform(end -> pass(request, owner, others, body));
              }
              if (answer.statusCode() < REFUSED) { // who refuses may not have looked whose it is
                known.put(owner, place);
              }
              return back(answer, request);
            });
  }

  /** The client is told that it is away; why is the operator's to know, and to mend. */
  private static void unreachable(Place place, Throwable cause) {
    UNREACHABLE.say(
        more ->
            LOG.warnf(
                "the replica at %s (%s) can't be asked for what it keeps: %s%s",
                place.address(), place.name(), cause.getMessage(), more));
  }

  private Future<HttpClientResponse> ask(
      HttpServerRequest request, Place place, String owner, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setServer(place.address())
            .setHost(place.name())
            .setPort(place.address().port())
            .setURI(request.uri())
            .setTimeout(ANSWER.toMillis());
    PASSED_ON.forEach(
        name ->
            Optional.ofNullable(request.getHeader(name))
                .ifPresent(value -> options.putHeader(name, value)));
    options.putHeader(FOR, owner);
    return client.request(options).compose(asking -> send(asking, body));
  }

  private static Future<HttpClientResponse> send(HttpClientRequest asking, Buffer body) {
    // Told by the answer that does not come; what nobody listens to is logged as an error.
    asking.exceptionHandler(cause -> {});
    return asking.getMethod().equals(HttpMethod.POST) ? asking.send(body) : asking.send();
  }

  /** As it comes, and no faster than the client takes it. */
  private static Future<Void> back(HttpClientResponse answer, HttpServerRequest request) {
    request.response().setStatusCode(answer.statusCode());
    PASSED_BACK.forEach(
        name ->
            Optional.ofNullable(answer.getHeader(name))
                .ifPresent(value -> request.response().putHeader(name, value)));
    return request
        .response()
        .send(answer)
        .onFailure(
            cause -> {
              // A length was promised: what was sent of it must not look whole.
              request.response().reset();
            });
  }

  /**
   * What every other replica answers to the same request.
   *
   * @param bodies of those that answered well
   * @param missing replicas that did not
   */
  public record Answers(List<Buffer> bodies, int missing) {}

  /** Asks every other replica; never fails. */
  public Future<Answers> everybody(HttpServerRequest request) {
    return addresses
        .get()
        .compose(
            all -> {
              List<Future<Optional<Buffer>>> asked = new ArrayList<>();
              for (Place place : all) {
                asked.add(
                    ask(request, place, EACH, Buffer.buffer())
                        .compose(
                            answer ->
                                answer
                                    .body()
                                    .map(
                                        body ->
                                            answer.statusCode() == 200
                                                ? Optional.of(body)
                                                : Optional.<Buffer>empty()))
                        .otherwise(
                            cause -> {
                              unreachable(place, cause);
                              return Optional.empty();
                            }));
              }
              return Future.all(List.copyOf(asked))
                  .map(
                      done -> {
                        List<Buffer> bodies =
                            asked.stream().flatMap(one -> one.result().stream()).toList();
                        return new Answers(bodies, asked.size() - bodies.size());
                      });
            });
  }

  @Override
  public void close() {
    client.close();
  }
}
