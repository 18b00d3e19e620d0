package dev.signalbox.ingress.fleet;

/**
 * How a worker stands at one moment.
 *
 * @param id of its endpoint
 * @param busy requests that run or wait there, whoever sent them
 * @param places requests that run at once; at least 1
 * @param resting whether it failed or kept quiet lately
 */
public record Standing(String id, int busy, int places, boolean resting) {
  public Standing {
    if (busy < 0 || places < 1) {
      throw new IllegalArgumentException(id + ": " + busy + " of " + places);
    }
  }
}
