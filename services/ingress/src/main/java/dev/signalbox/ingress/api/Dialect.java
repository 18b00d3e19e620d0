package dev.signalbox.ingress.api;

import dev.signalbox.ingress.admission.RateTurn;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.chat.Origin;
import dev.signalbox.ingress.dialect.MessagesQuestion;
import dev.signalbox.ingress.dialect.ResponsesAnswer;
import dev.signalbox.ingress.dialect.ResponsesQuestion;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;

/** An API that clients speak: how its requests are read, and who answers in its words. */
enum Dialect {
  /** {@code /v1/chat/completions}. */
  CHAT {
    @Override
    ChatRequest read(ChatRequestReader reader, byte[] body, int length) {
      return reader.read(body, length);
    }
  },

  /** {@code /v1/embeddings}. */
  EMBEDDINGS {
    @Override
    ChatRequest read(ChatRequestReader reader, byte[] body, int length) {
      return reader.embeddings(body, length);
    }
  },

  /** {@code /v1/responses}. */
  RESPONSES {
    @Override
    ChatRequest read(ChatRequestReader reader, byte[] body, int length) {
      byte[] chat = ResponsesQuestion.of(body, length);
      return reader.read(chat, chat.length);
    }

    @Override
    Voice voice(ChatRequest request, byte[] body, int length, String requestId) {
      return new ResponsesVoice(ResponsesAnswer.to(body, length, requestId));
    }
  },

  /** Anthropic's {@code /v1/messages}. */
  MESSAGES {
    @Override
    ChatRequest read(ChatRequestReader reader, byte[] body, int length) {
      byte[] chat = MessagesQuestion.of(body, length);
      return reader
          .read(chat, chat.length)
          .withOrigin(Origin.messages(new JsonBytes(body, length)));
    }

    @Override
    ChatRequest readToCount(ChatRequestReader reader, byte[] body, int length) {
      byte[] chat = MessagesQuestion.toCount(body, length);
      return reader.read(chat, chat.length);
    }

    @Override
    Voice voice(ChatRequest request, byte[] body, int length, String requestId) {
      return new MessagesVoice(request.textTokens());
    }

    @Override
    Buffer error(ProblemException problem) {
      return Errors.anthropic(problem);
    }

    @Override
    void identify(String requestId, HttpServerResponse response) {
      super.identify(requestId, response);
      response.putHeader("request-id", requestId);
    }

    @Override
    void describe(RateTurn turn, Instant now, RateTurn.Headers headers) {
      super.describe(turn, now, headers);
      turn.describeAsAnthropic(now, headers);
    }
  };

  /** The one that a client speaks who asks for what no API has to itself. */
  static Dialect ofClient(HttpServerRequest request) {
    return request.headers().contains(Headers.ANTHROPIC_VERSION) ? MESSAGES : CHAT;
  }

  /**
   * Reads a request.
   *
   * @throws ProblemException when it is none; names the field at fault
   */
  abstract ChatRequest read(ChatRequestReader reader, byte[] body, int length);

  /**
   * Reads a request of which only the tokens are counted.
   *
   * @throws ProblemException when it is none; names the field at fault
   */
  ChatRequest readToCount(ChatRequestReader reader, byte[] body, int length) {
    return read(reader, body, length);
  }

  /** Says the request's id where this API's clients look for it. */
  void identify(String requestId, HttpServerResponse response) {
    response.putHeader(Headers.REQUEST_ID, requestId);
  }

  /** Who answers this request. */
  Voice voice(ChatRequest request, byte[] body, int length, String requestId) {
    return ChatVoice.INSTANCE;
  }

  /** What is left of the key's rates, in the headers that this API's clients know. */
  void describe(RateTurn turn, Instant now, RateTurn.Headers headers) {
    turn.describe(headers);
  }

  /** A problem in this API's shape. */
  Buffer error(ProblemException problem) {
    return Errors.openAi(problem);
  }
}
