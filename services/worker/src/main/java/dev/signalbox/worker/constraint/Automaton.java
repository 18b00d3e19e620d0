package dev.signalbox.worker.constraint;

import dev.signalbox.worker.constraint.Grammar.Edge;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A grammar made deterministic as it is walked: a state is the set of places where the text may
 * stand, each with the rules to return to. One thread at a time.
 */
final class Automaton {
  private static final int MOST_STATES = 20_000;

  /** Where a called rule returns to. */
  private static final class Frame {
    private final int id;
    private final int returnTo;
    private final @Nullable Frame parent;
    private final int distance;
    private final Map<Integer, Frame> children = new HashMap<>();

    private Frame(int id, int returnTo, @Nullable Frame parent, int distance) {
      this.id = id;
      this.returnTo = returnTo;
      this.parent = parent;
      this.distance = distance;
    }
  }

  private record Place(int node, Frame frame) {}

  /** A set of places. */
  static final class State {
    private final Place[] places;
    private final boolean accepting;
    private final int distance;
    private final @Nullable State[] next = new State[256];
    @Nullable Mask mask;

    private State(Place[] places, boolean accepting, int distance) {
      this.places = places;
      this.accepting = accepting;
      this.distance = distance;
    }

    /** Whether the text may end here. */
    boolean accepting() {
      return accepting;
    }

    /** Whether it can only end here. */
    boolean closed() {
      return places.length == 0;
    }

    /** Tokens that certainly suffice to an end. */
    int distance() {
      return distance;
    }
  }

  private final Grammar grammar;
  private final int[] distances;
  private final Map<String, State> states = new HashMap<>();
  private final Frame root;
  private final State dead = new State(new Place[0], false, Distances.NEVER);
  private final State start;
  private int frames;

  /**
   * @param rule the one that a whole text follows
   */
  Automaton(Grammar grammar, int rule, int[] distances) {
    this.grammar = grammar;
    this.distances = distances;
    this.root = new Frame(frames++, -1, null, 0);
    Set<Place> places = new LinkedHashSet<>();
    this.start = state(places, close(new Place(grammar.rule(rule).start(), root), places));
  }

  State start() {
    return start;
  }

  /** The state behind a byte, or null where no text of the grammar goes on so. */
  @Nullable State step(State from, int each) {
    State known = from.next[each];
    if (known == null) {
      known = compute(from, each);
      from.next[each] = known;
    }
    return known == dead ? null : known;
  }

  private State compute(State from, int each) {
    Set<Place> places = new LinkedHashSet<>();
    int shortest = Distances.NEVER;
    for (Place place : from.places) {
      for (Edge edge : grammar.edges(place.node())) {
        if (edge instanceof Edge.Bytes bytes && each >= bytes.low() && each <= bytes.high()) {
          shortest = Math.min(shortest, close(new Place(bytes.to(), place.frame()), places));
        }
      }
    }
    return shortest >= Distances.NEVER ? dead : state(places, shortest);
  }

  /**
   * Adds every place that is reached without a byte; the shortest distance of them, 0 where the
   * text may end.
   */
  private int close(Place first, Set<Place> into) {
    int shortest = Distances.NEVER;
    Deque<Place> open = new ArrayDeque<>();
    Set<Place> seen = new LinkedHashSet<>();
    open.add(first);
    while (!open.isEmpty()) {
      Place place = open.remove();
      if (distances[place.node()] >= Distances.NEVER || !seen.add(place)) {
        continue;
      }
      if (grammar.edges(place.node()).isEmpty()) {
        Frame frame = place.frame();
        if (frame.parent == null) {
          into.add(place);
          shortest = 0;
        } else {
          open.add(new Place(frame.returnTo, frame.parent));
        }
        continue;
      }
      boolean takes = false;
      for (Edge edge : grammar.edges(place.node())) {
        switch (edge) {
          case Edge.Bytes bytes -> takes = true;
          case Edge.Empty empty -> open.add(new Place(empty.to(), place.frame()));
          case Edge.Call call -> {
            if (distances[call.to()] < Distances.NEVER) {
              open.add(
                  new Place(grammar.rule(call.rule()).start(), child(place.frame(), call.to())));
            }
          }
        }
      }
      if (takes) {
        into.add(place);
        shortest = Math.min(shortest, distances[place.node()] + place.frame().distance);
      }
    }
    return shortest;
  }

  private Frame child(Frame frame, int returnTo) {
    return frame.children.computeIfAbsent(
        returnTo, to -> new Frame(frames++, to, frame, distances[to] + frame.distance));
  }

  private State state(Set<Place> places, int distance) {
    long[] keys =
        places.stream()
            .mapToLong(place -> (long) place.node() << 32 | place.frame().id)
            .sorted()
            .toArray();
    String key = Arrays.toString(keys);
    State known = states.get(key);
    if (known == null) {
      if (states.size() >= MOST_STATES) {
        // Walks that stand on old states go on from them.
        states.clear();
      }
      boolean accepting =
          places.stream()
              .anyMatch(place -> place.frame() == root && grammar.edges(place.node()).isEmpty());
      Place[] taking =
          places.stream()
              .filter(place -> !grammar.edges(place.node()).isEmpty())
              .toArray(Place[]::new);
      known = new State(taking, accepting, distance);
      states.put(key, known);
    }
    return known;
  }
}
