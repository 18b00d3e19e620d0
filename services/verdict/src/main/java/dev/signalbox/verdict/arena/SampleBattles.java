package dev.signalbox.verdict.arena;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Adds invented pairs, marked so. */
@ApplicationScoped
public class SampleBattles {
  private final ArenaBook arena;

  SampleBattles(ArenaBook arena) {
    this.arena = arena;
  }

  /**
   * Adds those that are missing.
   *
   * @param battles of samples that are subjects already
   */
  public Uni<Void> add(JsonNode battles) {
    return Multi.createFrom()
        .iterable(battles)
        .onItem()
        .transformToUniAndConcatenate(node -> arena.add(battle(node)))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Battle battle(JsonNode node) {
    return new Battle(
        node.path("id").asText(),
        node.path("task").asText(),
        node.path("complexity").asText(),
        node.path("prompt").asText(),
        node.path("first").asText(),
        node.path("second").asText(),
        node.path("firstAnswer").asText(),
        node.path("secondAnswer").asText(),
        true);
  }
}
