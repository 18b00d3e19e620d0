package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.JsonFile;
import dev.signalbox.worker.checkpoint.SafetensorsFile;
import dev.signalbox.worker.checkpoint.TensorValues;
import dev.signalbox.worker.preprocess.ImageDecoder;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.preprocess.PixelScale;
import dev.signalbox.worker.preprocess.RgbImage;
import dev.signalbox.worker.preprocess.TileRules;
import dev.signalbox.worker.preprocess.TiledImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Cuts a golden folder's pictures and compares every uint8 tile, and the floats where the folder
 * holds them.
 */
final class TileParity {
  /** Tiles along the longer side in every published configuration: 2048/512 and 1536/384. */
  private static final int TILES_PER_SIDE = 4;

  private final Path folder;
  private final ParityReport report;
  private final ImageDecoder decoder =
      new ImageDecoder(new PixelLimits(256 << 20, 200_000_000L, 65_535));

  TileParity(Path folder, ParityReport report) {
    this.folder = folder;
    this.report = report;
  }

  void run() {
    report.heading(folder.toString());
    JsonNode index = JsonFile.read(folder.resolve("index.json"));
    for (JsonNode node : index.path("cases")) {
      compare(index, node);
    }
    Path table = folder.resolve("u8_to_pixel_lut.safetensors");
    if (Files.isRegularFile(table)) {
      compareTable(table);
    }
  }

  private void compare(JsonNode index, JsonNode node) {
    String png = node.path("png").asText();
    RgbImage image = decoder.decode(bytes(folder.resolve(png)));
    StringBuilder detail = new StringBuilder();
    if (node.has("rgb_sha256") && !sha256(image.rgb()).equals(node.path("rgb_sha256").asText())) {
      detail.append(" (decoded pixels differ)");
    }
    TiledImage tiled = TiledImage.of(image, rules(index, node));
    if (tiled.rows() != first(node.path("rows")) || tiled.columns() != first(node.path("cols"))) {
      detail.append(" (%dx%d tiles)".formatted(tiled.rows(), tiled.columns()));
    }
    JsonNode hashes = node.path("u8_sha256");
    int exact = 0;
    for (int i = 0; i < Math.min(hashes.size(), tiled.tiles().size()); i++) {
      exact += sha256(tiled.tiles().get(i).rgb()).equals(hashes.get(i).asText()) ? 1 : 0;
    }
    Path tensors = folder.resolve(png.replaceFirst("\\.[^.]+$", ".safetensors"));
    if (Files.isRegularFile(tensors)) {
      compareFloats(SafetensorsFile.open(tensors), tiled.tiles(), detail);
    }
    report.tiles(png, exact, Math.max(hashes.size(), tiled.tiles().size()), detail.toString());
  }

  private static TileRules rules(JsonNode index, JsonNode node) {
    JsonNode shape = node.path("shape");
    int edge = shape.path(shape.size() - 1).asInt();
    int longest = edge * TILES_PER_SIDE;
    for (JsonNode source : List.of(index, node)) {
      longest =
          source
              .path("size")
              .path("longest_edge")
              .asInt(source.path("longest_edge").asInt(longest));
    }
    return new TileRules(
        longest,
        edge,
        node.path("do_resize").asBoolean(true),
        node.path("do_image_splitting").asBoolean(true));
  }

  /** The index gives one-element lists, one for each picture of a batch. */
  private static int first(JsonNode node) {
    return node.isArray() ? node.path(0).asInt() : node.asInt();
  }

  private static void compareFloats(
      SafetensorsFile file, List<RgbImage> tiles, StringBuilder detail) {
    if (file.find("pixel_values") == null) {
      return;
    }
    float[] expected = TensorValues.floats(file, "pixel_values");
    int size = 3 * tiles.getFirst().width() * tiles.getFirst().height();
    float[] actual = new float[tiles.size() * size];
    int at = 0;
    for (RgbImage tile : tiles) {
      at = PixelScale.standard().write(tile, actual, at);
    }
    if (!java.util.Arrays.equals(actual, expected)) {
      detail.append(" (pixel values differ)");
    }
  }

  private void compareTable(Path table) {
    float[] expected = TensorValues.floats(SafetensorsFile.open(table), "lut");
    int exact = 0;
    for (int value = 0; value < expected.length; value++) {
      exact += PixelScale.standard().value(0, value) == expected[value] ? 1 : 0;
    }
    report.tiles(table.getFileName().toString(), exact, expected.length, "");
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CheckpointException(file, null, "can't be read: " + e, e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
