package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.JsonFile;
import dev.signalbox.worker.checkpoint.ProcessorConfig;
import dev.signalbox.worker.checkpoint.SafetensorsFile;
import dev.signalbox.worker.checkpoint.TensorValues;
import dev.signalbox.worker.engine.Chunk;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.engine.KvCache;
import dev.signalbox.worker.preprocess.ImageDecoder;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.preprocess.RgbImage;
import dev.signalbox.worker.preprocess.TileRules;
import dev.signalbox.worker.preprocess.TiledImage;
import dev.signalbox.worker.prompt.ChatTemplate;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.prompt.Prompt;
import dev.signalbox.worker.prompt.PromptEncoder;
import dev.signalbox.worker.prompt.Tokenizer;
import dev.signalbox.worker.prompt.VideoSampling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Whole conversations with picture files, as {@code src/test/python/variants.py} records them: the
 * rendered text, prompt ids, pixel values, connector, last logits, greedy ids and their text.
 */
final class ConversationParity {
  private final Path folder;
  private final ParityReport report;
  private final Checkpoint checkpoint;
  private final ProcessorConfig processor;
  private final ChatTemplate template;
  private final ImageDecoder decoder = new ImageDecoder(PixelLimits.DEFAULT);

  ConversationParity(Path folder, ParityReport report) {
    this.folder = folder;
    this.report = report;
    this.checkpoint = Checkpoint.open(folder);
    this.processor = ProcessorConfig.read(folder, checkpoint.config());
    this.template = ChatTemplate.read(folder);
  }

  /** Messages as the worker takes them, and their pictures cut as the folder says. */
  private record Conversation(List<Message> messages, List<TiledImage> pictures, boolean video) {}

  private TileRules rules(boolean video) {
    return video ? processor.video().frame() : processor.tiles();
  }

  private TileRules.Plan plan(TiledImage picture, boolean video) {
    return rules(video).plan(picture.source().width(), picture.source().height());
  }

  void run(EngineOptions options) {
    report.heading("%s (%s)".formatted(folder, folder.relativize(checkpoint.weights().origin())));
    try (Tokenizer tokenizer = Tokenizer.read(folder);
        Engine engine = Engine.load(checkpoint, options)) {
      for (JsonNode node : JsonFile.read(folder.resolve("index.json")).path("cases")) {
        run(engine, tokenizer, node);
      }
    }
  }

  private void run(Engine engine, Tokenizer tokenizer, JsonNode node) {
    StringBuilder wrong = new StringBuilder();
    Conversation conversation = read(node);
    String rendered = template.render(conversation.messages(), true);
    if (!rendered.equals(node.path("rendered").asText())) {
      wrong.append(" (rendered text differs)");
    }
    List<TileRules.Plan> plans =
        conversation.pictures().stream()
            .map(picture -> plan(picture, conversation.video()))
            .toList();
    Prompt prompt =
        new PromptEncoder(checkpoint.config(), template, tokenizer)
            .encode(conversation.messages(), plans);
    if (!Arrays.equals(prompt.ids(), longs(node.path("input_ids")))) {
      wrong.append(" (prompt ids differ)");
    }
    List<float[]> tiles = tiles(conversation);
    for (int i = 0; i < tiles.size(); i++) {
      if (!sha256(tiles.get(i)).equals(node.path("tile_f32_sha256").path(i).asText())) {
        wrong.append(" (tile %d differs)".formatted(i));
      }
    }
    compare(engine, tokenizer, node, prompt, tiles, wrong);
  }

  private void compare(
      Engine engine,
      Tokenizer tokenizer,
      JsonNode node,
      Prompt prompt,
      List<float[]> tiles,
      StringBuilder wrong) {
    SafetensorsFile golden =
        SafetensorsFile.open(folder.resolve(node.path("case").asText() + ".golden"));
    long[] expected = longs(node.path("generated"));
    List<Features> parts = tiles.stream().map(tile -> engine.embed(tile, 1)).toList();
    try (KvCache cache = engine.cache(prompt.tokens() + expected.length)) {
      Features joined = parts.isEmpty() ? null : engine.join(parts);
      double connector = Double.NaN;
      if (joined != null) {
        float[] last = TensorValues.floats(golden, "connector_out");
        float[] all = joined.values();
        connector =
            ModelParity.difference(
                Arrays.copyOfRange(all, all.length - last.length, all.length), last);
      }
      List<float[]> logits =
          engine.step(
              List.of(
                  new Chunk(
                      cache,
                      0,
                      prompt.ids(),
                      LongStream.range(0, prompt.tokens()).toArray(),
                      prompt.pictureRows(),
                      joined,
                      0,
                      Chunk.Wanted.ALL)));
      float[] recorded = TensorValues.floats(golden, "logits");
      int vocabulary = checkpoint.config().text().vocabulary();
      double error = 0;
      int rows = recorded.length / vocabulary;
      for (int i = 0; i < rows; i++) {
        float[] row = Arrays.copyOfRange(recorded, i * vocabulary, (i + 1) * vocabulary);
        error = Math.max(error, ModelParity.difference(logits.get(logits.size() - rows + i), row));
      }
      long[] ids = greedy(engine, cache, prompt.tokens(), logits.getLast(), expected.length);
      if (!tokenizer.decode(ids).equals(node.path("text").asText())) {
        wrong.append(" (text differs)");
      }
      if (joined != null) {
        joined.close();
      }
      report.model(
          node.path("case").asText(),
          Double.NaN,
          connector,
          error,
          Arrays.equals(ids, expected) && wrong.isEmpty(),
          wrong.toString());
    } finally {
      parts.forEach(Features::close);
    }
  }

  private long[] greedy(Engine engine, KvCache cache, int from, float[] first, int most) {
    long[] ids = new long[most];
    float[] logits = first;
    for (int i = 0; i < most; i++) {
      ids[i] = ModelParity.argmax(logits);
      if (checkpoint.config().stopTokens().contains(ids[i])) {
        return Arrays.copyOf(ids, i + 1);
      }
      logits = engine.step(List.of(Chunk.single(cache, from + i, ids[i], from + i))).getFirst();
    }
    return ids;
  }

  private Conversation read(JsonNode node) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : node.path("messages")) {
      List<Message.Part> parts = new ArrayList<>();
      message.path("content").forEach(part -> parts.add(part(part)));
      messages.add(new Message(message.path("role").asText(), parts));
    }
    ProcessorConfig.Video video = processor.video();
    messages = new VideoSampling(video.maxFrames(), video.fps()).expand(messages);
    List<TiledImage> pictures = new ArrayList<>();
    boolean frames = false;
    for (Message message : messages) {
      for (Message.Part part : message.parts()) {
        if (part instanceof Message.Part.Picture picture) {
          pictures.add(TiledImage.of(decoder.open(picture.encoded()), rules(false)));
        } else if (part instanceof Message.Part.Frame frame) {
          frames = true;
          decoder.decodeFrames(
              frame.encoded(),
              new int[] {frame.index()},
              (image, index) -> pictures.add(TiledImage.of(image, rules(true))));
        }
      }
    }
    return new Conversation(messages, pictures, frames);
  }

  private Message.Part part(JsonNode part) {
    return switch (part.path("type").asText()) {
      case "text" -> new Message.Part.Text(part.path("text").asText());
      case "image" -> new Message.Part.Picture(bytes(picture(part.path("path").asText())));
      default -> {
        List<byte[]> frames = new ArrayList<>();
        part.path("frames").forEach(frame -> frames.add(bytes(picture(frame.asText()))));
        double fps = part.path("fps").asDouble();
        yield new Message.Part.Video(frames, part.path("count").asInt(frames.size()), fps);
      }
    };
  }

  private Path picture(String name) {
    return folder.resolveSibling("pictures").resolve(name);
  }

  private List<float[]> tiles(Conversation conversation) {
    List<float[]> all = new ArrayList<>();
    for (TiledImage picture : conversation.pictures()) {
      for (RgbImage tile : picture.tiles()) {
        float[] values = new float[tile.rgb().length];
        processor.scale().write(tile, values, 0);
        all.add(values);
      }
    }
    return all;
  }

  private static String sha256(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return TileParity.sha256(bytes.array());
  }

  private static long[] longs(JsonNode node) {
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).longValue();
    }
    return values;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CheckpointException(file, null, "can't be read: " + e, e);
    }
  }
}
