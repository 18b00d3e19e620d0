package dev.signalbox.ingress.upstream;

import dev.signalbox.contracts.inference.v1.DescribeReply;
import dev.signalbox.ingress.eventloop.PerEventLoop;
import dev.signalbox.ingress.fleet.Standing;
import dev.signalbox.ingress.fleet.WorkerEndpoint;
import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One worker as this replica knows it: what it sent there, what the worker said of itself, how it
 * failed. Its connections are its own, and closed when it has left and the last answer has ended.
 * Thread-safe.
 */
final class FleetMember {
  private final WorkerEndpoint endpoint;
  private final SocketAddress address;
  private final PerEventLoop<GrpcClient> grpc;
  private final Breaker breaker;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile Report report = new Report(0, 1, List.of());
  private volatile boolean silent;
  private volatile boolean retired;

  /**
   * What a worker said of itself.
   *
   * @param others requests there that this replica did not send
   * @param models names that it serves; empty before it has said
   */
  private record Report(int others, int places, List<String> models) {}

  /**
   * @param named whether the Service's name is to be checked against the worker's certificate
   */
  FleetMember(
      WorkerEndpoint endpoint, boolean named, PerEventLoop<GrpcClient> grpc, Breaker breaker) {
    this.endpoint = endpoint;
    this.address = address(endpoint, named);
    this.grpc = grpc;
    this.breaker = breaker;
  }

  private static SocketAddress address(WorkerEndpoint endpoint, boolean named) {
    if (!named) {
      return SocketAddress.inetSocketAddress(endpoint.port(), endpoint.address());
    }
    try {
      byte[] ip = NetUtil.createByteArrayFromIpAddressString(endpoint.address());
      return SocketAddress.inetSocketAddress(
          new InetSocketAddress(InetAddress.getByAddress(endpoint.service(), ip), endpoint.port()));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no IP address: " + endpoint.address(), e);
    }
  }

  WorkerEndpoint endpoint() {
    return endpoint;
  }

  SocketAddress address() {
    return address;
  }

  PerEventLoop<GrpcClient> grpc() {
    return grpc;
  }

  /** Whether it serves the model, as far as is known. */
  boolean serves(String model) {
    List<String> models = report.models;
    return model.isEmpty() || models.isEmpty() || models.contains(model);
  }

  Standing standing() {
    Report said = report;
    return new Standing(endpoint.id(), underWay.get() + said.others, said.places, rests());
  }

  boolean rests() {
    return silent || breaker.refusesFor().isPresent();
  }

  /** A request is sent there; followed by one {@link #leave}. */
  void enter() {
    underWay.incrementAndGet();
  }

  void leave() {
    underWay.decrementAndGet();
    closeOnceIdle();
  }

  void succeeded() {
    breaker.succeeded();
  }

  /** Left alone until it answers {@link #heard} again, or for as long as it asked. */
  void failed(UpstreamFailure failure) {
    breaker.failed(failure.retryAfter());
    if (failure.kind() == UpstreamFailure.Kind.CUT
        || (failure.kind() == UpstreamFailure.Kind.UNREACHABLE && failure.retryAfter() == null)) {
      silent = true;
    }
  }

  /** Whether to ask now; followed by {@link #heard} or {@link #silent}. */
  boolean mayAsk() {
    return asked.compareAndSet(false, true);
  }

  int underWay() {
    return underWay.get();
  }

  /**
   * It answered.
   *
   * @param own requests of this replica when it was asked
   */
  void heard(DescribeReply reply, int own) {
    int there = reply.getRunning() + reply.getWaiting();
    report =
        new Report(
            Math.max(0, there - own),
            Math.max(1, reply.getMaxRunning()),
            List.copyOf(reply.getModelsList()));
    silent = false;
    told();
  }

  void silent() {
    silent = true;
    told();
  }

  /** A question to one that has just left would have connected to it anew. */
  private void told() {
    asked.set(false);
    closeOnceIdle();
  }

  /** It takes no new requests; those under way go on. */
  void retire() {
    retired = true;
    closeOnceIdle();
  }

  private void closeOnceIdle() {
    if (retired && underWay.get() == 0) {
      grpc.close();
    }
  }
}
