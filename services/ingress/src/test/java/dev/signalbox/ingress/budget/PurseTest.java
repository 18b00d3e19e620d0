package dev.signalbox.ingress.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.money.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
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

  @Test
  void shouldHoldAPartOfWhatIsLeftSoThatABurstWaitsForNobody() {
    LeaseOffice office = new LeaseOffice(1_000_000);
    Replica replica = new Replica("r", office, 1_000_000);
    replica.tryReserve(1);
    replica.report(Fate.ARRIVES, new Random(1));

    int burst = 0;
    while (replica.tryReserve(1)) {
      burst++;
    }

    assertThat(burst).isBetween(1_000_000 / 256, 1_000_000 / 64);
    assertThat(replica.slice().report(nanos.get(), Slice.Spare.SHARE).wanted()).isPositive();
  }

  @Test
  void shouldHoldLessTheLessIsLeft() {
    LeaseOffice office = new LeaseOffice(256_000);
    Replica replica = new Replica("r", office, 256_000);
    Random random = new Random(1);
    replica.tryReserve(1);
    replica.report(Fate.ARRIVES, random);
    long atFirst = replica.slice().room();
    Replica other = new Replica("other", office, 256_000);
    other.slice().waitFor(240_000);
    other.report(Fate.ARRIVES, random);
    other.slice().waitNoMore(240_000);
    assertThat(other.tryReserve(240_000)).isTrue();
    other.open.removeLast().settle(money(240_000));
    other.report(Fate.ARRIVES, random);

    replica.report(Fate.ARRIVES, random);
    replica.report(Fate.ARRIVES, random);

    assertThat(atFirst).isEqualTo(1_000);
    assertThat(replica.slice().room()).isLessThan(atFirst / 4);
  }

  /**
   * Any interleaving of reservations, settlements, refunds, reports, lost and late messages, and
   * replicas that are killed: what was spent and what is set aside never exceeds the cap, as long
   * as no request uses more than was set aside for it.
   */
  @Property(tries = 400)
  void shouldNeverOverspend(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int replicas,
      @ForAll @LongRange(min = 0, max = 400) long cap) {
    Random random = new Random(seed);
    LeaseOffice office = new LeaseOffice(cap);
    List<Replica> running = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      running.add(new Replica("r" + i, office, cap));
    }
    long spentByKilled = 0;
    for (int step = 0; step < 300; step++) {
      int at = random.nextInt(running.size());
      Replica replica = running.get(at);
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> replica.reserve(random);
        case 4, 5 -> replica.end(random);
        case 6, 7 -> replica.report(Fate.ARRIVES, random);
        case 8 -> replica.report(random.nextBoolean() ? Fate.LOST : Fate.REPLY_LOST, random);
        default -> {
          if (random.nextInt(8) == 0) {
            long used = replica.killed();
            spentByKilled += used;
            office.lapse(replica.name, used);
            running.set(at, new Replica(replica.name + "'", office, cap));
          } else {
            replica.deliverLate();
          }
        }
      }
      long used = spentByKilled + running.stream().mapToLong(Replica::used).sum();
      assertThat(used).as("step %d", step).isLessThanOrEqualTo(cap);
    }
  }

  /** When everybody has settled and reported, the office knows every nano-dollar: no drift. */
  @Property(tries = 200)
  void shouldNotDrift(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int replicas) {
    Random random = new Random(seed);
    long cap = 300;
    LeaseOffice office = new LeaseOffice(cap);
    List<Replica> running = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      running.add(new Replica("r" + i, office, cap));
    }
    for (int step = 0; step < 200; step++) {
      Replica replica = running.get(random.nextInt(running.size()));
      if (random.nextInt(3) == 0) {
        replica.report(random.nextInt(4) == 0 ? Fate.REPLY_LOST : Fate.ARRIVES, random);
      } else if (random.nextBoolean()) {
        replica.reserve(random);
      } else {
        replica.end(random);
      }
    }
    running.forEach(replica -> replica.finish(random));

    long spent = running.stream().mapToLong(Replica::used).sum();
    assertThat(office.spent()).isEqualTo(spent);
    assertThat(office.committed()).isEqualTo(spent);
  }

  /** One replica alone gets the whole of a cap: nothing is held back for ever. */
  @Property(tries = 100)
  void shouldGiveTheLastCentToWhoeverNeedsIt(@ForAll @LongRange(min = 1, max = 500) long cap) {
    LeaseOffice office = new LeaseOffice(cap);
    Random random = new Random(cap);
    Replica idle = new Replica("idle", office, cap);
    idle.tryReserve(1);
    idle.report(Fate.ARRIVES, random);
    Replica busy = new Replica("busy", office, cap);

    long spent = 0;
    for (int i = 0; i < 4 * cap && spent < cap; i++) {
      if (busy.tryReserve(1)) {
        busy.open.removeLast().settle(money(1));
        spent++;
      } else {
        busy.slice().waitFor(1);
        busy.report(Fate.ARRIVES, random);
        idle.report(Fate.ARRIVES, random);
        busy.slice().waitNoMore(1);
      }
    }

    assertThat(spent).isEqualTo(cap);
    assertThat(busy.slice().shortage(1, nanos.get())).isIn(Shortage.EXHAUSTED, Shortage.NOT_HERE);
    busy.report(Fate.ARRIVES, random);
    assertThat(busy.slice().shortage(1, nanos.get())).isEqualTo(Shortage.EXHAUSTED);
  }

  /**
   * What is left may lie in pieces with several replicas, each too small for the requests that wait
   * there: somebody is served all the same, as long as the pieces are enough for one together.
   */
  @Property(tries = 200)
  void shouldServeSomebodyAsLongAsThePiecesAreEnough(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 6) int replicas,
      @ForAll @LongRange(min = 7, max = 60) long cap) {
    Random random = new Random(seed);
    LeaseOffice office = new LeaseOffice(cap);
    long each = 7;
    List<Replica> running = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      Replica replica = new Replica("r" + i, office, cap);
      // A piece, from when small requests waited here.
      replica.slice().waitFor(cap / replicas);
      replica.report(Fate.ARRIVES, random);
      replica.slice().waitNoMore(cap / replicas);
      replica.slice().waitFor(each);
      replica.slice().waitFor(each + i);
      running.add(replica);
    }

    long left = cap;
    for (int round = 0; round < 3 * cap && left >= each; round++) {
      Replica replica = running.get(round % replicas);
      replica.reportSharing();
      if (replica.tryReserve(each)) {
        replica.open.removeLast().settle(money(each));
        left -= each;
      }
    }

    assertThat(left).isLessThan(each);
  }

  private enum Fate {
    ARRIVES,
    LOST,
    REPLY_LOST
  }

  private record Message(long sequence, SliceReport report) {}

  /** A purse, its requests under way, and its conversation with the office. */
  private final class Replica {
    private final String name;
    private final LeaseOffice office;
    private final Purse purse = purse();
    private final Deque<Reservation> open = new ArrayDeque<>();
    private final Deque<Long> amounts = new ArrayDeque<>();
    private final Deque<Message> lost = new ArrayDeque<>();
    private long sequence;
    private long reserved;

    Replica(String name, LeaseOffice office, long cap) {
      this.name = name;
      this.office = office;
      purse.use(List.of(budget("t", Budget.Scope.TENANT, "acme", cap)));
    }

    Slice slice() {
      return PurseTest.slice(purse, 0);
    }

    boolean tryReserve(long amount) {
      if (purse.reserve("acme", "k", "auto", money(amount))
          instanceof Reserving.Reserved(Reservation made)) {
        open.add(made);
        amounts.add(amount);
        reserved += amount;
        return true;
      }
      return false;
    }

    void reserve(Random random) {
      long amount = 1L + random.nextInt(20);
      if (!tryReserve(amount) && random.nextBoolean()) {
        slice().waitFor(amount);
        report(Fate.ARRIVES, random);
        slice().waitNoMore(amount);
      }
    }

    void end(Random random) {
      if (open.isEmpty()) {
        return;
      }
      long amount = amounts.remove();
      reserved -= amount;
      if (random.nextInt(4) == 0) {
        open.remove().release();
      } else {
        open.remove().settle(money(random.nextInt((int) amount + 1)));
      }
    }

    void report(Fate fate, Random random) {
      Slice.Spare spare = random.nextInt(5) == 0 ? Slice.Spare.KEEP : Slice.Spare.SHARE;
      SliceReport report = slice().report(nanos.get(), spare);
      sequence++;
      switch (fate) {
        case LOST -> lost.add(new Message(sequence, report));
        case REPLY_LOST -> office.settle(name, sequence, report);
        case ARRIVES ->
            slice().lease(office.settle(name, sequence, report), nanos.get() + GOOD_FOR);
      }
    }

    void reportSharing() {
      sequence++;
      SliceReport report = slice().report(nanos.get(), Slice.Spare.SHARE);
      slice().lease(office.settle(name, sequence, report), nanos.get() + GOOD_FOR);
    }

    /** A message that was given up arrives after all; nobody hears the answer. */
    void deliverLate() {
      if (!lost.isEmpty()) {
        Message message = lost.remove();
        office.settle(name, message.sequence, message.report);
      }
    }

    /** Everything under way is booked, as its events will be. */
    long killed() {
      while (!open.isEmpty()) {
        open.remove().settle(money(amounts.remove()));
      }
      reserved = 0;
      return slice().spent();
    }

    void finish(Random random) {
      while (!open.isEmpty()) {
        end(random);
      }
      sequence++;
      office.settle(name, sequence, slice().report(nanos.get(), Slice.Spare.CLOSE));
    }

    long used() {
      return slice().spent() + reserved;
    }
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

  private static Slice slice(Purse purse, int index) {
    Collection<Slice> slices = purse.slices();
    return slices.stream().skip(index).findFirst().orElseThrow();
  }

  private static Reservation reserved(Reserving reserving) {
    return ((Reserving.Reserved) reserving).reservation();
  }

  private static Amount money(long nanoUsd) {
    return new Amount(Money.ofNanoUsd(nanoUsd), 0);
  }

  private static Budget budget(String id, Budget.Scope scope, String subject, long cap) {
    return new Budget(id, scope, subject, Budget.Period.DAY, Budget.Unit.NANO_USD, cap);
  }
}
