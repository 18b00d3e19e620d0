package dev.signalbox.ingress.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BalancerTest {
  private static final Affinity ASKED = new Affinity(List.of(1L, 2L), 3);

  @Test
  void shouldChooseTheLeastLoadedOfThoseThatHoldThePrefix() {
    List<Standing> workers = List.of(worker("a", 0), worker("b", 5), worker("c", 3));

    assertThat(pick(workers, Map.of(1L, Set.of("b", "c"))))
        .isEqualTo(new Pick("c", Pick.Why.HOLDER));
  }

  @Test
  void shouldTakeWhatSavesTheMostFirst() {
    List<Standing> workers = List.of(worker("a", 0), worker("b", 5));

    assertThat(pick(workers, Map.of(1L, Set.of("b"), 2L, Set.of("a"))).id()).isEqualTo("b");
    assertThat(pick(workers, Map.of(1L, Set.of("gone"), 2L, Set.of("b"))).id()).isEqualTo("b");
  }

  @Test
  void shouldLeaveAFullHolderWhileOthersHaveRoom() {
    List<Standing> workers = List.of(worker("a", 0), worker("b", 20), worker("c", 0));

    Pick pick = pick(workers, Map.of(1L, Set.of("b")));

    assertThat(pick.id()).isNotEqualTo("b");
  }

  @Test
  void shouldStayWithAFullHolderWhileAllAreAsFull() {
    List<Standing> workers = List.of(worker("a", 20), worker("b", 20), worker("c", 21));

    assertThat(pick(workers, Map.of(1L, Set.of("b")))).isEqualTo(new Pick("b", Pick.Why.HOLDER));
  }

  @Test
  void shouldGoByPlacesNotByRequests() {
    List<Standing> workers =
        List.of(new Standing("small", 1, 2, false), new Standing("large", 6, 32, false));

    assertThat(pick(workers, Map.of(1L, Set.of("small", "large"))).id()).isEqualTo("large");
  }

  @Test
  void shouldChooseFromRestingOnesOnlyWhenAllRest() {
    Standing rests = new Standing("a", 0, 8, true);

    assertThat(pick(List.of(rests, worker("b", 7)), Map.of(1L, Set.of("a"))).id()).isEqualTo("b");
    assertThat(pick(List.of(rests), Map.of()).id()).isEqualTo("a");
    assertThat(Balancer.pick(List.of(), ASKED, key -> Set.of())).isEmpty();
  }

  @Test
  void shouldSpreadConversationsByTheirPlaces() {
    List<Standing> workers =
        List.of(new Standing("a", 0, 8, false), new Standing("b", 0, 24, false));

    long onB =
        IntStream.range(0, 4_000)
            .filter(key -> home(workers, Mixing.mix(0, key)).equals("b"))
            .count();

    assertThat(onB / 4_000.0).isBetween(0.70, 0.80);
  }

  @Property(seed = "1")
  void shouldNotDependOnTheOrderInWhichWorkersAreListed(
      @ForAll("fleets") List<Standing> workers, @ForAll long home) {
    assertThat(Balancer.pick(workers.reversed(), new Affinity(List.of(), home), key -> Set.of()))
        .isEqualTo(Balancer.pick(workers, new Affinity(List.of(), home), key -> Set.of()));
  }

  @Property(seed = "1")
  void shouldNeverGiveAColdRequestToOneThatHasMoreThanItsShare(
      @ForAll("fleets") List<Standing> workers, @ForAll long home) {
    Pick pick =
        Balancer.pick(workers, new Affinity(List.of(), home), key -> Set.of()).orElseThrow();

    Standing chosen = workers.stream().filter(w -> w.id().equals(pick.id())).findFirst().get();
    double busy = workers.stream().mapToInt(Standing::busy).sum() + 1;
    double places = workers.stream().mapToInt(Standing::places).sum();
    assertThat((double) chosen.busy() + 1)
        .isLessThanOrEqualTo(Math.ceil(1.25 * busy * chosen.places() / places));
    assertThat(chosen.resting()).isFalse();
  }

  @Property(seed = "1")
  void shouldAlwaysStayWithAHolderThatHasAFreePlace(
      @ForAll("fleets") List<Standing> workers, @ForAll @IntRange(max = 100) int at) {
    Standing holder = workers.get(at % workers.size());

    Pick pick =
        Balancer.pick(workers, ASKED, key -> key == 1 ? Set.of(holder.id()) : Set.of())
            .orElseThrow();

    if (holder.busy() < holder.places()) {
      assertThat(pick).isEqualTo(new Pick(holder.id(), Pick.Why.HOLDER));
    }
  }

  /** What makes replicas agree across a change of the fleet: only the leaver's keys move. */
  @Property(seed = "1")
  void shouldMoveOnlyWhatLayOnTheWorkerThatLeft(
      @ForAll @IntRange(min = 2, max = 12) int size, @ForAll long home) {
    List<Standing> workers = IntStream.range(0, size).mapToObj(i -> worker("pod-" + i, 0)).toList();
    String before = home(workers, home);

    for (Standing leaving : workers) {
      List<Standing> rest = new ArrayList<>(workers);
      rest.remove(leaving);
      if (!leaving.id().equals(before)) {
        assertThat(home(rest, home)).isEqualTo(before);
      }
    }
  }

  private static String home(List<Standing> workers, long key) {
    return Balancer.pick(workers, new Affinity(List.of(), key), any -> Set.of()).orElseThrow().id();
  }

  private static Pick pick(List<Standing> workers, Map<Long, Set<String>> holders) {
    return Balancer.pick(workers, ASKED, key -> holders.getOrDefault(key, Set.of())).orElseThrow();
  }

  private static Standing worker(String id, int busy) {
    return new Standing(id, busy, 8, false);
  }

  @Provide
  Arbitrary<List<Standing>> fleets() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 40), Arbitraries.integers().between(1, 32))
        .as((busy, places) -> new Standing("", busy, places, false))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(
            drawn -> {
              List<Standing> named = new ArrayList<>();
              for (Standing one : drawn) {
                named.add(
                    new Standing("pod-" + named.size(), one.busy(), one.places(), one.resting()));
              }
              assertThat(new HashSet<>(named)).hasSameSizeAs(named);
              return named;
            });
  }
}
