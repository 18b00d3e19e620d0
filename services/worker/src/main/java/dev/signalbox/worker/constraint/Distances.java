package dev.signalbox.worker.constraint;

import dev.signalbox.worker.constraint.Grammar.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * For each node a number of tokens that certainly suffices to reach the end of its rule: shortest
 * paths over single-byte tokens and, along literal text, over longer ones.
 */
final class Distances {
  /** Nothing reaches the end from here. */
  static final int NEVER = 1 << 28;

  private record Step(int from, int weight) {}

  private record Reached(int node, int distance) {}

  private final Grammar grammar;
  private final Vocabulary vocabulary;
  private final int[] distance;

  private Distances(Grammar grammar, Vocabulary vocabulary) {
    this.grammar = grammar;
    this.vocabulary = vocabulary;
    this.distance = new int[grammar.size()];
    Arrays.fill(distance, NEVER);
  }

  /** Distances of all nodes, rule by rule: a rule's callees come before it. */
  static int[] of(Grammar grammar, Vocabulary vocabulary) {
    Distances distances = new Distances(grammar, vocabulary);
    for (Grammar.Rule rule : grammar.rules()) {
      distances.measure(rule);
    }
    return distances.distance;
  }

  private void measure(Grammar.Rule rule) {
    List<Integer> nodes = reachable(rule.start());
    java.util.Map<Integer, List<Step>> back = new java.util.HashMap<>();
    for (int node : nodes) {
      for (Edge edge : grammar.edges(node)) {
        int weight = weight(edge);
        if (weight < NEVER) {
          back.computeIfAbsent(edge.to(), to -> new ArrayList<>()).add(new Step(node, weight));
        }
      }
      for (int end : ends(node)) {
        back.computeIfAbsent(end, to -> new ArrayList<>()).add(new Step(node, 1));
      }
    }
    PriorityQueue<Reached> queue =
        new PriorityQueue<>(java.util.Comparator.comparingInt(Reached::distance));
    distance[rule.end()] = 0;
    queue.add(new Reached(rule.end(), 0));
    while (!queue.isEmpty()) {
      Reached next = queue.remove();
      if (next.distance() > distance[next.node()]) {
        continue;
      }
      for (Step step : back.getOrDefault(next.node(), List.of())) {
        int longer = next.distance() + step.weight();
        if (longer < distance[step.from()]) {
          distance[step.from()] = longer;
          queue.add(new Reached(step.from(), longer));
        }
      }
    }
  }

  private List<Integer> reachable(int start) {
    Set<Integer> seen = new HashSet<>(Set.of(start));
    Deque<Integer> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (Edge edge : grammar.edges(open.remove())) {
        if (seen.add(edge.to())) {
          open.add(edge.to());
        }
      }
    }
    return List.copyOf(seen);
  }

  private int weight(Edge edge) {
    return switch (edge) {
      case Edge.Empty empty -> 0;
      case Edge.Call call -> distance[grammar.rule(call.rule()).start()];
      case Edge.Bytes bytes -> {
        for (int each = bytes.low(); each <= bytes.high(); each++) {
          if (vocabulary.hasByte(each)) {
            yield 1;
          }
        }
        yield NEVER;
      }
    };
  }

  /** Nodes that one token of two or more bytes reaches along the literal text from here. */
  private List<Integer> ends(int node) {
    List<Integer> ends = new ArrayList<>();
    int at = node;
    int trie = Vocabulary.ROOT;
    while (grammar.edges(at).size() == 1
        && grammar.edges(at).getFirst() instanceof Edge.Bytes only
        && only.low() == only.high()) {
      trie = vocabulary.child(trie, only.low());
      if (trie < 0) {
        break;
      }
      at = only.to();
      if (vocabulary.token(trie) >= 0) {
        ends.add(at);
      }
    }
    return ends;
  }
}
