package dev.signalbox.verdict.stats;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Which items can be rated on one scale. The maximum likelihood exists exactly where every item can
 * be reached from every other by a chain of points won (L. R. Ford, Am. Math. Monthly 64(8) (1957)
 * 28-33): the strongly connected components of "has points against". Ties count both ways.
 */
public final class Connectedness {
  private Connectedness() {}

  /** Components in order of size, then of the lowest item; items ascend. */
  public static List<int[]> components(Comparisons comparisons) {
    return components(Wins.of(comparisons));
  }

  /** Groups with comparisons among them, whoever won: items of two groups were never compared. */
  public static List<int[]> groups(Comparisons comparisons) {
    Wins wins = Wins.of(comparisons);
    return components(wins, (i, j) -> wins.games(i, j) > 0);
  }

  static List<int[]> components(Wins wins) {
    return components(wins, (i, j) -> wins.points(i, j) > 0);
  }

  @FunctionalInterface
  private interface Edge {
    boolean leads(int from, int to);
  }

  /** Kosaraju's two passes, with stacks of their own instead of recursion. */
  private static List<int[]> components(Wins wins, Edge edge) {
    int n = wins.items();
    boolean[] seen = new boolean[n];
    List<Integer> finished = new ArrayList<>(n);
    for (int start = 0; start < n; start++) {
      if (!seen[start]) {
        visit(start, n, edge, seen, finished);
      }
    }
    Arrays.fill(seen, false);
    List<int[]> components = new ArrayList<>();
    for (int i = n - 1; i >= 0; i--) {
      int start = finished.get(i);
      if (!seen[start]) {
        List<Integer> component = new ArrayList<>();
        visit(start, n, (from, to) -> edge.leads(to, from), seen, component);
        components.add(component.stream().mapToInt(Integer::intValue).sorted().toArray());
      }
    }
    components.sort(Comparator.<int[]>comparingInt(c -> -c.length).thenComparingInt(c -> c[0]));
    return components;
  }

  private static void visit(int start, int n, Edge edge, boolean[] seen, List<Integer> finished) {
    Deque<int[]> stack = new ArrayDeque<>();
    seen[start] = true;
    stack.push(new int[] {start, 0});
    while (!stack.isEmpty()) {
      int[] frame = stack.peek();
      int next = frame[1]++;
      if (next == n) {
        finished.add(frame[0]);
        stack.pop();
      } else if (!seen[next] && next != frame[0] && edge.leads(frame[0], next)) {
        seen[next] = true;
        stack.push(new int[] {next, 0});
      }
    }
  }
}
