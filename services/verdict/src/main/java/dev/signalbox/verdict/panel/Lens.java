package dev.signalbox.verdict.panel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a reviewer looks: a rubric with a version. Every lens scores the same criteria, each in its
 * own way, so that scores of different lenses can be laid beside each other.
 *
 * @param question what the reviewer asks first
 * @param rubric for each criterion what 1 and 5 mean to this lens
 */
public record Lens(
    String name, int version, String title, String question, List<Criterion> rubric) {
  /**
   * One criterion as a lens reads it.
   *
   * @param key the same in every lens
   * @param one what a score of 1 means
   * @param five what a score of 5 means
   */
  public record Criterion(String key, String title, String one, String five) {}

  public List<String> keys() {
    return rubric.stream().map(Criterion::key).toList();
  }

  /** As a criterion is called on pages; the key where this lens does not have it. */
  public String titleOf(String key) {
    @Nullable Criterion found =
        rubric.stream().filter(criterion -> criterion.key().equals(key)).findFirst().orElse(null);
    return found == null ? key : found.title();
  }
}
