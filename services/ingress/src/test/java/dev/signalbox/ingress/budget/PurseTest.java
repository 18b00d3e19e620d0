package dev.signalbox.ingress.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.money.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PurseTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final long GOOD_FOR = 1_000_000;
  private final AtomicLong nanos = new AtomicLong();
  private Instant now = NOON;

  @Test
  void shouldCountAgainstNothingWithoutBudgets() {
    Purse purse = purse();

    assertThat(purse.reserve("acme", "k", "auto", money(5))).isInstanceOf(Reserving.Reserved.class);
  }

  @Test
  void shouldReserveInEveryBudgetOrInNone() {
    Purse purse = purse();
    purse.use(
        List.of(
            budget("t", Budget.Scope.TENANT, "acme", 100),
            budget("k", Budget.Scope.KEY, "k1", 10)));
    lease(purse, 0, 100);
    lease(purse, 1, 10);

    assertThat(purse.reserve("acme", "k1", "auto", money(11)))
        .isInstanceOf(Reserving.Lacking.class);
    assertThat(purse.reserve("acme", "k2", "auto", money(100)))
        .isInstanceOf(Reserving.Reserved.class);
  }

  @Test
  void shouldNotTakeABudgetThatWasNeverHeardOfForOneThatIsUsedUp() {
    Purse purse = purse();
    purse.use(
        List.of(
            budget("t", Budget.Scope.TENANT, "acme", 100),
            budget("k", Budget.Scope.KEY, "k1", 10)));

    Optional<Money> before = purse.left("acme", "k1", "auto");
    lease(purse, 0, 0);
    Optional<Money> oneKnown = purse.left("acme", "k1", "auto");
    lease(purse, 1, 10);
    reserved(purse.reserve("acme", "k2", "auto", Amount.NONE)).settle(money(95));
    Optional<Money> used = purse.left("acme", "k1", "auto");

    assertThat(before).isEmpty();
    assertThat(oneKnown).contains(Money.ofNanoUsd(100));
    assertThat(used).contains(Money.ofNanoUsd(5));
    assertThat(purse.tightest("acme", "k1", "auto")).contains(slice(purse, 0));
    assertThat(purse.tightest("globex", "k9", "auto")).isEmpty();
  }

  @Test
  void shouldSettleOnceAndReturnTheRest() {
    Purse purse = purse();
    purse.use(List.of(budget("t", Budget.Scope.TENANT, "acme", 100)));
    lease(purse, 0, 100);

    Reservation reservation = reserved(purse.reserve("acme", "k", "auto", money(60)));
    reservation.settle(money(10));
    reservation.settle(money(10));
    reservation.release();

    assertThat(slice(purse, 0).room()).isEqualTo(90);
    assertThat(slice(purse, 0).spent()).isEqualTo(10);
  }

  @Test
  void shouldStopWhenTheLeaseHasRunOut() {
    Purse purse = purse();
    purse.use(List.of(budget("t", Budget.Scope.TENANT, "acme", 100)));
    lease(purse, 0, 100);

    nanos.addAndGet(GOOD_FOR);

    assertThat(purse.reserve("acme", "k", "auto", money(1))).isInstanceOf(Reserving.Lacking.class);
    SliceReport report = slice(purse, 0).report(nanos.get(), Slice.Spare.KEEP);
    assertThat(report.ceiling()).isZero();
  }

  @Test
  void shouldBeginAnewWithThePeriodAndSettleWhereItWasReserved() {
    Purse purse = purse();
    purse.use(List.of(budget("t", Budget.Scope.TENANT, "acme", 100)));
    lease(purse, 0, 100);
    Reservation before = reserved(purse.reserve("acme", "k", "auto", money(60)));

    now = NOON.plusSeconds(24 * 3600);
    assertThat(purse.reserve("acme", "k", "auto", money(1))).isInstanceOf(Reserving.Lacking.class);
    before.settle(money(60));

    assertThat(purse.slices()).hasSize(2);
    assertThat(slice(purse, 0).spent()).isEqualTo(60);
    assertThat(slice(purse, 1).spent()).isZero();
    assertThat(slice(purse, 0).over(now.getEpochSecond())).isTrue();
    assertThat(slice(purse, 1).over(now.getEpochSecond())).isFalse();
  }

  @Test
  void shouldKeepWhatWasUsedWhenTheCapChanges() {
    Purse purse = purse();
    purse.use(List.of(budget("t", Budget.Scope.TENANT, "acme", 100)));
    lease(purse, 0, 100);
    reserved(purse.reserve("acme", "k", "auto", money(60))).settle(money(60));

    purse.use(List.of(budget("t", Budget.Scope.TENANT, "acme", 50)));

    assertThat(slice(purse, 0).spent()).isEqualTo(60);
    assertThat(slice(purse, 0).shortage(1, nanos.get())).isEqualTo(Shortage.EXHAUSTED);
  }

  private Purse purse() {
    return new Purse((InstantSource) () -> now, nanos::get, () -> {});
  }

  private void lease(Purse purse, int index, long ceiling) {
    Slice slice = slice(purse, index);
    slice.report(nanos.get(), Slice.Spare.SHARE);
    slice.lease(
        new SliceLease(slice.budget().id(), slice.start(), ceiling, ceiling, 0, 0, false),
        nanos.get() + GOOD_FOR);
  }

  static Slice slice(Purse purse, int index) {
    Collection<Slice> slices = purse.slices();
    return slices.stream().skip(index).findFirst().orElseThrow();
  }

  private static Reservation reserved(Reserving reserving) {
    return ((Reserving.Reserved) reserving).reservation();
  }

  static Amount money(long nanoUsd) {
    return new Amount(Money.ofNanoUsd(nanoUsd), 0);
  }

  static Budget budget(String id, Budget.Scope scope, String subject, long cap) {
    return new Budget(id, scope, subject, Budget.Period.DAY, Budget.Unit.NANO_USD, cap);
  }
}
