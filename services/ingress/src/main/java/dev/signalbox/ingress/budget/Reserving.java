package dev.signalbox.ingress.budget;

/** What came of an attempt to reserve. */
public sealed interface Reserving {
  record Reserved(Reservation reservation) implements Reserving {}

  /**
   * Nothing was set aside.
   *
   * @param slice that had no room
   * @param amount that found none, in the unit of the slice's budget
   */
  record Lacking(Slice slice, long amount) implements Reserving {}
}
