package dev.signalbox.ingress.budget;

import static dev.signalbox.ingress.budget.PurseTest.budget;
import static dev.signalbox.ingress.budget.PurseTest.money;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Replicas that share a budget by way of the office. */
class SharedBudgetTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final long GOOD_FOR = 1_000_000;
  private final AtomicLong nanos = new AtomicLong();

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
  @Property(tries = 400, seed = "1")
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
  @Property(tries = 200, seed = "1")
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
  @Property(tries = 100, seed = "1")
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
  @Property(tries = 200, seed = "1")
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
    private final Purse purse = new Purse((InstantSource) () -> NOON, nanos::get, () -> {});
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
}
