package dev.signalbox.worker.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model folder whose configuration and every tensor have been checked; no weight has been read
 * yet.
 *
 * @param vision tensors of the vision tower and connector, in {@link TensorNames#vision}'s order
 * @param text tensors of the text model in {@link TensorNames#text}'s order
 * @param head the head's weight; the embedding when the head is tied
 */
public record Checkpoint(
    Path folder,
    ModelConfig config,
    WeightFiles weights,
    List<TensorEntry> vision,
    List<TensorEntry> text,
    TensorEntry head) {
  public Checkpoint {
    vision = List.copyOf(vision);
    text = List.copyOf(text);
  }

  /** Opens a folder with the weights that {@link WeightFiles#find} chooses. */
  public static Checkpoint open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException(folder, null, "is not a folder");
    }
    return open(folder, WeightFiles.find(folder));
  }

  /** Opens a folder with given weights. */
  public static Checkpoint open(Path folder, WeightFiles weights) {
    ModelConfig config = ConfigReader.read(folder);
    List<TensorEntry> vision = require(weights, TensorNames.vision(config));
    List<TensorEntry> text = require(weights, TensorNames.text(config));
    TensorNames.Expected head = TensorNames.head(config);
    // A tied folder may still hold a head (old writers did): the reference then reuses the
    // embedding.
    TensorEntry headEntry =
        weights.contains(head.name()) && !config.tiedHead()
            ? weights.require(head.name(), head.shape())
            : text.getFirst();
    return new Checkpoint(folder, config, weights, vision, text, headEntry);
  }

  private static List<TensorEntry> require(
      WeightFiles weights, List<TensorNames.Expected> expected) {
    List<TensorEntry> entries = new ArrayList<>(expected.size());
    for (TensorNames.Expected tensor : expected) {
      entries.add(weights.require(tensor.name(), tensor.shape()));
    }
    return entries;
  }

  /** Bytes of all weights as stored. */
  public long weightBytes() {
    long bytes = head.name().equals(TensorNames.HEAD) ? head.bytes() : 0;
    for (TensorEntry entry : vision) {
      bytes += entry.bytes();
    }
    for (TensorEntry entry : text) {
      bytes += entry.bytes();
    }
    return bytes;
  }
}
