package dev.signalbox.scenarios;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;

/** What clients send, in the words of OpenAI and Anthropic. */
final class Bodies {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIDE = 96;
  private static final int MOST_NUMBER = 1_000_000;
  private static final String PICTURE = picture();

  private static final List<String> QUESTIONS =
      List.of(
          "What is the capital of country number %d on your list?",
          "Is %d a prime number? Answer with yes or no.",
          "Translate into French: the signal box has %d levers.",
          "Prove that every finite integral domain with %d elements is a field, step by step.",
          "Write a function that finds the shortest way through a maze of %d rooms, and prove it.",
          "Summarise in one line: train %d was late because the points were frozen.");

  private Bodies() {}

  /** One that hardly anybody asked before. */
  static String question(RandomGenerator random) {
    return QUESTIONS.get(random.nextInt(QUESTIONS.size())).formatted(random.nextInt(MOST_NUMBER));
  }

  static ArrayNode conversation() {
    return JSON.createArrayNode();
  }

  static ArrayNode say(ArrayNode conversation, String role, String text) {
    conversation.addObject().put("role", role).put("content", text);
    return conversation;
  }

  static ObjectNode chat(ArrayNode messages) {
    ObjectNode body = JSON.createObjectNode().put("model", "auto").put("max_tokens", 200);
    body.set("messages", messages);
    return body;
  }

  static ObjectNode ask(String question) {
    return chat(say(conversation(), "user", question));
  }

  static ObjectNode stream(String question) {
    ObjectNode body = ask(question).put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    return body;
  }

  /** Demands a call of {@code departures}. */
  static ObjectNode call(String question) {
    ObjectNode body = ask(question);
    ObjectNode function =
        body.putArray("tools").addObject().put("type", "function").putObject("function");
    function.put("name", "departures").put("description", "Trains that leave a station next");
    ObjectNode parameters = function.putObject("parameters").put("type", "object");
    parameters.putObject("properties").putObject("station").put("type", "string");
    parameters.putArray("required").add("station");
    body.put("tool_choice", "required");
    return body;
  }

  /** After {@link #call}: what the function said. */
  static ObjectNode called(String question, String callId, String arguments) {
    ArrayNode messages = say(conversation(), "user", question);
    ObjectNode call =
        messages.addObject().put("role", "assistant").putArray("tool_calls").addObject();
    call.put("id", callId).put("type", "function");
    call.putObject("function").put("name", "departures").put("arguments", arguments);
    messages
        .addObject()
        .put("role", "tool")
        .put("tool_call_id", callId)
        .put("content", "10:04 to Crewe, platform 3");
    return chat(messages);
  }

  static ObjectNode look() {
    ObjectNode body = JSON.createObjectNode().put("model", "auto").put("max_tokens", 20);
    ArrayNode parts = body.putArray("messages").addObject().put("role", "user").putArray("content");
    parts.addObject().put("type", "text").put("text", "Which colour is the circle?");
    parts
        .addObject()
        .put("type", "image_url")
        .putObject("image_url")
        .put("url", "data:image/png;base64," + PICTURE);
    return body;
  }

  static ObjectNode embed(String first, String second) {
    ObjectNode body = JSON.createObjectNode().put("model", "simulator-vectors");
    body.putArray("input").add(first).add(second);
    return body;
  }

  static ObjectNode respond(String question) {
    return JSON.createObjectNode()
        .put("model", "auto")
        .put("max_output_tokens", 200)
        .put("input", question);
  }

  /** As JSON lines, for {@code purpose=batch}. */
  static String batchInput(RandomGenerator random, int lines) {
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      ObjectNode line = JSON.createObjectNode().put("custom_id", "line-" + i);
      line.put("method", "POST").put("url", "/v1/chat/completions");
      line.set("body", ask(question(random)));
      file.append(line).append('\n');
    }
    return file.toString();
  }

  static ObjectNode batch(String fileId) {
    return JSON.createObjectNode()
        .put("input_file_id", fileId)
        .put("endpoint", "/v1/chat/completions")
        .put("completion_window", "24h");
  }

  private static String picture() {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D paint = image.createGraphics();
    paint.setColor(Color.WHITE);
    paint.fillRect(0, 0, SIDE, SIDE);
    paint.setColor(Color.RED);
    paint.fillOval(SIDE / 4, SIDE / 4, SIDE / 2, SIDE / 2);
    paint.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture in memory can be written", e);
    }
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }
}
