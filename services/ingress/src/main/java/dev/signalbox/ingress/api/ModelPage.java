package dev.signalbox.ingress.api;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list by Anthropic's cursors: {@code limit}, and {@code after_id} or {@code
 * before_id}.
 *
 * @param ids in the list's order
 * @param more whether the list goes on in the direction that was asked for
 * @see <a href="https://docs.anthropic.com/en/api/models-list">its parameters</a>
 */
record ModelPage(List<String> ids, boolean more) {
  private static final int USUAL = 20;
  private static final int MOST = 1000;

  /**
   * The page that {@code asked} wants of {@code all}.
   *
   * @throws ProblemException 400 when it wants none that there is
   */
  static ModelPage of(List<String> all, MultiMap asked) {
    int limit = limit(asked.get("limit"));
    String after = asked.get("after_id");
    String before = asked.get("before_id");
    if (after != null && before != null) {
      throw IngressProblem.invalid("after_id", "may not stand beside before_id");
    }
    if (before != null) {
      int end = place(all, "before_id", before);
      int start = Math.max(0, end - limit);
      return new ModelPage(all.subList(start, end), start > 0);
    }
    int start = after == null ? 0 : place(all, "after_id", after) + 1;
    int end = Math.min(all.size(), start + limit);
    return new ModelPage(all.subList(start, end), end < all.size());
  }

  private static int limit(@Nullable String asked) {
    if (asked == null) {
      return USUAL;
    }
    int limit = asked.matches("[0-9]{1,4}") ? Integer.parseInt(asked) : 0;
    if (limit < 1 || limit > MOST) {
      throw IngressProblem.invalid("limit", "must be a whole number from 1 to " + MOST);
    }
    return limit;
  }

  private static int place(List<String> all, String cursor, String id) {
    int place = all.indexOf(id);
    if (place < 0) {
      throw IngressProblem.invalid(cursor, "names no model of this list");
    }
    return place;
  }
}
