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
public record ProcessorConfig(TileRules tiles, PixelScale scale, Video video) {
  private static final int LANCZOS = 1;

  /**
   * How videos are seen.
   *
   * @param frame how a frame becomes its one tile
   * @param maxFrames most frames
   * @param fps frames wanted for each second
   */
  public record Video(TileRules frame, int maxFrames, double fps) {}

  /**
   * From {@code video_sampling} of transformers 4.51, {@code video_preprocessor_config.json} of
   * 4.52 on, or {@code video_processor} of 5; without any, 64 frames, one a second.
   */
  private static Video video(Path folder, JsonNode processor, JsonNode image, int tile) {
    JsonNode sampling = image.path("video_sampling");
    JsonNode size = sampling.path("video_size");
    Path file = folder.resolve("preprocessor_config.json");
    if (sampling.isMissingNode()) {
      file = folder.resolve("video_preprocessor_config.json");
      sampling = JsonFile.readIfPresent(file);
      if (sampling.isMissingNode()) {
        file = folder.resolve("processor_config.json");
        sampling = processor.path("video_processor");
      }
      size = sampling.path("size");
      sampling = sampling.has("video_sampling") ? sampling.path("video_sampling") : sampling;
    }
    int frames = sampling.path("max_frames").asInt(sampling.path("num_frames").asInt(64));
    double fps = sampling.path("fps").asDouble(1);
    int longest = size.path("longest_edge").asInt(tile);
    if (frames < 1 || frames > 999 || !(fps > 0) || longest < 1) {
      throw new CheckpointException(
          file,
          "video_sampling",
          "asks for %d frames at %s a second, %d pixels long".formatted(frames, fps, longest));
    }
    return new Video(new TileRules(longest, tile, true, false), frames, fps);
  }

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
            triple(image.path("image_std"), normalize ? 0.5f : 1f, normalize)),
        video(folder, processor, image, tile));
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
