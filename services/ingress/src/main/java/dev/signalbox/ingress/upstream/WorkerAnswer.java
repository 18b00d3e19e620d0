package dev.signalbox.ingress.upstream;

import dev.signalbox.contracts.inference.v1.Accepted;
import dev.signalbox.contracts.inference.v1.Delta;
import dev.signalbox.contracts.inference.v1.FinishReason;
import dev.signalbox.contracts.inference.v1.Finished;
import dev.signalbox.contracts.inference.v1.TokenLogprob;
import dev.signalbox.contracts.inference.v1.Usage;
import dev.signalbox.ingress.chat.AnswerReader;
import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.ingress.chat.ReportedUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A worker's events in OpenAI's words. The relay puts the model's name in. */
final class WorkerAnswer {
  private final String head;
  private final int most;
  private final StringBuilder text = new StringBuilder();
  private final List<TokenLogprob> logprobs = new ArrayList<>();
  private Accepted accepted = Accepted.getDefaultInstance();
  private Usage reported = Usage.getDefaultInstance();
  private boolean finished;

  /**
   * @param created seconds since the epoch
   * @param most characters of the whole answer
   */
  WorkerAnswer(String requestId, long created, int most) {
    this.most = most;
    this.head =
        "{\"id\":"
            + JsonText.quote("chatcmpl-" + requestId)
            + ",\"created\":"
            + created
            + ",\"model\":\"\",\"object\":";
  }

  void accepted(Accepted event) {
    accepted = event;
  }

  /** The answer's first words without the space that the chat template leaves to the model. */
  Delta shown(Delta delta) {
    return text.isEmpty()
        ? delta.toBuilder().setText(delta.getText().stripLeading()).build()
        : delta;
  }

  /** False when the answer has grown too long. */
  boolean add(Delta delta) {
    text.append(delta.getText());
    logprobs.addAll(delta.getLogprobsList());
    return text.length() <= most;
  }

  String roleChunk() {
    return chunk("{\"role\":\"assistant\",\"content\":\"\"}", "", "null");
  }

  String deltaChunk(Delta delta) {
    return chunk(
        "{\"content\":" + JsonText.quote(delta.getText()) + "}",
        logprobs(delta.getLogprobsList()),
        "null");
  }

  String finishChunk(Finished last) {
    return chunk("{}", "", reason(last));
  }

  private String chunk(String delta, String more, String reason) {
    return head
        + "\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + more
        + ",\"finish_reason\":"
        + reason
        + "}],\"usage\":null}";
  }

  String usageChunk(Finished last) {
    remember(last);
    return head + "\"chat.completion.chunk\",\"choices\":[],\"usage\":" + usage() + "}";
  }

  String completion(Finished last) {
    remember(last);
    return head
        + "\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
        + JsonText.quote(text)
        + ",\"refusal\":null}"
        + logprobs(logprobs)
        + ",\"finish_reason\":"
        + reason(last)
        + "}],\"usage\":"
        + usage()
        + "}";
  }

  private void remember(Finished last) {
    finished = true;
    reported = last.getUsage();
  }

  private static String reason(Finished last) {
    return last.getReason() == FinishReason.FINISH_REASON_LENGTH ? "\"length\"" : "\"stop\"";
  }

  private String usage() {
    long total = Integer.toUnsignedLong(reported.getPromptTokens()) + reported.getOutputTokens();
    return "{\"prompt_tokens\":"
        + reported.getPromptTokens()
        + ",\"completion_tokens\":"
        + reported.getOutputTokens()
        + ",\"total_tokens\":"
        + total
        + ",\"prompt_tokens_details\":{\"cached_tokens\":"
        + reported.getCachedTokens()
        + "}}";
  }

  private static String logprobs(List<TokenLogprob> tokens) {
    if (tokens.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder(",\"logprobs\":{\"content\":[");
    for (int i = 0; i < tokens.size(); i++) {
      TokenLogprob token = tokens.get(i);
      out.append(i == 0 ? "{" : ",{");
      fields(out, token).append(",\"top_logprobs\":[");
      for (int j = 0; j < token.getAlternativesCount(); j++) {
        fields(out.append(j == 0 ? "{" : ",{"), token.getAlternatives(j)).append('}');
      }
      out.append("]}");
    }
    return out.append("]}").toString();
  }

  private static StringBuilder fields(StringBuilder out, TokenLogprob token) {
    out.append("\"token\":").append(JsonText.quote(token.getToken()));
    out.append(",\"logprob\":").append(token.getLogprob()).append(",\"bytes\":[");
    byte[] bytes = token.getToken().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      out.append(i == 0 ? "" : ",").append(bytes[i] & 0xFF);
    }
    return out.append(']');
  }

  /**
   * Where the parts of one of its own texts stand, with the picture tokens that OpenAI's words have
   * no place for.
   */
  AnswerReading reading(byte[] json) {
    AnswerReading read =
        AnswerReader.read(json, 0, json.length)
            .orElseThrow(() -> new IllegalStateException("a worker's answer was written wrongly"));
    ReportedUsage usage = read.usage();
    if (usage == null || !finished) {
      return read;
    }
    long images = Math.max(accepted.getImageTokens(), reported.getImageTokens());
    return read.withUsage(
        new ReportedUsage(
            usage.inputTokens(),
            usage.cachedInputTokens(),
            Math.min(images, usage.inputTokens()),
            usage.outputTokens()));
  }
}
