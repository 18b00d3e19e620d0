package dev.signalbox.ingress.pool;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a model's tokens are counted where its upstream does not report them. */
public enum Tokenizer {
  /** OpenAI's encoding of GPT-4o and what came after it. */
  O200K_BASE(1),
  /** OpenAI's encoding of GPT-4, GPT-3.5 and its embeddings. */
  CL100K_BASE(2),
  /** No encoding is known: four characters a token, and three tokens a message. */
  CHARACTERS(3);

  /** What may stand before a model's name: a publisher, or the mark of a fine-tuned model. */
  private static final Pattern BEFORE = Pattern.compile("^(?:[a-z0-9_.-]+/)*(?:ft:)?");

  private static final Pattern O200K =
      Pattern.compile("(?:gpt-4o|gpt-4\\.[1-9]|gpt-[5-9]|gpt-oss|chatgpt-|o[1-9](?:$|-)).*");
  private static final Pattern CL100K =
      Pattern.compile("(?:gpt-4|gpt-3\\.5|gpt-35|text-embedding-(?:3|ada)-).*");

  private final int number;

  Tokenizer(int number) {
    this.number = number;
  }

  /** Under which files of this service note it, from 1 to 255; never another one's. */
  public int number() {
    return number;
  }

  public static Optional<Tokenizer> numbered(int number) {
    return Arrays.stream(values()).filter(each -> each.number == number).findFirst();
  }

  /** As pool documents and events write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Tokenizer> named(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }

  static String names() {
    return Arrays.stream(values()).map(Tokenizer::label).collect(Collectors.joining(", "));
  }

  /**
   * The one that OpenAI publishes for a model of this name.
   *
   * @param upstreamModel as the upstream knows it
   * @see <a href="https://github.com/openai/tiktoken/blob/main/tiktoken/model.py">tiktoken: models
   *     and their encodings</a>
   */
  static Tokenizer usedBy(String upstreamModel) {
    String name = BEFORE.matcher(upstreamModel.toLowerCase(Locale.ROOT)).replaceFirst("");
    if (O200K.matcher(name).matches()) {
      return O200K_BASE;
    }
    return CL100K.matcher(name).matches() ? CL100K_BASE : CHARACTERS;
  }
}
