package dev.signalbox.worker.checkpoint;

/**
 * Shape of the SigLIP vision tower.
 *
 * @param imageSize side of a tile in pixels
 * @param patchSize side of a patch in pixels; what is left over at the right and bottom is not seen
 */
public record VisionConfig(
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int imageSize,
    int patchSize,
    double epsilon) {
  /** Patches along a side. */
  public int patchSide() {
    return imageSize / patchSize;
  }
}
