package dev.signalbox.worker.constraint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules over bytes: each is a graph from its start to its end whose edges take a byte, nothing, or
 * what another rule takes. No rule reaches itself, so every text is finite in depth.
 */
final class Grammar {
  private static final int MOST_NODES = 100_000;

  sealed interface Edge {
    int to();

    /** Takes one byte from {@code low} to {@code high}, both included. */
    record Bytes(int low, int high, int to) implements Edge {}

    /** Takes nothing. */
    record Empty(int to) implements Edge {}

    /** Takes what a rule takes. */
    record Call(int rule, int to) implements Edge {}
  }

  /** Start and end of a rule; the end has no edges. */
  record Rule(int start, int end) {}

  private final List<List<Edge>> edges = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();

  /** A new node. */
  int node() {
    if (edges.size() >= MOST_NODES) {
      throw new UnsupportedSchemaException(
          "", "is too large: its automaton has more than %d nodes".formatted(MOST_NODES));
    }
    edges.add(new ArrayList<>(1));
    return edges.size() - 1;
  }

  void bytes(int from, int low, int high, int to) {
    edges.get(from).add(new Edge.Bytes(low, high, to));
  }

  void empty(int from, int to) {
    edges.get(from).add(new Edge.Empty(to));
  }

  void call(int from, int rule, int to) {
    edges.get(from).add(new Edge.Call(rule, to));
  }

  /** A path that takes exactly this text. */
  void literal(int from, String text, int to) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      empty(from, to);
      return;
    }
    int at = from;
    for (int i = 0; i < bytes.length; i++) {
      int next = i == bytes.length - 1 ? to : node();
      bytes(at, bytes[i] & 0xFF, bytes[i] & 0xFF, next);
      at = next;
    }
  }

  /** A path that takes this text; its end. */
  int literal(int from, String text) {
    int to = node();
    literal(from, text, to);
    return to;
  }

  /** Ends a rule; every rule that it calls has been ended before. */
  int rule(int start, int end) {
    rules.add(new Rule(start, end));
    return rules.size() - 1;
  }

  Rule rule(int id) {
    return rules.get(id);
  }

  List<Rule> rules() {
    return rules;
  }

  List<Edge> edges(int node) {
    return edges.get(node);
  }

  int size() {
    return edges.size();
  }
}
