package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WorkerTest extends EdgeTest {
  @Test
  void shouldAnswerInOpenAisWords() throws Exception {
    Caller.Answer answer = caller.plain("see", "What is it?");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().get("object").asText()).isEqualTo("chat.completion");
    assertThat(answer.json().get("model").asText()).isEqualTo("see");
    assertThat(answer.json().at("/choices/0/message/content").asText())
        .isEqualTo("a red \"circle\", 0 bytes");
    assertThat(answer.json().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(answer.json().at("/usage/total_tokens").asInt()).isEqualTo(27);
    // 20 in and 7 out at 0.10 and 0.30 dollars a million
    assertThat(answer.header("x-signalbox-cost-usd")).isEqualTo("0.0000041");
  }

  @Test
  void shouldStreamRoleFirstAndFinishLast() throws Exception {
    Caller.Answer answer = caller.stream("see", "What is it?");

    assertThat(answer.event(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(answer.streamedText()).isEqualTo("a red \"circle\", 0 bytes");
    int last = answer.events().size() - 2;
    assertThat(answer.event(last).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(answer.body()).doesNotContain("usage\":");
    assertThat(answer.saysDone()).isTrue();
  }

  @Test
  void shouldHandOverThePicturesBytes() throws Exception {
    byte[] picture = picture();
    String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(picture);

    Caller.Answer answer = caller.post("/v1/chat/completions", asking(url));

    assertThat(answer.json().at("/choices/0/message/content").asText())
        .endsWith(picture.length + " bytes");
    JsonNode cost = events.costsOf(answer.header("x-signalbox-decision")).get(0).data();
    assertThat(cost.get("x_Images").asInt()).isEqualTo(1);
  }

  @Test
  void shouldNotFetchFromPortsThatAreNotAllowed() throws Exception {
    byte[] picture = picture();
    var server =
        com.sun.net.httpserver.HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("content-type", "image/png");
          exchange.sendResponseHeaders(200, picture.length);
          exchange.getResponseBody().write(picture);
          exchange.close();
        });
    server.start();
    try {
      Caller.Answer answer =
          caller.post(
              "/v1/chat/completions",
              asking("http://127.0.0.1:" + server.getAddress().getPort() + "/a.png"));

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.errorCode()).isEqualTo("invalid_image");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void shouldSayThatItIsFull() throws Exception {
    Caller.Answer answer = caller.plain("see", "full house");

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("retry-after")).isEqualTo("3");
    MemoryPublisher.await(
        () -> {
          try {
            return caller.plain("see", "again").status() == 200
                ? java.util.List.of(true)
                : java.util.List.of();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void shouldPassOnWhyItRejects() throws Exception {
    Caller.Answer answer = caller.plain("see", "reject this");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/error/message").asText()).isEqualTo("the prompt is too long");
  }

  @Test
  void shouldEndABrokenStreamWithAnError() throws Exception {
    Caller.Answer answer = caller.stream("see", "break please");

    assertThat(answer.saysDone()).isFalse();
    assertThat(answer.body()).contains("upstream_interrupted");
  }

  private static byte[] picture() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }

  private static String asking(String url) {
    return "{\"model\":\"see\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What?\"},"
        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\""
        + url
        + "\"}}]}]}";
  }
}
