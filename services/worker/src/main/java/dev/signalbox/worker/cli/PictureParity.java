package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.JsonFile;
import dev.signalbox.worker.preprocess.ImageDecoder;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.preprocess.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Decodes a golden folder's pictures and compares their RGB with what the reference loads. */
final class PictureParity {
  private final Path folder;
  private final ParityReport report;
  private final ImageDecoder decoder = new ImageDecoder(PixelLimits.DEFAULT);

  PictureParity(Path folder, ParityReport report) {
    this.folder = folder;
    this.report = report;
  }

  void run() {
    report.heading(folder.toString());
    for (JsonNode node : JsonFile.read(folder.resolve("index.json")).path("cases")) {
      String name = node.path("picture").asText();
      String detail = "";
      boolean exact = false;
      try {
        RgbImage image = decoder.decode(Files.readAllBytes(folder.resolve(name)));
        exact = TileParity.sha256(image.rgb()).equals(node.path("rgb_sha256").asText());
        if (image.width() != node.path("width").asInt()
            || image.height() != node.path("height").asInt()) {
          detail = "(%dx%d)".formatted(image.width(), image.height());
        }
      } catch (ImageRefusedException e) {
        detail = "(" + e.getMessage() + ")";
      } catch (IOException e) {
        throw new CheckpointException(folder.resolve(name), null, "can't be read: " + e, e);
      }
      report.picture(name, exact, detail, node.path("known").asText());
    }
  }
}
