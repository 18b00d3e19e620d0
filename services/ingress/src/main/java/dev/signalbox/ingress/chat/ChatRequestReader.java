package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads chat completion requests. Stateless and thread-safe. */
public final class ChatRequestReader {
  private final JsonFactory factory;
  private final ChatLimits limits;

  public ChatRequestReader(ChatLimits limits) {
    this.limits = limits;
    this.factory =
        JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.depth())
                    .maxStringLength(limits.bytes())
                    .build())
            .build();
  }

  /**
   * Reads the first {@code length} bytes of {@code body}, which stay the request's.
   *
   * @throws ProblemException when it is no chat completion request; names the field at fault
   */
  public ChatRequest read(byte[] body, int length) {
    Abridged abridged = Abridged.of(body, length);
    return read(
        abridged, parser -> new ChatRequestParse(parser, abridged, body, length, limits).read());
  }

  /**
   * Reads an embeddings request.
   *
   * @throws ProblemException when it is none; names the field at fault
   */
  public ChatRequest embeddings(byte[] body, int length) {
    return read(
        Abridged.none(body, length),
        parser -> new EmbeddingsParse(parser, new JsonBytes(body, length)).read());
  }

  /** One walk through a body. */
  @FunctionalInterface
  private interface Walk {
    ChatRequest through(JsonParser parser) throws IOException;
  }

  private ChatRequest read(Abridged abridged, Walk walk) {
    JsonText.requireUtf8(abridged.text(), abridged.length());
    try (JsonParser parser = factory.createParser(abridged.text(), 0, abridged.length())) {
      return walk.through(parser);
    } catch (StreamConstraintsException e) {
      throw new ProblemException(
          IngressProblem.INVALID_JSON,
          "The request's JSON is nested too deeply or has a value that is too long.");
    } catch (JsonProcessingException e) {
      throw new ProblemException(
          IngressProblem.INVALID_JSON,
          "The request body is not valid JSON near byte "
              + abridged.original((int) e.getLocation().getByteOffset())
              + ".");
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }
}
