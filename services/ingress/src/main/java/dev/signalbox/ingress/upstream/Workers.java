package dev.signalbox.ingress.upstream;

import dev.signalbox.contracts.inference.v1.DescribeRequest;
import dev.signalbox.contracts.inference.v1.InferenceGrpc;
import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.eventloop.DeadlineCall;
import dev.signalbox.ingress.eventloop.PerEventLoop;
import dev.signalbox.ingress.fleet.Fleet;
import dev.signalbox.ingress.fleet.WorkerEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.client.GrpcClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The workers that are known by their labels. Those that some model of the pool chooses from are
 * asked how busy they are, at an interval. Thread-safe.
 */
public final class Workers implements AutoCloseable {
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final UpstreamLimits limits;
  private final FleetLimits fleetLimits;
  private final FleetObserver observer;
  private final boolean named;
  private final HttpClientOptions options;
  private volatile boolean watching;
  private volatile List<FleetMember> members = List.of();
  private volatile List<Map<String, String>> wanted = List.of();
  private long timer = NO_TIMER;

  /**
   * @param tls how workers are called; with it, a worker's certificate must say its Service's name
   */
  public Workers(
      Vertx vertx,
      UpstreamLimits limits,
      FleetLimits fleetLimits,
      FleetObserver observer,
      PeerTls tls) {
    this.vertx = vertx;
    this.limits = limits;
    this.fleetLimits = fleetLimits;
    this.observer = observer;
    this.named = tls.on();
    this.options = options(limits, tls);
  }

  /** HTTP/2 without upgrade, as gRPC has it. */
  static HttpClientOptions options(UpstreamLimits limits, PeerTls tls) {
    return tls.only(
        new HttpClientOptions()
            .setConnectTimeout((int) limits.connect().toMillis())
            .setTcpNoDelay(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false));
  }

  FleetLimits limits() {
    return fleetLimits;
  }

  FleetObserver observer() {
    return observer;
  }

  /** Takes what is there now. A worker that stays keeps its connections and what is known of it. */
  public synchronized void use(Fleet fleet) {
    Map<WorkerEndpoint, FleetMember> before = new HashMap<>();
    members.forEach(member -> before.put(member.endpoint(), member));
    List<FleetMember> now = new ArrayList<>();
    for (WorkerEndpoint endpoint : fleet.workers()) {
      FleetMember known = before.remove(endpoint);
      now.add(known == null ? member(endpoint) : known);
    }
    members = List.copyOf(now);
    watching = true;
    before.values().forEach(FleetMember::retire);
    if (timer == NO_TIMER) {
      timer = vertx.setPeriodic(fleetLimits.look().toMillis(), tick -> look());
    }
  }

  private FleetMember member(WorkerEndpoint endpoint) {
    return new FleetMember(
        endpoint,
        named,
        new PerEventLoop<>(vertx, () -> GrpcClient.client(vertx, options), GrpcClient::close),
        new Breaker(
            limits.failuresToOpen(),
            limits.coolDown(),
            limits.longestCoolDown(),
            System::nanoTime));
  }

  /** Labels that models of the pool in force choose workers by. */
  void wanted(List<Map<String, String>> selectors) {
    wanted = List.copyOf(selectors);
  }

  /** Whether there is a cluster to find workers in. */
  boolean watching() {
    return watching;
  }

  /** Workers that carry all of the labels. */
  List<FleetMember> with(Map<String, String> labels) {
    return members.stream().filter(member -> member.endpoint().carries(labels)).toList();
  }

  /**
   * How one worker stands, for people and metrics.
   *
   * @param busy requests that run or wait there
   * @param resting whether it failed or kept quiet lately
   */
  public record View(String pool, String zone, int busy, int places, boolean resting) {}

  /** Every worker that takes requests. */
  public List<View> views() {
    return members.stream()
        .map(
            member -> {
              var standing = member.standing();
              return new View(
                  member.endpoint().pool(),
                  member.endpoint().zone(),
                  standing.busy(),
                  standing.places(),
                  standing.resting());
            })
        .toList();
  }

  private void look() {
    List<Map<String, String>> selectors = wanted;
    for (FleetMember member : members) {
      if (selectors.stream().anyMatch(member.endpoint()::carries) && member.mayAsk()) {
        int own = member.underWay();
        DeadlineCall.ask(
                vertx,
                member.grpc().get(),
                member.address(),
                InferenceGrpc.getDescribeMethod(),
                DescribeRequest.getDefaultInstance(),
                fleetLimits.look().toMillis())
            .onSuccess(reply -> member.heard(reply, own))
            .onFailure(quiet -> member.silent());
      }
    }
  }

  @Override
  public synchronized void close() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
    }
    members.forEach(member -> member.grpc().close());
    members = List.of();
  }
}
