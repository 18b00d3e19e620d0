package dev.signalbox.ingress.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.pool.Capabilities;
import dev.signalbox.ingress.pool.Modality;
import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class RoutingPolicyPropertyTest {
  /** A pool, a request, and what the classifier said of it. */
  record Situation(
      List<Model> models, Map<String, Estimate> estimates, Set<String> down, RequestFacts facts) {
    RouteDecision decide(Mode mode) {
      return decide(mode, models);
    }

    RouteDecision decide(Mode mode, List<Model> inThisOrder) {
      PoolSnapshot pool = Pools.pool(inThisOrder.toArray(Model[]::new));
      List<String> names = inThisOrder.stream().map(Model::name).toList();
      Route route =
          new Route(
              "auto",
              names,
              mode,
              List.of("model-0"),
              List.of("model-0", "model-1"),
              List.of(),
              Set.of(),
              Route.Origin.DOCUMENT);
      Map<String, String> troubles = new HashMap<>();
      down.forEach(name -> troubles.put(name, "it is down"));
      return RoutingPolicy.decide(
          facts, route, pool, Conditions.of(Health.of(troubles)), Pools.answered(estimates));
    }
  }

  @Property(seed = "1")
  void shouldNeverChooseOrFallBackOnAModelThatCannotServe(
      @ForAll("situations") Situation situation, @ForAll("modes") Mode mode) {
    if (situation.decide(mode) instanceof RouteDecision.Routed routed) {
      RequestFacts facts = situation.facts();
      Stream.concat(Stream.of(routed.model()), routed.fallbacks().stream())
          .forEach(
              model -> {
                Capabilities can = model.capabilities();
                assertThat(model.enabled()).isTrue();
                assertThat(situation.down()).doesNotContain(model.name());
                assertThat(facts.images() == 0 || can.takesImages()).isTrue();
                assertThat(facts.tools() == 0 || can.tools()).isTrue();
                assertThat(!facts.json() || can.json()).isTrue();
                assertThat(facts.maxOutputTokens()).isLessThanOrEqualTo(can.maxOutputTokens());
                assertThat(facts.textTokens() + facts.maxOutputTokens())
                    .isLessThanOrEqualTo(can.contextTokens());
              });
    }
  }

  @Property(seed = "1")
  void shouldBeImpossibleOnlyWhenEveryModelIsExcluded(
      @ForAll("situations") Situation situation, @ForAll("modes") Mode mode) {
    RouteDecision decision = situation.decide(mode);

    assertThat(decision.candidates()).hasSameSizeAs(situation.models());
    assertThat(decision instanceof RouteDecision.Impossible)
        .isEqualTo(decision.candidates().stream().noneMatch(Candidate::eligible));
  }

  @Property(seed = "1")
  void shouldBeWorthNoLessThanAnyOther(
      @ForAll("situations") Situation situation, @ForAll("modes") Mode mode) {
    if (situation.decide(mode) instanceof RouteDecision.Routed routed
        && predicted(routed).size() > 1) {
      double weight = Pools.CURVE.weight(mode);
      Candidate chosen =
          predicted(routed).stream()
              .filter(one -> one.model().equals(routed.model()))
              .findFirst()
              .orElseThrow();

      assertThat(predicted(routed))
          .allSatisfy(
              one ->
                  assertThat(chosen.utility(weight)).isGreaterThanOrEqualTo(one.utility(weight)));
    }
  }

  @Property(seed = "1")
  void shouldDecideTheSameInWhateverOrderModelsAreWritten(
      @ForAll("situations") Situation situation,
      @ForAll("modes") Mode mode,
      @ForAll Random random) {
    List<Model> shuffled = new ArrayList<>(situation.models());
    Collections.shuffle(shuffled, random);

    assertThat(situation.decide(mode, shuffled)).isEqualTo(situation.decide(mode));
  }

  @Property(seed = "1")
  void shouldNeverCostMoreWhenMoreLossIsAccepted(
      @ForAll("situations") Situation situation,
      @ForAll @DoubleRange(max = 100) double one,
      @ForAll @DoubleRange(max = 100) double other) {
    Mode narrow = new Mode("1", Math.min(one, other));
    Mode wide = new Mode("2", Math.max(one, other));

    if (situation.decide(narrow) instanceof RouteDecision.Routed dear
        && situation.decide(wide) instanceof RouteDecision.Routed cheap) {
      assertThat(cheap.expectedCost()).isLessThanOrEqualTo(dear.expectedCost());
    }
  }

  @Property(seed = "1")
  void shouldFallBackOnWhatWouldHaveBeenChosenWithoutTheFirst(
      @ForAll("situations") Situation situation, @ForAll("modes") Mode mode) {
    if (situation.decide(mode) instanceof RouteDecision.Routed routed
        && predicted(routed).size() > 1) {
      Set<String> down = new java.util.HashSet<>(situation.down());
      down.add(routed.model().name());
      Situation without =
          new Situation(situation.models(), situation.estimates(), down, situation.facts());

      assertThat(without.decide(mode))
          .isInstanceOfSatisfying(
              RouteDecision.Routed.class,
              next -> assertThat(next.model()).isEqualTo(routed.fallbacks().get(0)));
    }
  }

  private static List<Candidate> predicted(RouteDecision.Routed routed) {
    return routed.candidates().stream()
        .filter(one -> one.eligible() && one.estimate().isPresent())
        .toList();
  }

  @Provide
  Arbitrary<Mode> modes() {
    return Arbitraries.of("quality", "balanced", "cost", "0.5", "10", "100")
        .map(name -> Mode.parse(name).orElseThrow());
  }

  @Provide
  Arbitrary<Situation> situations() {
    return Combinators.combine(members().list().ofMinSize(1).ofMaxSize(6), facts())
        .as(RoutingPolicyPropertyTest::situation);
  }

  /** One model before it has a name. */
  record Member(long price, Capabilities can, double success, int outputTokens, int fate) {}

  private static Situation situation(List<Member> members, RequestFacts facts) {
    List<Model> models = new ArrayList<>();
    Map<String, Estimate> estimates = new HashMap<>();
    Set<String> down = new java.util.HashSet<>();
    for (Member member : members) {
      String name = "model-" + models.size();
      Model model = Pools.model(name, member.price(), member.can());
      models.add(member.fate() == 0 ? Pools.disabled(model) : model);
      if (member.fate() == 1) {
        down.add(name);
      }
      if (member.fate() != 2) {
        double success = member.success();
        estimates.put(
            name, new Estimate(success, success, success, Basis.OUTCOMES, member.outputTokens()));
      }
    }
    return new Situation(models, estimates, down, facts);
  }

  private static Arbitrary<Member> members() {
    Arbitrary<Capabilities> capabilities =
        Combinators.combine(
                Arbitraries.of(true, false),
                Arbitraries.of(true, false),
                Arbitraries.of(true, false),
                Arbitraries.of(500, 10_000, 100_000),
                Arbitraries.of(50, 500))
            .as(
                (image, tools, json, context, output) ->
                    new Capabilities(
                        image ? Set.of(Modality.TEXT, Modality.IMAGE) : Set.of(Modality.TEXT),
                        tools,
                        json,
                        context,
                        output,
                        image ? 100 : 0));
    return Combinators.combine(
            Arbitraries.of(0L, 1L, 10_000L, 150_000L, 2_500_000L),
            capabilities,
            Arbitraries.integers().between(0, 100).map(percent -> percent / 100.0),
            Arbitraries.integers().between(0, 1_000),
            Arbitraries.integers().between(0, 9))
        .as(Member::new);
  }

  private static Arbitrary<RequestFacts> facts() {
    return Combinators.combine(
            Arbitraries.of(10, 400, 5_000, 50_000),
            Arbitraries.of(0, 0, 1, 3),
            Arbitraries.of(0, 0, 2),
            Arbitraries.of(true, false, false),
            Arbitraries.of(0, 0, 40, 200))
        .as(
            (tokens, images, tools, json, output) ->
                new RequestFacts(tokens, images, tools, json, false, output, "auto"));
  }
}
