package dev.signalbox.worker.serving;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.cache.PinnedCache;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.preprocess.ImageDecoder;
import dev.signalbox.worker.preprocess.ImageHeader;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.preprocess.TileRules;
import dev.signalbox.worker.preprocess.TiledImage;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.prompt.Prompt;
import dev.signalbox.worker.prompt.PromptEncoder;
import dev.signalbox.worker.prompt.jinja.TemplateException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * From a request to what the engine needs: headers, counts and limits first, pixels last.
 * Thread-safe.
 */
final class Preparation {
  private final ModelConfig config;
  private final PromptEncoder encoder;
  private final ImageDecoder decoder;
  private final TileRules rules;
  private final ServingLimits limits;
  private final PinnedCache<Features> features;
  private final SchemaAnswers schemas;

  Preparation(
      ModelConfig config,
      PromptEncoder encoder,
      ImageDecoder decoder,
      TileRules rules,
      ServingLimits limits,
      PinnedCache<Features> features,
      SchemaAnswers schemas) {
    this.config = config;
    this.encoder = encoder;
    this.decoder = decoder;
    this.rules = rules;
    this.limits = limits;
    this.features = features;
    this.schemas = schemas;
  }

  /** Prepares a request that holds this place; every failure is a {@link ProblemException}. */
  Prepared prepare(GenerationRequest request, Admission.Place place) {
    try {
      return unguarded(request, place);
    } catch (ImageRefusedException e) {
      throw new ProblemException(WorkerProblem.IMAGE_REFUSED, String.valueOf(e.getMessage()));
    } catch (TemplateException e) {
      throw new ProblemException(
          WorkerProblem.INVALID_REQUEST,
          "The model's chat template refuses the messages: " + e.getMessage());
    }
  }

  private Prepared unguarded(GenerationRequest request, Admission.Place place) {
    List<byte[]> encoded = new ArrayList<>();
    List<TileRules.Plan> plans = new ArrayList<>();
    for (Message message : request.messages()) {
      for (Message.Part part : message.parts()) {
        if (part instanceof Message.Part.Picture picture) {
          ImageHeader header = decoder.inspect(picture.encoded());
          encoded.add(picture.encoded());
          plans.add(rules.plan(header.uprightWidth(), header.uprightHeight()));
        }
      }
    }
    if (plans.size() > limits.maxPictures()) {
      throw new ProblemException(
          WorkerProblem.INVALID_REQUEST,
          "The request has %d pictures; at most %d are taken."
              .formatted(plans.size(), limits.maxPictures()));
    }
    place.take(plans.stream().mapToInt(TileRules.Plan::tiles).sum());
    Prompt prompt = encoder.encode(request.messages(), plans);
    int maxOutput = outputTokens(request, prompt.tokens());
    SchemaAnswers.Held held =
        request.schema().map(schema -> schemas.hold(schema, maxOutput)).orElse(null);
    List<Prepared.Picture> pictures = pictures(encoded, plans);
    return new Prepared(prompt, pictures, marks(prompt, pictures), maxOutput, held);
  }

  /** As many as asked for or the default, and no more than the context leaves. */
  private int outputTokens(GenerationRequest request, int promptTokens) {
    int room = contextTokens() - promptTokens;
    if (room < 1 || request.maxOutputTokens() > room) {
      throw new ProblemException(
          WorkerProblem.CONTEXT_LENGTH_EXCEEDED,
          "The prompt has %d tokens and %d more are asked for; the context holds %d."
              .formatted(promptTokens, Math.max(1, request.maxOutputTokens()), contextTokens()),
          "messages",
          null);
    }
    return request.maxOutputTokens() > 0
        ? request.maxOutputTokens()
        : Math.min(room, limits.defaultOutputTokens());
  }

  /** Longest prompt plus answer: the model's, the limit's, and what all of the cache can hold. */
  int contextTokens() {
    return Math.min(
        Math.min(config.text().maxPositions(), limits.contextTokens()),
        limits.cacheTokens(config.text()));
  }

  private List<Prepared.Picture> pictures(List<byte[]> encoded, List<TileRules.Plan> plans) {
    List<Prepared.Picture> pictures = new ArrayList<>();
    try {
      for (int i = 0; i < encoded.size(); i++) {
        String key = key(encoded.get(i));
        int tokens = plans.get(i).tiles() * config.tokensPerTile();
        if (features.pin(key) != null) {
          pictures.add(new Prepared.Picture(key, tokens, List.of()));
        } else {
          TiledImage tiled = TiledImage.of(decoder.decode(encoded.get(i)), rules);
          pictures.add(new Prepared.Picture(key, tokens, tiled.tiles()));
        }
      }
      return pictures;
    } catch (ImageRefusedException e) {
      unpin(pictures);
      throw e;
    }
  }

  /** Gives back the pins of a request that will not run. */
  void unpin(List<Prepared.Picture> pictures) {
    for (Prepared.Picture picture : pictures) {
      if (picture.cached()) {
        features.unpin(picture.key());
      }
    }
  }

  private String key(byte[] encoded) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(rules.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(encoded));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Token ids, and for picture rows 64 bits of the picture's hash mixed with the row, made
   * negative.
   */
  private static long[] marks(Prompt prompt, List<Prepared.Picture> pictures) {
    long[] marks = prompt.ids().clone();
    int next = 0;
    for (Prepared.Picture picture : pictures) {
      long hash = ByteBuffer.wrap(HexFormat.of().parseHex(picture.key())).getLong();
      for (int i = 0; i < picture.tokens(); i++) {
        long row = prompt.pictureRows()[next++];
        marks[(int) row] = (hash + i * 0x9E3779B97F4A7C15L) | Long.MIN_VALUE;
      }
    }
    return marks;
  }
}
