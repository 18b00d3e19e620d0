package dev.signalbox.scenarios;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.doWhileDuring;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.StringBodyPart;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** What one client does in a row. Each answer is checked for what its client needs of it. */
final class Journeys {
  private static final String CHAT = "/v1/chat/completions";
  private static final String CONTENT = "$.choices[0].message.content";
  private static final int TURNS = 3;
  private static final int BATCH_LINES = 20;
  private static final Duration LONGEST_BATCH = Duration.ofMinutes(2);
  private static final Duration SHORTEST_THOUGHT = Duration.ofMillis(200);
  private static final Duration LONGEST_THOUGHT = Duration.ofSeconds(1);

  private final String authorization;

  Journeys(Plan plan) {
    this.authorization = "Bearer " + plan.key();
  }

  /** Three turns, each with all that was said before. */
  ChainBuilder conversation() {
    ChainBuilder turns =
        exec(session -> session.set("said", Bodies.conversation()).set("answer", ""));
    for (int turn = 1; turn <= TURNS; turn++) {
      turns =
          turns
              .exec(
                  session -> {
                    ArrayNode said = session.get("said");
                    String answer = session.getString("answer");
                    if (answer != null && !answer.isEmpty()) {
                      Bodies.say(said, "assistant", answer);
                    }
                    return session.set("said", Bodies.say(said, "user", question()));
                  })
              .exec(
                  post("turn " + turn, CHAT, session -> Bodies.chat(session.get("said")).toString())
                      .check(
                          status().is(200),
                          jsonPath(CONTENT).exists().saveAs("answer"),
                          header("x-signalbox-model").exists(),
                          header("x-signalbox-cost-usd").exists()))
              .exec(pause(SHORTEST_THOUGHT, LONGEST_THOUGHT));
    }
    return group("conversation").on(turns);
  }

  /** To its end, with the usage that was asked for. */
  ChainBuilder stream() {
    return group("stream")
        .on(
            post("stream", CHAT, session -> Bodies.stream(question()).toString())
                .check(
                    status().is(200),
                    substring("data: [DONE]").exists(),
                    substring("\"completion_tokens\":").exists()));
  }

  /** A call of a function, and the answer to what it said. */
  ChainBuilder tools() {
    return group("tools")
        .on(
            exec(session -> session.set("question", "Departures? " + question()))
                .exec(
                    post(
                            "tool call",
                            CHAT,
                            session -> Bodies.call(session.getString("question")).toString())
                        .check(
                            status().is(200),
                            jsonPath("$.choices[0].message.tool_calls[0].id").saveAs("call"),
                            jsonPath("$.choices[0].message.tool_calls[0].function.arguments")
                                .saveAs("arguments")))
                .exitHereIfFailed()
                .exec(
                    post(
                            "tool answer",
                            CHAT,
                            session ->
                                Bodies.called(
                                        session.getString("question"),
                                        session.getString("call"),
                                        session.getString("arguments"))
                                    .toString())
                        .check(status().is(200), jsonPath(CONTENT).exists())));
  }

  /** A picture, which the local model looks at. */
  ChainBuilder look() {
    return group("picture")
        .on(
            post("picture", CHAT, session -> Bodies.look().toString())
                .check(status().is(200), jsonPath(CONTENT).exists()));
  }

  ChainBuilder embeddings() {
    return group("embeddings")
        .on(
            post(
                    "embeddings",
                    "/v1/embeddings",
                    session -> Bodies.embed(question(), question()).toString())
                .check(status().is(200), jsonPath("$.data[1].embedding").exists()));
  }

  /** In the words of OpenAI's Responses and of Anthropic's Messages. */
  ChainBuilder otherWords() {
    return group("other words")
        .on(
            exec(post(
                        "responses",
                        "/v1/responses",
                        session -> Bodies.respond(question()).toString())
                    .check(status().is(200), jsonPath("$.status").is("completed")))
                .exec(
                    post("messages", "/v1/messages", session -> Bodies.ask(question()).toString())
                        .header("anthropic-version", "2023-06-01")
                        .check(
                            status().is(200),
                            jsonPath("$.content[0].text").exists(),
                            jsonPath("$.usage.output_tokens").exists())));
  }

  /** The same request twice, as a client sends it whose first answer got lost. */
  ChainBuilder repetition() {
    return group("repetition")
        .on(
            exec(session ->
                    session
                        .set("repeated", Bodies.ask(question()).toString())
                        .set("idempotency", UUID.randomUUID().toString()))
                .exec(
                    repeated("once")
                        .check(
                            status().is(200),
                            header("idempotent-replayed").notExists(),
                            jsonPath(CONTENT).saveAs("first")))
                .exitHereIfFailed()
                .exec(
                    repeated("once more")
                        .check(
                            status().is(200),
                            header("idempotent-replayed").is("true"),
                            jsonPath(CONTENT).isEL("#{first}"))));
  }

  private HttpRequestActionBuilder repeated(String name) {
    return post(name, CHAT, session -> session.getString("repeated"))
        .header("idempotency-key", "#{idempotency}");
  }

  /** A file up, a batch until it is done, its results down. */
  ChainBuilder batch() {
    return group("batch")
        .on(
            exec(http("upload")
                    .post("/v1/files")
                    .header("authorization", authorization)
                    .formParam("purpose", "batch")
                    .bodyPart(
                        StringBodyPart("file", session -> batchInput())
                            .fileName("input.jsonl")
                            .contentType("application/jsonl"))
                    .asMultipartForm()
                    .check(status().is(200), jsonPath("$.id").saveAs("file")))
                .exitHereIfFailed()
                .exec(
                    post(
                            "batch",
                            "/v1/batches",
                            session -> Bodies.batch(session.getString("file")).toString())
                        .check(
                            status().is(200),
                            jsonPath("$.id").saveAs("batch"),
                            jsonPath("$.status").saveAs("state")))
                .exitHereIfFailed()
                .exec(
                    doWhileDuring(session -> !"completed".equals(state(session)), LONGEST_BATCH)
                        .on(
                            pause(LONGEST_THOUGHT)
                                .exec(
                                    get("progress", "/v1/batches/#{batch}")
                                        .check(
                                            status().is(200),
                                            jsonPath("$.status").saveAs("state"),
                                            jsonPath("$.output_file_id")
                                                .optional()
                                                .saveAs("output")))))
                .exec(
                    get("results", "/v1/files/#{output}/content")
                        .check(
                            status().is(200),
                            bodyString()
                                .transform(text -> text.lines().count())
                                .is((long) BATCH_LINES))));
  }

  /** What must be refused, in the API's shape. */
  ChainBuilder refusals() {
    return group("refusals")
        .on(
            exec(http("no such key")
                    .post(CHAT)
                    .header("authorization", "Bearer sk-nobody")
                    .header("content-type", "application/json")
                    .body(StringBody(session -> Bodies.ask(question()).toString()))
                    .check(status().is(401), jsonPath("$.error.code").is("invalid_api_key")))
                .exec(
                    post(
                            "no such model",
                            CHAT,
                            session -> Bodies.ask(question()).put("model", "nobody").toString())
                        .check(status().is(404), jsonPath("$.error.code").is("model_not_found")))
                .exec(
                    post("half a body", CHAT, session -> "{\"model\":\"auto\",\"messages\":[")
                        .check(
                            status().is(400),
                            jsonPath("$.error.type").is("invalid_request_error"))));
  }

  private static String question() {
    return Bodies.question(ThreadLocalRandom.current());
  }

  private static String batchInput() {
    return Bodies.batchInput(ThreadLocalRandom.current(), BATCH_LINES);
  }

  private static String state(Session session) {
    String state = session.getString("state");
    return state == null ? "" : state;
  }

  private HttpRequestActionBuilder post(String name, String path, Function<Session, String> body) {
    return http(name)
        .post(path)
        .header("authorization", authorization)
        .header("content-type", "application/json")
        .body(StringBody(body));
  }

  private HttpRequestActionBuilder get(String name, String path) {
    return http(name).get(path).header("authorization", authorization);
  }
}
