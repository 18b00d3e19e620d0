package dev.signalbox.worker.prompt;

import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.preprocess.TileRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Template, placeholders and tokenizer in a row; thread-safe. Needs the pictures' sizes only, not
 * their pixels.
 */
public final class PromptEncoder {
  private final ModelConfig config;
  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final PlainText plain;

  public PromptEncoder(ModelConfig config, ChatTemplate template, Tokenizer tokenizer) {
    this.config = config;
    this.template = template;
    this.tokenizer = tokenizer;
    this.plain = new PlainText(tokenizer.controls());
  }

  /** The prompt after which the assistant's answer begins; one plan for each picture, in order. */
  public Prompt encode(List<Message> messages, List<TileRules.Plan> plans) {
    String rendered = template.render(messages.stream().map(this::guarded).toList(), true);
    String text = PicturePlaceholder.expandAll(rendered, plans, config.tokensPerTile());
    long[] ids =
        PlainText.pieces(text).stream()
            .flatMapToLong(
                piece ->
                    piece.isEmpty() ? LongStream.empty() : LongStream.of(tokenizer.encode(piece)))
            .toArray();
    long[] rows =
        IntStream.range(0, ids.length)
            .filter(row -> ids[row] == config.imageToken())
            .asLongStream()
            .toArray();
    long expected = plans.stream().mapToLong(TileRules.Plan::tiles).sum() * config.tokensPerTile();
    if (rows.length != expected) {
      throw new IllegalStateException(
          "the prompt has %d image tokens where its tiles need %d; tokenizer.json does not fit config.json"
              .formatted(rows.length, expected));
    }
    return new Prompt(ids, rows);
  }

  private Message guarded(Message message) {
    List<Message.Part> parts = new ArrayList<>();
    for (Message.Part part : message.parts()) {
      parts.add(
          switch (part) {
            case Message.Part.Text text -> new Message.Part.Text(plain.guard(text.text()));
            case Message.Part.Picture picture -> picture;
            case Message.Part.Frame frame -> frame;
            case Message.Part.Video video ->
                throw new IllegalArgumentException("videos are expanded before they are encoded");
          });
    }
    return new Message(message.role(), parts);
  }
}
