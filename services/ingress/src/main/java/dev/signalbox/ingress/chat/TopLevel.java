package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Edits of a JSON object's own members, whatever else it holds. */
public final class TopLevel {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private TopLevel() {}

  /** Edits that put {@code model} where the model stands, and take our own {@code routing} out. */
  public static Edits named(JsonBytes body, String model) {
    try (JsonParser parser = FACTORY.createParser(body.bytes(), 0, body.length())) {
      return named(parser, model);
    } catch (IOException e) {
      throw new UncheckedIOException("what was read before can be read again", e);
    }
  }

  private static Edits named(JsonParser parser, String model) throws IOException {
    Fields fields = new Fields(parser);
    parser.nextToken();
    MemberCut routing = new MemberCut(fields.end());
    @Nullable Span place = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int nameStart = fields.start();
      routing.begins(nameStart);
      parser.nextToken();
      int start = fields.start();
      parser.skipChildren();
      if (name.equals("model")) {
        place = new Span(start, fields.end());
      }
      routing.ends(nameStart, fields.end(), name.equals("routing"));
    }
    Edits edits = new Edits();
    if (place != null) {
      edits.replace(place, JsonText.quote(model));
    }
    Span cut = routing.span();
    if (cut != null) {
      edits.remove(cut);
    }
    return edits;
  }
}
