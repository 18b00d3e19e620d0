package dev.signalbox.verdict.panel;

import dev.signalbox.verdict.stats.PanelSize;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the members of a panel have in common from earlier panels. */
final class PanelHistory {
  private PanelHistory() {}

  /**
   * How many independent judges the deciding members are worth.
   *
   * @param rows panel, member, whether ship: of settled panels
   * @return null when no two members judged three subjects together with variety
   */
  static @Nullable Double size(Panel panel, List<Object[]> rows) {
    Set<String> members =
        panel.reviews().stream()
            .filter(review -> review.verdict().isDecided())
            .map(review -> review.reviewer() + "\n" + review.lens())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, Integer> places = new LinkedHashMap<>();
    members.forEach(member -> places.put(member, places.size()));
    Map<String, Integer> units = new LinkedHashMap<>();
    rows.forEach(row -> units.putIfAbsent((String) row[0], units.size()));
    double[][] ratings = new double[places.size()][units.size()];
    for (double[] judge : ratings) {
      Arrays.fill(judge, Double.NaN);
    }
    for (Object[] row : rows) {
      Integer place = places.get((String) row[1]);
      Integer unit = units.get((String) row[0]);
      if (place != null && unit != null) {
        ratings[place][unit] = (Boolean) row[2] ? 1 : 0;
      }
    }
    double size = PanelSize.effective(ratings);
    return Double.isNaN(size) ? null : size;
  }
}
