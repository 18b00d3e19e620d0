package dev.signalbox.verdict.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.arena.SampleBattles;
import dev.signalbox.verdict.panel.LensBook;
import dev.signalbox.verdict.panel.PanelBook;
import dev.signalbox.verdict.panel.Review;
import dev.signalbox.verdict.panel.ReviewVerdict;
import dev.signalbox.verdict.panel.Seat;
import dev.signalbox.verdict.subject.Fact;
import dev.signalbox.verdict.subject.NewSubject;
import dev.signalbox.verdict.subject.PriceSheet;
import dev.signalbox.verdict.subject.SubjectBook;
import dev.signalbox.verdict.subject.SubjectKind;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Adds the built-in lenses, the first fact sheets of the pool's subjects and, where that is wanted,
 * invented subjects with reviews. Everything invented is marked so and no event is made of it.
 */
@ApplicationScoped
class Samples {
  private static final Logger LOG = Logger.getLogger(Samples.class);

  private final LensBook lenses;
  private final SubjectBook subjects;
  private final PanelBook panels;
  private final SampleBattles battles;
  private final InstantSource clock;
  private final ObjectMapper json;
  private final boolean wanted;

  Samples(
      LensBook lenses,
      SubjectBook subjects,
      PanelBook panels,
      SampleBattles battles,
      InstantSource clock,
      ObjectMapper json,
      VerdictConfig config) {
    this.lenses = lenses;
    this.subjects = subjects;
    this.panels = panels;
    this.battles = battles;
    this.clock = clock;
    this.json = json;
    this.wanted = config.panels().samples();
  }

  void start(@Observes StartupEvent event) {
    lenses
        .add(lenses.builtIn())
        .chain(() -> wanted ? addAll() : Uni.createFrom().voidItem())
        .subscribe()
        .with(
            ignored -> {},
            failure -> LOG.warnf("lenses or samples were not added: %s", failure.getMessage()));
  }

  private Uni<Void> addAll() {
    JsonNode document = document();
    List<JsonNode> all = new ArrayList<>();
    document.path("subjects").forEach(all::add);
    List<JsonNode> pairs = new ArrayList<>();
    document.path("pairs").forEach(pairs::add);
    return Multi.createFrom()
        .iterable(all)
        .onItem()
        .transformToUniAndConcatenate(this::addSubject)
        .collect()
        .asList()
        .flatMap(
            added ->
                added.contains(true)
                    ? Multi.createFrom()
                        .iterable(pairs)
                        .onItem()
                        .transformToUniAndConcatenate(
                            pair ->
                                addPanel(
                                    pair.path("first").asText(),
                                    pair.path("second").asText(),
                                    pair.path("reviews")))
                        .collect()
                        .last()
                        .replaceWithVoid()
                    : Uni.createFrom().voidItem())
        .chain(() -> battles.add(document.path("battles")));
  }

  private Uni<Boolean> addSubject(JsonNode node) {
    return subjects
        .create(subject(node))
        .flatMap(
            added ->
                added
                    ? addPanel(node.path("slug").asText(), null, node.path("reviews"))
                        .replaceWith(true)
                    : Uni.createFrom().item(false));
  }

  private Uni<Void> addPanel(String subject, @Nullable String other, JsonNode reviews) {
    List<Seat> seats = new ArrayList<>();
    List<Review> given = new ArrayList<>();
    Instant now = clock.instant();
    for (JsonNode review : reviews) {
      seats.add(new Seat(null, review.path("lens").asText()));
      given.add(review(review, now.plusMillis(given.size())));
    }
    return panels
        .convene(subject, other, seats, Math.min(3, seats.size()), true)
        .flatMap(
            id ->
                Multi.createFrom()
                    .iterable(given)
                    .onItem()
                    .transformToUniAndConcatenate(review -> panels.add(id, review))
                    .collect()
                    .last()
                    .chain(() -> panels.settle(id)))
        .replaceWithVoid();
  }

  private static Review review(JsonNode node, Instant at) {
    TreeMap<String, Integer> scores = new TreeMap<>();
    node.path("scores").properties().forEach(s -> scores.put(s.getKey(), s.getValue().asInt()));
    return new Review(
        "review_" + UUID.randomUUID().toString().replace("-", ""),
        node.path("reviewer").asText(),
        true,
        node.path("lens").asText(),
        1,
        null,
        ReviewVerdict.of(node.path("verdict").asText()),
        scores,
        node.path("case").asText(),
        node.path("changeMind").asText(),
        null,
        null,
        null,
        null,
        false,
        at);
  }

  private static NewSubject subject(JsonNode node) {
    List<Fact> facts = new ArrayList<>();
    node.path("facts")
        .forEach(
            fact -> facts.add(new Fact(fact.path("label").asText(), fact.path("value").asText())));
    JsonNode prices = node.path("prices");
    return new NewSubject(
        node.path("slug").asText(),
        SubjectKind.parse(node.path("kind").asText()),
        node.path("title").asText(),
        node.path("summary").asText(),
        node.path("maker").asText(),
        null,
        null,
        true,
        facts,
        new PriceSheet(
            1,
            prices.path("source").asText(),
            LocalDate.parse(prices.path("date").asText()),
            usd(prices, "perMillionInput"),
            usd(prices, "perMillionCachedInput"),
            usd(prices, "perMillionOutput"),
            usd(prices, "perImage"),
            usd(prices, "perThousandRequests"),
            usd(prices, "perMonth"),
            prices.path("note").asText(),
            Instant.EPOCH));
  }

  private static @Nullable Money usd(JsonNode prices, String name) {
    return prices.hasNonNull(name) ? Money.ofUsd(new BigDecimal(prices.get(name).asText())) : null;
  }

  private JsonNode document() {
    try (InputStream in = Samples.class.getResourceAsStream("/panel/samples.json")) {
      if (in == null) {
        throw new IllegalStateException("the samples are missing from the jar");
      }
      return json.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
