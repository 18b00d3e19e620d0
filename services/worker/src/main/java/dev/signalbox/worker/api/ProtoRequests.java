package dev.signalbox.worker.api;

import com.google.protobuf.ByteString;
import dev.signalbox.contracts.inference.v1.GenerateRequest;
import dev.signalbox.contracts.inference.v1.Part;
import dev.signalbox.contracts.inference.v1.Video;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.GenerationRequest;
import dev.signalbox.worker.serving.Sampling;
import dev.signalbox.worker.serving.WorkerProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** From the contract's request to the worker's own, with every field checked. */
final class ProtoRequests {
  private static final Set<String> ROLES = Set.of("system", "user", "assistant");
  private static final int MAX_STOPS = 16;
  private static final int MAX_LOGPROBS = 20;

  private ProtoRequests() {}

  static GenerationRequest read(GenerateRequest request) {
    if (request.getMessagesCount() == 0) {
      throw invalid("At least one message is needed.", "messages");
    }
    if (request.getStopCount() > MAX_STOPS) {
      throw invalid("At most %d stop strings are taken.".formatted(MAX_STOPS), "stop");
    }
    if (request.getMaxOutputTokens() < 0) {
      throw invalid("max_output_tokens is too large.", "max_tokens");
    }
    return new GenerationRequest(
        request.getRequestId(),
        request.getTenant(),
        request.getMessagesList().stream().map(ProtoRequests::message).toList(),
        request.getMaxOutputTokens(),
        sampling(request.getSampling()),
        request.getStopList(),
        logprobs(request),
        request.getJsonSchema().isEmpty()
            ? Optional.empty()
            : Optional.of(request.getJsonSchema()));
  }

  private static OptionalInt logprobs(GenerateRequest request) {
    if (!request.hasLogprobs()) {
      return OptionalInt.empty();
    }
    if (request.getLogprobs() < 0 || request.getLogprobs() > MAX_LOGPROBS) {
      throw invalid(
          "At most %d log-probabilities a token are given.".formatted(MAX_LOGPROBS),
          "top_logprobs");
    }
    return OptionalInt.of(request.getLogprobs());
  }

  private static Message message(dev.signalbox.contracts.inference.v1.Message message) {
    if (!ROLES.contains(message.getRole())) {
      throw invalid("A message's role must be system, user or assistant.", "messages");
    }
    List<Message.Part> parts = new ArrayList<>();
    for (Part part : message.getPartsList()) {
      parts.add(
          switch (part.getPartCase()) {
            case TEXT -> new Message.Part.Text(part.getText());
            case IMAGE -> new Message.Part.Picture(part.getImage().toByteArray());
            case VIDEO -> video(part.getVideo());
            case PART_NOT_SET -> throw invalid("A message has an empty part.", "messages");
          });
    }
    if (parts.isEmpty()) {
      parts.add(new Message.Part.Text(""));
    }
    return new Message(message.getRole(), parts);
  }

  private static Message.Part video(Video video) {
    List<byte[]> frames = video.getFramesList().stream().map(ByteString::toByteArray).toList();
    try {
      return frames.size() == 1 && video.getFps() == 0
          ? Message.Part.Video.animated(frames.getFirst())
          : new Message.Part.Video(frames, frames.size(), video.getFps());
    } catch (ImageRefusedException e) {
      throw new ProblemException(
          WorkerProblem.UNSUPPORTED, String.valueOf(e.getMessage()), "video", null);
    } catch (IllegalArgumentException e) {
      throw invalid("A video has frames and a rate above 0 and at most 1000 a second.", "video");
    }
  }

  private static Sampling sampling(dev.signalbox.contracts.inference.v1.Sampling sampling) {
    return new Sampling(
        sampling.getTemperature(),
        sampling.hasTopP() ? sampling.getTopP() : 1,
        sampling.getTopK(),
        sampling.getMinP(),
        sampling.hasRepetitionPenalty() ? sampling.getRepetitionPenalty() : 1,
        sampling.getFrequencyPenalty(),
        sampling.getPresencePenalty(),
        sampling.hasSeed() ? OptionalLong.of(sampling.getSeed()) : OptionalLong.empty());
  }

  private static ProblemException invalid(String message, String param) {
    return new ProblemException(WorkerProblem.INVALID_REQUEST, message, param, null);
  }
}
