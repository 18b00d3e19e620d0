package dev.signalbox.platform.spool;

import java.util.Comparator;

/** A place between two records: the segment's number and the byte offset in it. */
public record SpoolPosition(long segment, long offset) implements Comparable<SpoolPosition> {
  private static final Comparator<SpoolPosition> ORDER =
      Comparator.comparingLong(SpoolPosition::segment).thenComparingLong(SpoolPosition::offset);

  @Override
  public int compareTo(SpoolPosition other) {
    return ORDER.compare(this, other);
  }
}
