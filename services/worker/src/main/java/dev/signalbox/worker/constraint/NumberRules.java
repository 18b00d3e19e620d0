package dev.signalbox.worker.constraint;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;

/** Rules of JSON numbers between bounds, written out digit by digit. */
final class NumberRules {
  private static final int DIGITS = 15;
  private static final BigInteger LARGEST = BigInteger.TEN.pow(DIGITS).subtract(BigInteger.ONE);

  private final Grammar grammar;
  private int any = -1;

  NumberRules(Grammar grammar) {
    this.grammar = grammar;
  }

  /** Bounds of integers, both included. */
  private record Bounds(BigInteger low, BigInteger high) {
    boolean empty() {
      return low.compareTo(high) > 0;
    }

    Bounds negated() {
      return new Bounds(high.negate(), low.negate());
    }

    Bounds atLeast(BigInteger least) {
      return new Bounds(low.max(least), high);
    }
  }

  int anyNumber() {
    if (any < 0) {
      int start = grammar.node();
      int end = grammar.node();
      int whole = grammar.node();
      integers(start, new Bounds(LARGEST.negate(), LARGEST), whole);
      grammar.empty(whole, end);
      fraction(whole, end);
      any = grammar.rule(start, end);
    }
    return any;
  }

  int integer(SchemaNode schema) {
    BigDecimal multiple = schema.bound("multipleOf");
    if (multiple != null && multiple.compareTo(BigDecimal.ONE) != 0) {
      throw schema.refused("has 'multipleOf', which is not supported");
    }
    int start = grammar.node();
    int end = grammar.node();
    integers(start, bounds(schema), end);
    return grammar.rule(start, end);
  }

  int number(SchemaNode schema) {
    if (schema.bound("multipleOf") != null) {
      return integer(schema);
    }
    Bounds bounds = bounds(schema);
    int start = grammar.node();
    int end = grammar.node();
    integers(start, bounds, end);
    // A fraction's last digit is not 0, so n.f lies between n and n + 1, both excluded.
    Bounds wide = wideBounds(schema);
    fractions(start, new Bounds(wide.low(), wide.high().subtract(BigInteger.ONE)), end);
    int minus = grammar.literal(start, "-");
    Bounds mirrored = wide.negated();
    fractions(minus, new Bounds(mirrored.low(), mirrored.high().subtract(BigInteger.ONE)), end);
    return grammar.rule(start, end);
  }

  private void fractions(int from, Bounds wholes, int to) {
    Bounds positive = wholes.atLeast(BigInteger.ZERO);
    if (!positive.empty()) {
      int point = grammar.node();
      naturals(from, positive, point);
      fraction(point, to);
    }
  }

  private void fraction(int from, int to) {
    int at = grammar.literal(from, ".");
    for (int i = 0; i < DIGITS; i++) {
      grammar.bytes(at, '1', '9', to);
      if (i < DIGITS - 1) {
        int next = grammar.node();
        grammar.bytes(at, '0', '9', next);
        at = next;
      }
    }
  }

  /** Integers that satisfy the bounds, the excluding ones too. */
  private static Bounds bounds(SchemaNode schema) {
    Bounds wide = wideBounds(schema);
    BigInteger low = wide.low();
    BigInteger high = wide.high();
    BigDecimal above = schema.bound("exclusiveMinimum");
    if (above != null) {
      low = low.max(above.setScale(0, RoundingMode.FLOOR).toBigInteger().add(BigInteger.ONE));
    }
    BigDecimal below = schema.bound("exclusiveMaximum");
    if (below != null) {
      high =
          high.min(below.setScale(0, RoundingMode.CEILING).toBigInteger().subtract(BigInteger.ONE));
    }
    return new Bounds(low, high);
  }

  /** Integers inside the bounds, taken as including. */
  private static Bounds wideBounds(SchemaNode schema) {
    BigInteger low = LARGEST.negate();
    BigInteger high = LARGEST;
    for (String keyword : new String[] {"minimum", "exclusiveMinimum"}) {
      BigDecimal bound = schema.bound(keyword);
      if (bound != null) {
        low = low.max(bound.setScale(0, RoundingMode.CEILING).toBigInteger());
      }
    }
    for (String keyword : new String[] {"maximum", "exclusiveMaximum"}) {
      BigDecimal bound = schema.bound(keyword);
      if (bound != null) {
        high = high.min(bound.setScale(0, RoundingMode.FLOOR).toBigInteger());
      }
    }
    return new Bounds(low, high);
  }

  private void integers(int from, Bounds bounds, int to) {
    Bounds positive = bounds.atLeast(BigInteger.ZERO);
    if (!positive.empty()) {
      naturals(from, positive, to);
    }
    Bounds negative = bounds.negated().atLeast(BigInteger.ONE);
    if (!negative.empty()) {
      naturals(grammar.literal(from, "-"), negative, to);
    }
  }

  /** Natural numbers without leading zeros. */
  private void naturals(int from, Bounds bounds, int to) {
    for (int length = 1; length <= DIGITS; length++) {
      BigInteger least = length == 1 ? BigInteger.ZERO : BigInteger.TEN.pow(length - 1);
      BigInteger most = BigInteger.TEN.pow(length).subtract(BigInteger.ONE);
      BigInteger low = bounds.low().max(least);
      BigInteger high = bounds.high().min(most);
      if (low.compareTo(high) <= 0) {
        int[] free = new int[length + 1];
        Arrays.fill(free, -1);
        free[length] = to;
        new SameLength(low.toString(), high.toString(), free).between(from, 0, true, true);
      }
    }
  }

  /** Numbers of one length. */
  private final class SameLength {
    private final String low;
    private final String high;
    private final int[] free;

    private SameLength(String low, String high, int[] free) {
      this.low = low;
      this.high = high;
      this.free = free;
    }

    /**
     * @param atLow whether the digits so far are the lower bound's
     * @param atHigh whether they are the upper bound's
     */
    private void between(int from, int digit, boolean atLow, boolean atHigh) {
      int least = atLow ? low.charAt(digit) : '0';
      int most = atHigh ? high.charAt(digit) : '9';
      int first = least;
      int last = most;
      if (atLow && atHigh && least == most) {
        between(from, digit, least, true, true);
        return;
      }
      if (atLow) {
        between(from, digit, least, true, false);
        first++;
      }
      if (atHigh) {
        between(from, digit, most, false, true);
        last--;
      }
      if (first <= last) {
        grammar.bytes(from, first, last, free(digit + 1));
      }
    }

    private void between(int from, int digit, int each, boolean atLow, boolean atHigh) {
      if (digit == low.length() - 1) {
        grammar.bytes(from, each, each, free[low.length()]);
        return;
      }
      int next = grammar.node();
      grammar.bytes(from, each, each, next);
      between(next, digit + 1, atLow, atHigh);
    }

    /** Any digits from here. */
    private int free(int digit) {
      if (free[digit] < 0) {
        free[digit] = grammar.node();
        grammar.bytes(free[digit], '0', '9', free(digit + 1));
      }
      return free[digit];
    }
  }
}
