package dev.signalbox.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.preprocess.PixelScale;
import dev.signalbox.worker.preprocess.TileRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a folder wants pictures cut, from {@code preprocessor_config.json} or, as transformers 5
 * writes it, from {@code image_processor} inside {@code processor_config.json}. Absent keys take
 * the reference class's defaults.
 */
public record ProcessorConfig(TileRules tiles, PixelScale scale) {
  private static final int LANCZOS = 1;

  public static ProcessorConfig read(Path folder, ModelConfig model) {
    JsonNode processor = JsonFile.readIfPresent(folder.resolve("processor_config.json"));
    Path file = folder.resolve("preprocessor_config.json");
    JsonNode image = JsonFile.readIfPresent(file);
    if (image.isMissingNode()) {
      image = processor.path("image_processor");
      file = folder.resolve("processor_config.json");
    }
    JsonNode sequence = processor.path("image_seq_len");
    if (sequence.isIntegralNumber() && sequence.intValue() != model.tokensPerTile()) {
      throw new CheckpointException(
          folder.resolve("processor_config.json"),
          "image_seq_len",
          "is %d where the model makes %d tokens a tile"
              .formatted(sequence.intValue(), model.tokensPerTile()));
    }
    int tile = image.path("max_image_size").path("longest_edge").asInt(model.vision().imageSize());
    if (tile != model.vision().imageSize()) {
      throw new CheckpointException(
          file,
          "max_image_size.longest_edge",
          "is %d where the vision tower takes %d".formatted(tile, model.vision().imageSize()));
    }
    if (image.path("resample").asInt(LANCZOS) != LANCZOS) {
      throw new CheckpointException(file, "resample", "is not 1 (LANCZOS)");
    }
    TileRules rules =
        new TileRules(
            image.path("size").path("longest_edge").asInt(4 * tile),
            tile,
            image.path("do_resize").asBoolean(true),
            image.path("do_image_splitting").asBoolean(true));
    double rescale =
        image.path("do_rescale").asBoolean(true)
            ? image.path("rescale_factor").asDouble(1 / 255.0)
            : 1;
    boolean normalize = image.path("do_normalize").asBoolean(true);
    return new ProcessorConfig(
        rules,
        new PixelScale(
            rescale,
            triple(image.path("image_mean"), normalize ? 0.5f : 0f, normalize),
            triple(image.path("image_std"), normalize ? 0.5f : 1f, normalize)));
  }

  private static List<Float> triple(JsonNode node, float otherwise, boolean used) {
    if (!used || node.size() != 3) {
      return List.of(otherwise, otherwise, otherwise);
    }
    List<Float> values = new ArrayList<>();
    node.forEach(value -> values.add(value.floatValue()));
    return values;
  }
}
