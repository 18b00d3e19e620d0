package dev.signalbox.verdict.panel;

import java.util.Locale;

/** What one review says. */
public enum ReviewVerdict {
  SHIP,
  SKIP,
  /** The reviewer read it and does not say. */
  ABSTAIN,
  /** Of a pair: the subject named first in its address. */
  FIRST,
  SECOND,
  TIE,
  /** A model answered, but not as asked. It counts for nothing, least of all for a tie. */
  UNPARSED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static ReviewVerdict of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether it is counted for or against. */
  public boolean isDecided() {
    return this == SHIP || this == SKIP || this == FIRST || this == SECOND || this == TIE;
  }
}
