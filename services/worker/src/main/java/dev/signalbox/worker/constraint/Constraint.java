package dev.signalbox.worker.constraint;

import dev.signalbox.worker.constraint.Automaton.State;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A schema made ready for a vocabulary. Answers on one thread share it. */
public final class Constraint {
  private final Automaton automaton;
  private final Vocabulary vocabulary;

  Constraint(Automaton automaton, Vocabulary vocabulary) {
    this.automaton = automaton;
    this.vocabulary = vocabulary;
    mask(automaton.start());
  }

  /** Tokens that certainly suffice for an answer. */
  public int shortest() {
    return automaton.start().distance();
  }

  /** A new answer. */
  public Walk walk() {
    return new Walk();
  }

  /** One answer as it grows. */
  public final class Walk {
    private State state = automaton.start();

    /**
     * Makes every token impossible after which the answer could not be completed.
     *
     * @param logits changed in place
     * @param left tokens that the answer may still have, the next one included
     * @param stops tokens that end an answer
     */
    public void restrict(float[] logits, int left, java.util.List<Long> stops) {
      Mask mask = mask(state);
      BitSet allowed = mask.longest() <= left - 1 ? mask.allowed() : within(state, left - 1);
      for (int token = 0; token < logits.length; token++) {
        boolean may = allowed.get(token) || (state.accepting() && stops.contains((long) token));
        if (!may) {
          logits[token] = Float.NEGATIVE_INFINITY;
        }
      }
    }

    /** Takes a token that {@link #restrict} left possible; a stop token changes nothing. */
    public void accept(byte @Nullable [] token) {
      if (token == null) {
        return;
      }
      for (byte each : token) {
        State next = automaton.step(state, each & 0xFF);
        if (next == null) {
          throw new IllegalStateException("the token was not allowed");
        }
        state = next;
      }
    }

    /** Whether the answer is whole as it stands. */
    public boolean whole() {
      return state.accepting();
    }

    /** Whether nothing may be added to it. */
    public boolean closed() {
      return state.closed();
    }
  }

  private Mask mask(State state) {
    Mask mask = state.mask;
    if (mask == null) {
      Walker walker = new Walker(Integer.MAX_VALUE);
      walker.from(state, Vocabulary.ROOT);
      mask = new Mask(walker.allowed, walker.longest);
      state.mask = mask;
    }
    return mask;
  }

  private BitSet within(State state, int most) {
    Walker walker = new Walker(most);
    walker.from(state, Vocabulary.ROOT);
    return walker.allowed;
  }

  /** Walks vocabulary and automaton together. */
  private final class Walker {
    private final int most;
    private final BitSet allowed = new BitSet(vocabulary.size());
    private int longest;

    private Walker(int most) {
      this.most = most;
    }

    private void from(State state, int node) {
      for (int child = vocabulary.firstChild(node);
          child >= 0;
          child = vocabulary.nextSibling(child)) {
        State next = automaton.step(state, vocabulary.label(child));
        if (next == null) {
          continue;
        }
        int token = vocabulary.token(child);
        if (token >= 0 && next.distance() <= most) {
          allowed.set(token);
          longest = Math.max(longest, next.distance());
        }
        from(next, child);
      }
    }
  }
}
