package dev.signalbox.verdict.api;

import dev.signalbox.contracts.verdict.v1.Budgets;
import dev.signalbox.contracts.verdict.v1.SettleReply;
import dev.signalbox.contracts.verdict.v1.SettleRequest;
import dev.signalbox.verdict.budget.BudgetKeeper;
import dev.signalbox.verdict.budget.SliceLease;
import dev.signalbox.verdict.budget.SliceReport;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** {@code signalbox.verdict.v1.Budgets}, for the replicas of the ingress. */
@GrpcService
class BudgetsService implements Budgets {
  private static final int MOST = 500;
  private static final int LONGEST = 120;
  private static final long LARGEST = 1_000_000_000_000_000_000L;

  private final BudgetKeeper keeper;

  BudgetsService(BudgetKeeper keeper) {
    this.keeper = keeper;
  }

  @Override
  public Uni<SettleReply> settle(SettleRequest request) {
    if (request.getHolder().isEmpty()
        || request.getHolder().length() > LONGEST
        || request.getSlicesCount() > MOST
        || request.getSlicesList().stream().anyMatch(slice -> !sane(slice))) {
      return Uni.createFrom()
          .failure(
              Status.INVALID_ARGUMENT
                  .withDescription("at most 500 slices of a named holder, amounts from 0 to 1e18")
                  .asRuntimeException());
    }
    List<SliceReport> reports =
        request.getSlicesList().stream().map(BudgetsService::report).toList();
    return keeper
        .settle(request.getHolder(), request.getSequence(), reports)
        .map(this::reply)
        .onFailure()
        .transform(Grpc::status);
  }

  private static boolean sane(dev.signalbox.contracts.verdict.v1.SliceReport slice) {
    return amount(slice.getCeiling())
        && amount(slice.getSpent())
        && amount(slice.getReserved())
        && amount(slice.getNeeded())
        && amount(slice.getLeast())
        && amount(slice.getWanted());
  }

  private static boolean amount(long amount) {
    return amount >= 0 && amount <= LARGEST;
  }

  private static SliceReport report(dev.signalbox.contracts.verdict.v1.SliceReport slice) {
    return new SliceReport(
        slice.getBudget(),
        slice.getPeriodStart(),
        slice.getCeiling(),
        slice.getSpent(),
        slice.getReserved(),
        slice.getNeeded(),
        slice.getLeast(),
        slice.getWanted(),
        slice.getDone());
  }

  private SettleReply reply(List<SliceLease> leases) {
    SettleReply.Builder reply =
        SettleReply.newBuilder().setGoodForMillis(keeper.leaseTime().toMillis());
    for (SliceLease lease : leases) {
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
    return reply.build();
  }
}
