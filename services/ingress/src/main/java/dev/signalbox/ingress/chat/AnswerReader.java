package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads chat completions and their chunks as upstreams send them. Stateless and thread-safe. */
public final class AnswerReader {
  /** Member of a chunk that holds the usage as {@code usage} does, of the prompt alone. */
  public static final String PROMPT_USAGE = "signalbox_prompt_usage";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxStringLength(64 << 20)
                  .build())
          .build();

  /** Members of a message that may hold what was said in parts. */
  private static final Set<String> SPEAKING = Set.of("content", "tool_calls", "function_call");

  private AnswerReader() {}

  /** Empty when the bytes are no JSON object, and nothing else. */
  public static Optional<AnswerReading> read(byte[] json, int offset, int length) {
    try (JsonParser parser = FACTORY.createParser(json, offset, length)) {
      return new Walk(parser).read();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  /** One walk through one answer. */
  private static final class Walk {
    private final JsonParser parser;
    private final Fields fields;
    private String id = "";
    private long created;
    private @Nullable Span model;
    private @Nullable ReportedUsage usage;
    private boolean begun;
    private int choices;
    private long outputChars;
    private String said = "";
    private boolean finished;
    private @Nullable String error;

    Walk(JsonParser parser) {
      this.parser = parser;
      this.fields = new Fields(parser);
    }

    Optional<AnswerReading> read() throws IOException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      int root = fields.end();
      MemberCut usageCut = new MemberCut(root);
      boolean empty = true;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        empty = false;
        String name = parser.currentName();
        int nameStart = fields.start();
        usageCut.begins(nameStart);
        parser.nextToken();
        member(name);
        usageCut.ends(nameStart, fields.end(), name.equals("usage") || name.equals(PROMPT_USAGE));
      }
      if (empty || parser.nextToken() != null) {
        return Optional.empty();
      }
      return Optional.of(
          new AnswerReading(
              id,
              created,
              model,
              root,
              usage,
              begun,
              usageCut.span(),
              choices,
              outputChars,
              said,
              finished,
              error));
    }

    private void member(String name) throws IOException {
      JsonToken value = parser.currentToken();
      switch (name) {
        case "id" -> id = value == JsonToken.VALUE_STRING ? parser.getText() : "";
        case "created" ->
            created = value == JsonToken.VALUE_NUMBER_INT ? parser.getValueAsLong() : 0;
        case "model" -> {
          int start = fields.start();
          parser.skipChildren();
          model = new Span(start, fields.end());
        }
        case "choices" -> readChoices();
        case "data" -> countVectors();
        case "usage" -> readUsage();
        case PROMPT_USAGE -> {
          begun = true;
          readUsage();
        }
        case "error" -> readError();
        default -> parser.skipChildren();
      }
    }

    private void readError() throws IOException {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return;
      }
      error = "";
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean message = parser.currentName().equals("message");
        if (parser.nextToken() == JsonToken.VALUE_STRING && message) {
          error = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
    }

    private void readChoices() throws IOException {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        choices++;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
          readChoice();
        } else {
          parser.skipChildren();
        }
      }
    }

    /** Vectors of an embeddings answer count as choices. */
    private void countVectors() throws IOException {
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          choices++;
          parser.skipChildren();
        }
      } else {
        parser.skipChildren();
      }
    }

    private void readChoice() throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if ((name.equals("delta") || name.equals("message")) && value == JsonToken.START_OBJECT) {
          readMessage(name.equals("delta"));
        } else {
          finished |= name.equals("finish_reason") && value == JsonToken.VALUE_STRING;
          parser.skipChildren();
        }
      }
    }

    /**
     * Some servers say their reasoning under its old name too.
     *
     * @param chunk what it says is kept: a chunk is short, an answer is not
     */
    private void readMessage(boolean chunk) throws IOException {
      boolean reasoned = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        boolean reasoning = name.equals("reasoning") || name.equals("reasoning_content");
        if (value == JsonToken.VALUE_STRING) {
          if (!name.equals("role") && !(reasoning && reasoned)) {
            say(chunk);
          }
          reasoned |= reasoning && parser.getTextLength() > 0;
        } else if (SPEAKING.contains(name)) {
          readParts(chunk);
        } else {
          parser.skipChildren();
        }
      }
    }

    /** Calls of tools, or content in parts. */
    private void readParts(boolean chunk) throws IOException {
      int depth = parser.currentToken().isStructStart() ? 1 : 0;
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        } else if (token == JsonToken.VALUE_STRING && SaidText.spoken(parser.currentName())) {
          say(chunk);
        }
      }
    }

    private void say(boolean kept) throws IOException {
      outputChars += parser.getTextLength();
      if (kept) {
        said = said.isEmpty() ? parser.getText() : said + parser.getText();
      }
    }

    private void readUsage() throws IOException {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      UsageCounts counts = new UsageCounts();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.endsWith("_details") && value == JsonToken.START_OBJECT) {
          readDetails(name, counts);
        } else {
          counts.put(name, parser);
          parser.skipChildren();
        }
      }
      usage = counts.toUsage();
    }

    private void readDetails(String of, UsageCounts counts) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        counts.putDetail(of, name, parser);
        parser.skipChildren();
      }
    }
  }
}
