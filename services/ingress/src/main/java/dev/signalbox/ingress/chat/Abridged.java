package dev.signalbox.ingress.chat;

import java.util.Arrays;

/**
 * A body without the insides of its long {@code data:} addresses, which the JSON parser need not
 * walk through byte by byte. What is cut out lies inside one string each time and holds neither a
 * quote nor an escape, so that the rest is valid JSON exactly where the whole is. Places in it are
 * translated back.
 */
final class Abridged {
  /** What is shorter is parsed as fast as it is looked for. */
  private static final int LEAST_BODY = 16 * 1024;

  /** Bytes of an address that stay: enough to know its kind by. */
  private static final int BEGINNING = 1024;

  private static final int LEAST_CUT = 4096;
  private static final int MOST_CUTS = 256;
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
  private static final byte[] URL = {'u', 'r', 'l', '"'};

  private final byte[] body;
  private final int bodyLength;
  private byte[] text;
  private int length;
  private int cuts;
  private int[] starts = new int[0];
  private int[] ends = new int[0];
  private int[] places = new int[0];

  private Abridged(byte[] body, int length) {
    this.body = body;
    this.bodyLength = length;
    this.text = body;
    this.length = length;
  }

  /** Of the first {@code length} bytes of {@code body}, which stay as they are. */
  static Abridged of(byte[] body, int length) {
    Abridged made = new Abridged(body, length);
    if (length >= LEAST_BODY) {
      made.look();
      made.cut();
    }
    return made;
  }

  /** All of it. */
  static Abridged none(byte[] body, int length) {
    return new Abridged(body, length);
  }

  byte[] text() {
    return text;
  }

  int length() {
    return length;
  }

  /** The place in the whole of a place in the text. */
  int original(int place) {
    int moved = place;
    for (int i = 0; i < cuts && places[i] < place; i++) {
      moved += ends[i] - starts[i];
    }
    return moved;
  }

  /** Where the string ends whose first character is at {@code first} of the whole; -1 if uncut. */
  int endOfCut(int first) {
    int found = cuts == 0 ? -1 : Arrays.binarySearch(starts, 0, cuts, first + BEGINNING);
    return found < 0 ? -1 : ends[found];
  }

  private void look() {
    int at = Quotes.next(body, 0, bodyLength);
    while (at < bodyLength && cuts < MOST_CUTS) {
      int first = at + 1;
      int next = first;
      if (isData(first) && opensAddress(at)) {
        next = Quotes.nextOrEscape(body, first, bodyLength);
        if (next < bodyLength && body[next] == '"' && next - first >= BEGINNING + LEAST_CUT) {
          add(first + BEGINNING, next);
        }
      }
      at = Quotes.next(body, next == first ? first : next + 1, bodyLength);
    }
  }

  private void add(int start, int end) {
    if (cuts == starts.length) {
      starts = Arrays.copyOf(starts, Math.max(4, cuts * 2));
      ends = Arrays.copyOf(ends, starts.length);
    }
    starts[cuts] = start;
    ends[cuts++] = end;
  }

  private void cut() {
    if (cuts == 0) {
      return;
    }
    places = new int[cuts];
    int cutOut = 0;
    for (int i = 0; i < cuts; i++) {
      cutOut += ends[i] - starts[i];
    }
    text = new byte[bodyLength - cutOut];
    length = 0;
    int from = 0;
    for (int i = 0; i <= cuts; i++) {
      int to = i < cuts ? starts[i] : bodyLength;
      System.arraycopy(body, from, text, length, to - from);
      length += to - from;
      if (i < cuts) {
        places[i] = length - 1;
        from = ends[i];
      }
    }
  }

  private boolean isData(int first) {
    if (first + DATA.length >= bodyLength) {
      return false;
    }
    for (int i = 0; i < DATA.length; i++) {
      if ((body[first + i] | (i < DATA.length - 1 ? 0x20 : 0)) != DATA[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the quote at {@code quote} opens the value of a member whose name ends in {@code url}:
   * inside a string there would be a backslash before it.
   */
  private boolean opensAddress(int quote) {
    int at = beforeSpace(quote - 1);
    if (at < 0 || body[at] != ':') {
      return false;
    }
    at = beforeSpace(at - 1) - URL.length + 1;
    return at > 0
        && Arrays.equals(body, at, at + URL.length, URL, 0, URL.length)
        && (body[at - 1] == '"' || body[at - 1] == '_');
  }

  private int beforeSpace(int from) {
    int at = from;
    while (at >= 0
        && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
      at--;
    }
    return at;
  }
}
