package dev.signalbox.worker.constraint;

import java.util.BitSet;

/**
 * A regular expression inside a JSON string: literals, classes, groups, alternatives, counted
 * repetition, anchors at both ends. A class or dot takes printable ASCII only; what JSON must
 * escape is written escaped.
 */
final class PatternCompiler {
  private static final int MOST_REPEATS = 1_000;

  private final Grammar grammar;
  private final SchemaNode schema;
  private final String pattern;
  private final int character;
  private int at;

  /**
   * @param character the rule of any character of a string, for what an unanchored pattern leaves
   *     open
   */
  PatternCompiler(Grammar grammar, SchemaNode schema, String pattern, int character) {
    this.grammar = grammar;
    this.schema = schema;
    this.pattern = pattern;
    this.character = character;
  }

  /** Adds the pattern behind a node; its end. */
  int compile(int from) {
    int start = from;
    if (peek('^')) {
      at++;
    } else {
      start = anything(from);
    }
    int end = alternatives(start);
    boolean anchored = at < pattern.length() && pattern.charAt(at) == '$';
    if (anchored) {
      at++;
    }
    if (at < pattern.length()) {
      throw refused();
    }
    return anchored ? end : anything(end);
  }

  private int anything(int from) {
    int loop = grammar.node();
    grammar.empty(from, loop);
    grammar.call(loop, character, loop);
    int end = grammar.node();
    grammar.empty(loop, end);
    return end;
  }

  private int alternatives(int from) {
    boolean whole = at <= 1;
    int end = grammar.node();
    grammar.empty(sequence(from), end);
    while (peek('|')) {
      if (whole) {
        // "^a|b$" anchors only its first and last alternative.
        throw refused();
      }
      at++;
      grammar.empty(sequence(from), end);
    }
    return end;
  }

  private int sequence(int from) {
    int node = from;
    while (at < pattern.length() && "|)$".indexOf(pattern.charAt(at)) < 0) {
      node = repeated(node);
    }
    return node;
  }

  private int repeated(int from) {
    int begin = at;
    int first = grammar.node();
    grammar.empty(from, first);
    int end = atom(first);
    int afterAtom = at;
    int least = 1;
    int most = 1;
    if (peek('*') || peek('+') || peek('?')) {
      char sign = pattern.charAt(at++);
      least = sign == '+' ? 1 : 0;
      most = sign == '?' ? 1 : -1;
    } else if (peek('{')) {
      int close = pattern.indexOf('}', at);
      if (close < 0) {
        throw refused();
      }
      String[] bounds = pattern.substring(at + 1, close).split(",", -1);
      least = count(bounds[0]);
      most = bounds.length == 1 ? least : bounds[1].isEmpty() ? -1 : count(bounds[1]);
      at = close + 1;
      if (bounds.length > 2 || (most >= 0 && most < least)) {
        throw refused();
      }
    } else {
      return end;
    }
    if (peek('?') || peek('+') || peek('*')) {
      throw refused();
    }
    int behind = at;
    int done = grammar.node();
    int node = from;
    int singles = most < 0 ? Math.max(1, least) : most;
    if (least == 0) {
      grammar.empty(from, done);
    }
    for (int i = 0; i < singles; i++) {
      int next;
      if (i == 0) {
        next = end;
      } else {
        at = begin;
        int entry = grammar.node();
        grammar.empty(node, entry);
        next = atom(entry);
        at = afterAtom;
      }
      if (most < 0 && i == singles - 1) {
        at = begin;
        int entry = grammar.node();
        grammar.empty(next, entry);
        grammar.empty(atom(entry), next);
      }
      if (i + 1 >= least) {
        grammar.empty(next, done);
      }
      node = next;
    }
    at = behind;
    return done;
  }

  private int count(String digits) {
    if (!digits.matches("\\d{1,4}") || Integer.parseInt(digits) > MOST_REPEATS) {
      throw refused();
    }
    return Integer.parseInt(digits);
  }

  private int atom(int from) {
    char each = pattern.charAt(at++);
    return switch (each) {
      case '(' -> group(from);
      case '[' -> taking(from, characterClass());
      case '.' -> taking(from, range(0x20, 0x7E));
      case '\\' -> escaped(from);
      case '*', '+', '?', '{', '^', '}' -> throw refused();
      default -> {
        at--;
        int point = pattern.codePointAt(at);
        at += Character.charCount(point);
        yield literal(from, new String(Character.toChars(point)));
      }
    };
  }

  private int group(int from) {
    if (peek('?')) {
      if (!pattern.startsWith("?:", at)) {
        throw refused();
      }
      at += 2;
    }
    int entry = grammar.node();
    grammar.empty(from, entry);
    int before = at;
    int end = alternatives(entry);
    if (!peek(')') || before == at) {
      throw refused();
    }
    at++;
    return end;
  }

  private int escaped(int from) {
    if (at >= pattern.length()) {
      throw refused();
    }
    BitSet shorthand = shorthand(pattern.charAt(at));
    if (shorthand != null) {
      at++;
      return taking(from, shorthand);
    }
    return literal(from, String.valueOf(escapedLiteral()));
  }

  private char escapedLiteral() {
    char each = pattern.charAt(at++);
    if (Character.isLetterOrDigit(each)) {
      throw refused();
    }
    return each;
  }

  private static @org.jspecify.annotations.Nullable BitSet shorthand(char letter) {
    BitSet word = range('a', 'z');
    word.or(range('A', 'Z'));
    word.or(range('0', '9'));
    word.set('_');
    return switch (letter) {
      case 'd' -> range('0', '9');
      case 'w' -> word;
      case 's' -> range(' ', ' ');
      case 'D' -> without(range('0', '9'));
      case 'W' -> without(word);
      case 'S' -> without(range(' ', ' '));
      default -> null;
    };
  }

  private BitSet characterClass() {
    boolean negated = peek('^');
    if (negated) {
      at++;
    }
    BitSet taken = new BitSet();
    boolean first = true;
    while (first || !peek(']')) {
      first = false;
      BitSet shorthand = null;
      int low = single();
      if (low < 0) {
        shorthand = shorthand((char) -low);
      }
      if (shorthand != null) {
        taken.or(shorthand);
      } else if (peek('-') && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
        at++;
        int high = single();
        if (high < low) {
          throw refused();
        }
        taken.or(range(low, high));
      } else {
        taken.set(low);
      }
    }
    at++;
    return negated ? without(taken) : taken;
  }

  /** A character of a class; a shorthand's letter comes back negated. */
  private int single() {
    if (at >= pattern.length()) {
      throw refused();
    }
    char each = pattern.charAt(at++);
    if (each == '\\') {
      if (at < pattern.length() && shorthand(pattern.charAt(at)) != null) {
        return -pattern.charAt(at++);
      }
      if (at >= pattern.length()) {
        throw refused();
      }
      each = escapedLiteral();
    }
    if (each < 0x20 || each > 0x7E) {
      throw refused();
    }
    return each;
  }

  private static BitSet range(int low, int high) {
    BitSet set = new BitSet();
    set.set(low, high + 1);
    return set;
  }

  private static BitSet without(BitSet taken) {
    BitSet rest = range(0x20, 0x7E);
    rest.andNot(taken);
    return rest;
  }

  private int literal(int from, String text) {
    String quoted = JsonText.quoted(text);
    return grammar.literal(from, quoted.substring(1, quoted.length() - 1));
  }

  private int taking(int from, BitSet characters) {
    int to = grammar.node();
    int low = characters.nextSetBit(0);
    if (low < 0) {
      throw refused();
    }
    while (low >= 0) {
      if (low == '"' || low == '\\') {
        grammar.literal(from, "\\" + (char) low, to);
        low = characters.nextSetBit(low + 1);
        continue;
      }
      int high = low;
      while (characters.get(high + 1) && high + 1 != '"' && high + 1 != '\\') {
        high++;
      }
      grammar.bytes(from, low, high, to);
      low = characters.nextSetBit(high + 1);
    }
    return to;
  }

  private boolean peek(char wanted) {
    return at < pattern.length() && pattern.charAt(at) == wanted;
  }

  private UnsupportedSchemaException refused() {
    return schema.refused("has a 'pattern' that is not supported near character " + at);
  }
}
