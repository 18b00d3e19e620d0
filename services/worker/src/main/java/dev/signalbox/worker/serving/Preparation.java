package dev.signalbox.worker.serving;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.cache.PinnedCache;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.ProcessorConfig;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.preprocess.ImageDecoder;
import dev.signalbox.worker.preprocess.ImageHeader;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.preprocess.Pixels;
import dev.signalbox.worker.preprocess.RgbImage;
import dev.signalbox.worker.preprocess.TileRules;
import dev.signalbox.worker.preprocess.TiledImage;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.prompt.Prompt;
import dev.signalbox.worker.prompt.PromptEncoder;
import dev.signalbox.worker.prompt.VideoSampling;
import dev.signalbox.worker.prompt.jinja.TemplateException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From a request to what the engine needs: headers, counts and limits first, pixels last.
 * Thread-safe.
 */
final class Preparation {
  private final ModelConfig config;
  private final PromptEncoder encoder;
  private final ImageDecoder decoder;
  private final TileRules rules;
  private final TileRules frameRules;
  private final VideoSampling sampling;
  private final ServingLimits limits;
  private final PinnedCache<Features> features;
  private final SchemaAnswers schemas;

  Preparation(
      ModelConfig config,
      PromptEncoder encoder,
      ImageDecoder decoder,
      TileRules rules,
      ProcessorConfig.Video video,
      ServingLimits limits,
      PinnedCache<Features> features,
      SchemaAnswers schemas) {
    this.config = config;
    this.encoder = encoder;
    this.decoder = decoder;
    this.rules = rules;
    this.frameRules = video.frame();
    this.sampling = new VideoSampling(video.maxFrames(), video.fps());
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

  /** A picture or a frame whose header was read. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Planned(
      byte[] encoded, int frame, boolean film, TileRules rules, TileRules.Plan plan) {}

  private Planned planned(byte[] encoded, int frame, boolean film) {
    TileRules how = film ? frameRules : rules;
    ImageHeader header = decoder.inspect(encoded);
    return new Planned(
        encoded, frame, film, how, how.plan(header.uprightWidth(), header.uprightHeight()));
  }

  private Prepared unguarded(GenerationRequest request, Admission.Place place) {
    List<Message> messages = sampling.expand(request.messages());
    List<Planned> planned = new ArrayList<>();
    for (Message message : messages) {
      for (Message.Part part : message.parts()) {
        switch (part) {
          case Message.Part.Picture picture -> planned.add(planned(picture.encoded(), 0, false));
          case Message.Part.Frame frame ->
              planned.add(planned(frame.encoded(), frame.index(), true));
          case Message.Part.Text text -> {}
          case Message.Part.Video video -> throw new IllegalStateException("not expanded");
        }
      }
    }
    checkCounts(planned);
    List<TileRules.Plan> plans = planned.stream().map(Planned::plan).toList();
    place.takeTiles(plans.stream().mapToInt(TileRules.Plan::tiles).sum());
    Prompt prompt = encoder.encode(messages, plans);
    int maxOutput = outputTokens(request, prompt.tokens());
    place.takeTokens(prompt.tokens() + maxOutput);
    SchemaAnswers.Held held =
        request.schema().map(schema -> schemas.hold(schema, maxOutput)).orElse(null);
    List<Prepared.Picture> pictures = pictures(planned);
    return new Prepared(prompt, pictures, marks(prompt, pictures), maxOutput, held);
  }

  private void checkCounts(List<Planned> planned) {
    long pictures = planned.stream().filter(each -> !each.film()).count();
    if (pictures > limits.maxPictures()) {
      throw new ProblemException(
          WorkerProblem.INVALID_REQUEST,
          "The request has %d pictures; at most %d are taken."
              .formatted(pictures, limits.maxPictures()));
    }
    if (pictures > 0 && pictures < planned.size()) {
      throw new ProblemException(
          WorkerProblem.UNSUPPORTED,
          "Models of this family see either pictures or a video in one request.");
    }
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

  private List<Prepared.Picture> pictures(List<Planned> planned) {
    List<Prepared.Picture> pictures = new ArrayList<>();
    try {
      for (int i = 0; i < planned.size(); ) {
        int end = sameFile(planned, i);
        prepare(planned.subList(i, end), pictures);
        i = end;
      }
      return pictures;
    } catch (ImageRefusedException e) {
      unpin(pictures);
      throw e;
    }
  }

  /** Where the run of frames of one animated file ends. */
  private static int sameFile(List<Planned> planned, int from) {
    int end = from + 1;
    while (end < planned.size()
        && planned.get(end).encoded() == planned.get(from).encoded()
        && planned.get(end).frame() > planned.get(end - 1).frame()) {
      end++;
    }
    return end;
  }

  /** Adds the run's pictures: cached ones pinned, the others decoded in one pass and cut. */
  private void prepare(List<Planned> run, List<Prepared.Picture> pictures) {
    Map<Integer, Integer> places = new HashMap<>();
    for (Planned each : run) {
      String key = key(each);
      int tokens = each.plan().tiles() * config.tokensPerTile();
      if (features.pin(key) == null) {
        places.put(each.frame(), pictures.size());
      }
      pictures.add(new Prepared.Picture(key, tokens, List.of()));
    }
    if (places.isEmpty()) {
      return;
    }
    List<Prepared.Picture> pinned =
        pictures.stream().filter(each -> !places.containsValue(pictures.indexOf(each))).toList();
    try {
      Planned first = run.getFirst();
      if (run.size() == 1 && first.frame() == 0) {
        cut(pictures, places.get(0), decoder.open(first.encoded()), first.rules());
      } else {
        int[] wanted = places.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        decoder.decodeFrames(
            first.encoded(),
            wanted,
            (image, frame) -> cut(pictures, places.get(frame), image, first.rules()));
      }
    } catch (ImageRefusedException e) {
      pictures.retainAll(pinned);
      throw e;
    }
  }

  private static void cut(
      List<Prepared.Picture> pictures, @Nullable Integer place, Pixels image, TileRules how) {
    if (place != null) {
      Prepared.Picture waiting = pictures.get(place);
      List<RgbImage> tiles = TiledImage.of(image, how).tiles();
      pictures.set(place, new Prepared.Picture(waiting.key(), waiting.tokens(), tiles));
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

  private static String key(Planned picture) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String how = picture.rules() + " " + picture.frame();
      digest.update(how.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(picture.encoded()));
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
