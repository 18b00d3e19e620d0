package dev.signalbox.loadtest.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** Requests to send. */
final class Bodies {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PICTURE_BYTES = 196_500;
  private static final byte[] PNG_HEAD =
      Base64.getDecoder()
          .decode("iVBORw0KGgoAAAANSUhEUgAAAoAAAAHgCAIAAAC6s0uzAAAACXBIWXMAAA7EAAAOxAGVKw4b");

  private Bodies() {}

  static Buffer text(String model, boolean stream, String prompt) {
    ObjectNode body = JSON.createObjectNode().put("model", model);
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    if (stream) {
      body.put("stream", true);
    }
    return Buffer.buffer(body.toString());
  }

  /** 262 KB: a PNG's head and noise, as base64 in a chat completion. */
  static byte[] picture() {
    byte[] noise = new byte[PICTURE_BYTES];
    new Random(1).nextBytes(noise);
    System.arraycopy(PNG_HEAD, 0, noise, 0, PNG_HEAD.length);
    ObjectNode body = JSON.createObjectNode().put("model", "auto");
    var parts = body.putArray("messages").addObject().put("role", "user").putArray("content");
    parts.addObject().put("type", "text").put("text", "What is on it?");
    parts
        .addObject()
        .put("type", "image_url")
        .putObject("image_url")
        .put("url", "data:image/png;base64," + Base64.getEncoder().encodeToString(noise));
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
