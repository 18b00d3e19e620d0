package dev.signalbox.ingress.cluster;

import java.util.List;

/**
 * What became of one document when the namespace was last read.
 *
 * @param kind {@code Model} or {@code Route}
 * @param generation which content was judged, as the API server counts
 * @param inForce whether requests are served by this content; if not, by its last good one or not
 *     at all
 * @param refusals what is wrong with it, each a sentence without a full stop
 * @param elsewhere what is wrong with other documents, where that alone keeps this one out
 */
public record Judgement(
    String kind,
    String name,
    long generation,
    boolean inForce,
    List<String> refusals,
    List<String> elsewhere) {
  public Judgement {
    refusals = List.copyOf(refusals);
    elsewhere = List.copyOf(elsewhere);
  }
}
