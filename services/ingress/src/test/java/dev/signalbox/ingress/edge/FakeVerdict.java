package dev.signalbox.ingress.edge;

import com.google.protobuf.ByteString;
import dev.signalbox.contracts.verdict.v1.AccessBudget;
import dev.signalbox.contracts.verdict.v1.AccessChange;
import dev.signalbox.contracts.verdict.v1.AccessGrpc;
import dev.signalbox.contracts.verdict.v1.AccessKey;
import dev.signalbox.contracts.verdict.v1.AccessSecret;
import dev.signalbox.contracts.verdict.v1.BudgetsGrpc;
import dev.signalbox.contracts.verdict.v1.GiveGradeReply;
import dev.signalbox.contracts.verdict.v1.GiveGradeRequest;
import dev.signalbox.contracts.verdict.v1.GradedDecision;
import dev.signalbox.contracts.verdict.v1.GradesGrpc;
import dev.signalbox.contracts.verdict.v1.SettleReply;
import dev.signalbox.contracts.verdict.v1.SettleRequest;
import dev.signalbox.contracts.verdict.v1.WatchRequest;
import dev.signalbox.ingress.LocalServers;
import dev.signalbox.ingress.budget.LeaseOffice;
import dev.signalbox.ingress.budget.SliceLease;
import dev.signalbox.ingress.budget.SliceReport;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Verdict's keys and budgets, kept in memory; {@code POST /control/…} changes them. */
final class FakeVerdict {
  private static final String STORE = "fake";
  private final List<GrpcServerResponse<WatchRequest, AccessChange>> watchers = new ArrayList<>();
  private final Map<String, AccessKey> keys = new HashMap<>();
  private final Map<String, AccessBudget> budgets = new HashMap<>();
  private final Map<String, LeaseOffice> offices = new HashMap<>();
  private final int port;
  private final Map<String, String> decisions = new HashMap<>();
  private final Map<String, Long> grades = new HashMap<>();
  private long revision = 1;
  private boolean away;

  FakeVerdict(Vertx vertx) throws Exception {
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(
        AccessGrpc.getWatchMethod(), call -> call.handler(request -> watch(call, request)));
    grpc.callHandler(
        BudgetsGrpc.getSettleMethod(), call -> call.handler(request -> settle(call, request)));
    grpc.callHandler(
        GradesGrpc.getGiveMethod(), call -> call.handler(request -> grade(call, request)));
    this.port =
        LocalServers.serve(
                vertx,
                request -> {
                  if (request.path().startsWith("/control/")) {
                    control(request);
                  } else {
                    grpc.handle(request);
                  }
                })
            .actualPort();
  }

  int port() {
    return port;
  }

  private synchronized void control(HttpServerRequest request) {
    String answer = "ok";
    switch (request.path().substring("/control/".length())) {
      case "key" -> key(request);
      case "revoke" -> revoke(request.getParam("id"));
      case "budget" -> budget(request);
      case "away" -> {
        away = true;
        watchers.forEach(response -> response.status(GrpcStatus.UNAVAILABLE).end());
        watchers.clear();
      }
      case "back" -> away = false;
      case "decision" -> decisions.put(request.getParam("id"), request.getParam("tenant"));
      case "spent" -> answer = Long.toString(office(request.getParam("id")).spent());
      default -> answer = "unknown";
    }
    request.response().end(answer);
  }

  private void key(HttpServerRequest request) {
    String rate = request.getParam("requests");
    String tokens = request.getParam("tokens");
    AccessKey key =
        AccessKey.newBuilder()
            .setId(request.getParam("id"))
            .setTenant(request.getParam("tenant"))
            .setRequestsPerMinute(rate == null ? 0 : Long.parseLong(rate))
            .setTokensPerMinute(tokens == null ? 0 : Long.parseLong(tokens))
            .addSecrets(
                AccessSecret.newBuilder()
                    .setSha256(ByteString.copyFrom(sha256(request.getParam("secret")))))
            .build();
    keys.put(key.getId(), key);
    tell(change().addKeys(key).build());
  }

  private void revoke(String id) {
    keys.remove(id);
    tell(change().addKeys(AccessKey.newBuilder().setId(id).setRevoked(true)).build());
  }

  private void budget(HttpServerRequest request) {
    AccessBudget budget =
        AccessBudget.newBuilder()
            .setId(request.getParam("id"))
            .setScope(AccessBudget.Scope.valueOf(request.getParam("scope")))
            .setSubject(request.getParam("subject"))
            .setPeriod(AccessBudget.Period.MONTH)
            .setUnit(AccessBudget.Unit.valueOf(request.getParam("unit")))
            .setCap(Long.parseLong(request.getParam("cap")))
            .build();
    budgets.put(budget.getId(), budget);
    offices.put(budget.getId(), new LeaseOffice(budget.getCap()));
    tell(change().addBudgets(budget).build());
  }

  private AccessChange.Builder change() {
    revision++;
    return AccessChange.newBuilder().setStore(STORE).setRevision(revision).setWatchers(1);
  }

  private void tell(AccessChange change) {
    watchers.forEach(response -> response.write(change));
  }

  private synchronized void watch(
      GrpcServerRequest<WatchRequest, AccessChange> call, WatchRequest request) {
    if (away) {
      call.response().status(GrpcStatus.UNAVAILABLE).end();
      return;
    }
    boolean stranger = !request.getStore().equals(STORE);
    watchers.add(call.response());
    call.response()
        .write(
            AccessChange.newBuilder()
                .setStore(STORE)
                .setRevision(revision)
                .setComplete(stranger)
                .addAllKeys(keys.values())
                .addAllBudgets(budgets.values())
                .setWatchers(1)
                .build());
  }

  private synchronized void settle(
      GrpcServerRequest<SettleRequest, SettleReply> call, SettleRequest request) {
    if (away) {
      call.response().status(GrpcStatus.UNAVAILABLE).end();
      return;
    }
    SettleReply.Builder reply = SettleReply.newBuilder().setGoodForMillis(60_000);
    for (var slice : request.getSlicesList()) {
      SliceLease lease =
          office(slice.getBudget())
              .settle(
                  request.getHolder(),
                  request.getSequence(),
                  new SliceReport(
                      slice.getBudget(),
                      slice.getPeriodStart(),
                      slice.getCeiling(),
                      slice.getSpent(),
                      slice.getReserved(),
                      slice.getNeeded(),
                      slice.getLeast(),
                      slice.getWanted(),
                      slice.getDone()));
      reply.addLeases(
          dev.signalbox.contracts.verdict.v1.SliceLease.newBuilder()
              .setBudget(lease.budget())
              .setPeriodStart(lease.periodStart())
              .setCeiling(lease.ceiling())
              .setCap(lease.cap())
              .setSpentByAll(lease.spentByAll())
              .setReservedByAll(lease.reservedByAll())
              .setScarce(lease.scarce()));
    }
    call.response().end(reply.build());
  }

  private synchronized void grade(
      GrpcServerRequest<GiveGradeRequest, GiveGradeReply> call, GiveGradeRequest request) {
    if (away) {
      call.response().status(GrpcStatus.UNAVAILABLE).end();
      return;
    }
    String id = request.getDecisionId();
    GiveGradeReply.Builder reply = GiveGradeReply.newBuilder();
    if (!request.getTenant().equals(decisions.get(id))) {
      reply.setResult(GiveGradeReply.Result.UNKNOWN);
    } else if (grades.merge(id, request.getScoreMillionths(), (first, later) -> first)
        != request.getScoreMillionths()) {
      reply.setResult(GiveGradeReply.Result.OTHER_GRADE);
    } else {
      reply
          .setResult(GiveGradeReply.Result.TAKEN)
          .setDecision(
              GradedDecision.newBuilder()
                  .setRoute("auto")
                  .setModel("made-elsewhere")
                  .setReferenceModel("dear")
                  .setTask("chat")
                  .setPredictedSuccess(0.75)
                  .setClassifierVersion("v9"));
    }
    call.response().end(reply.build());
  }

  private LeaseOffice office(String budget) {
    LeaseOffice office = offices.get(budget);
    if (office == null) {
      throw new IllegalStateException("no budget " + budget);
    }
    return office;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
