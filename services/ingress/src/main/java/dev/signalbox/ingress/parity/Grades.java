package dev.signalbox.ingress.parity;

/** One reading of both answers, in the order in which the judge saw them. */
record Grades(Grade first, Grade second) {
  /**
   * Both readings together.
   *
   * @param servedFirst by a judge that saw the client's answer first
   * @param referenceFirst by a judge that saw the reference's answer first
   */
  static Compared compared(Grades servedFirst, Grades referenceFirst) {
    double served = (servedFirst.first.score() + referenceFirst.second.score()) / 2;
    double reference = (servedFirst.second.score() + referenceFirst.first.score()) / 2;
    int once = Double.compare(servedFirst.first.score(), servedFirst.second.score());
    int again = Double.compare(referenceFirst.second.score(), referenceFirst.first.score());
    return new Compared(served, reference, once == again);
  }

  /**
   * What the judge says of both answers.
   *
   * @param served in quarters of 0..1
   * @param reference likewise
   * @param agreed the same side was preferred, or none, whichever was seen first
   */
  record Compared(double served, double reference, boolean agreed) {}
}
