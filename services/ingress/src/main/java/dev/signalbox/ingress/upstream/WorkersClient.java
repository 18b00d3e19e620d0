package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.fleet.Affinity;
import dev.signalbox.ingress.fleet.Balancer;
import dev.signalbox.ingress.fleet.Holdings;
import dev.signalbox.ingress.fleet.Pick;
import dev.signalbox.ingress.fleet.Standing;
import dev.signalbox.ingress.pool.Upstream;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Client of one model on workers that are found by their labels. Thread-safe. */
final class WorkersClient implements ModelClient {
  private final Vertx vertx;
  private final Workers workers;
  private final UpstreamLimits limits;
  private final String name;
  private final Upstream.WorkersWith upstream;
  private final Holdings holdings;

  /** A worker and why it was chosen. */
  record Chosen(FleetMember member, Pick.Why why) {}

  /**
   * @param name of the model in the pool, for metrics
   */
  WorkersClient(
      Vertx vertx,
      Workers workers,
      UpstreamLimits limits,
      String name,
      Upstream.WorkersWith upstream) {
    this.vertx = vertx;
    this.workers = workers;
    this.limits = limits;
    this.name = name;
    this.upstream = upstream;
    FleetLimits fleet = workers.limits();
    this.holdings = new Holdings(fleet.mostRemembered(), fleet.remember(), System::nanoTime);
  }

  private List<FleetMember> members() {
    return workers.with(upstream.labels()).stream()
        .filter(member -> member.serves(upstream.model()))
        .toList();
  }

  @Override
  public Optional<String> absence() {
    if (!workers.watching()) {
      return Optional.of("its workers are chosen by label, and this ingress watches no cluster");
    }
    List<FleetMember> members = members();
    if (members.isEmpty()) {
      return Optional.of("no worker with its labels takes requests");
    }
    return members.stream().allMatch(FleetMember::rests)
        ? Optional.of("none of its workers answers")
        : Optional.empty();
  }

  @Override
  public ModelCall start(Order order, Duration patience, AnswerListener listener) {
    FleetCall call =
        new FleetCall(
            this, order, patience, Affinity.of(order.tenant(), order.request()), listener);
    if (!call.tryNext()) {
      UpstreamFailure nobody =
          UpstreamFailure.of(
              UpstreamFailure.Kind.UNREACHABLE,
              workers.watching()
                  ? "No worker with its labels takes requests."
                  : "Workers are chosen by label, and this ingress watches no cluster.");
      vertx.runOnContext(now -> call.end(nobody));
    }
    return call;
  }

  int attempts() {
    return workers.limits().attempts();
  }

  FleetObserver observer() {
    return workers.observer();
  }

  String name() {
    return name;
  }

  Optional<Chosen> choose(Affinity affinity, Set<String> tried) {
    List<FleetMember> open =
        members().stream().filter(member -> !tried.contains(member.endpoint().id())).toList();
    List<Standing> standings = open.stream().map(FleetMember::standing).toList();
    Optional<Pick> pick = Balancer.pick(standings, affinity, holdings::of);
    return pick.flatMap(
        picked ->
            open.stream()
                .filter(member -> member.endpoint().id().equals(picked.id()))
                .findFirst()
                .map(member -> new Chosen(member, picked.why())));
  }

  ModelCall ask(FleetMember member, Order order, Duration patience, AnswerListener listener) {
    return new WorkerModelClient(vertx, member.grpc(), limits, member.address(), upstream.model())
        .start(order, patience, listener);
  }

  void took(FleetMember member, Affinity affinity) {
    holdings.took(member.endpoint().id(), affinity);
  }
}
