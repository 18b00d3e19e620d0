package dev.signalbox.worker.engine;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Processors that libtorch's threads keep to, by their numbers in Linux; all when it is empty. What
 * is left out is left to event loops and everything else of the machine.
 */
public record Processors(BitSet numbers) {
  /** Wherever the system puts them. */
  public static final Processors ANY = new Processors(new BitSet());

  private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

  public Processors {
    numbers = (BitSet) numbers.clone();
  }

  /**
   * Reads a list as Linux writes it, such as {@code 0-3,8}; nothing is any.
   *
   * @throws IllegalArgumentException when it is no such list
   */
  public static Processors parse(String list) {
    BitSet numbers = new BitSet();
    for (String part : list.isBlank() ? new String[0] : list.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        throw new IllegalArgumentException("'" + list + "' is no list of processors like 0-3,8");
      }
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (last < first) {
        throw new IllegalArgumentException("'" + list + "' has a range that runs backwards");
      }
      numbers.set(first, last + 1);
    }
    return new Processors(numbers);
  }

  /**
   * Keeps the calling thread, and every thread that it starts from now on, to these processors.
   *
   * @throws IllegalStateException when the system allows none of them
   */
  void keepThisThread() {
    if (!numbers.isEmpty() && !CLibrary.pin(numbers)) {
      throw new IllegalStateException(
          "libtorch can't be kept to the processors " + numbers + ": none of them is allowed here");
    }
  }
}
