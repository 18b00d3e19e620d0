package dev.signalbox.worker.prompt;

import dev.signalbox.worker.preprocess.TileRules;
import java.util.Iterator;
import java.util.List;

/** What each {@code <image>} of a rendered conversation becomes before it is tokenised. */
public final class PicturePlaceholder {
  static final String IMAGE = "<image>";
  static final String FAKE = "<fake_token_around_image>";
  static final String GLOBAL = "<global-img>";

  private PicturePlaceholder() {}

  /** The placeholder of one picture whose tiles each take {@code tokens} image tokens. */
  public static String expand(int rows, int columns, int tokens) {
    String tile = IMAGE.repeat(tokens);
    StringBuilder text = new StringBuilder();
    for (int row = 1; row <= rows; row++) {
      for (int column = 1; column <= columns; column++) {
        text.append(FAKE).append("<row_%d_col_%d>".formatted(row, column)).append(tile);
      }
      text.append('\n');
    }
    if (rows > 0) {
      text.append('\n');
    }
    return text.append(FAKE).append(GLOBAL).append(tile).append(FAKE).toString();
  }

  /** Expands every {@code <image>}; there must be as many as plans. */
  static String expandAll(String rendered, List<TileRules.Plan> plans, int tokens) {
    StringBuilder text = new StringBuilder();
    Iterator<TileRules.Plan> next = plans.iterator();
    int at = 0;
    while (true) {
      int found = rendered.indexOf(IMAGE, at);
      if (found < 0) {
        break;
      }
      if (!next.hasNext()) {
        throw new IllegalStateException(
            "the template shows more pictures than the conversation has");
      }
      TileRules.Plan plan = next.next();
      text.append(rendered, at, found).append(expand(plan.rows(), plan.columns(), tokens));
      at = found + IMAGE.length();
    }
    if (next.hasNext()) {
      throw new IllegalStateException(
          "the template shows fewer pictures than the conversation has");
    }
    return text.append(rendered.substring(at)).toString();
  }
}
