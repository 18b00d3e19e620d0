package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.ingress.whatif.ReplayCommand;
import io.quarkus.test.junit.QuarkusTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What was decided can be decided again from what was written down. */
@QuarkusTest
class ReplayTest extends EdgeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ConfigProperty(name = "fake.pool")
  Path pool;

  @Test
  void shouldDecideTheSameAgainUnderTheSamePool(@TempDir Path folder) throws Exception {
    String more = "{\"role\":\"user\",\"content\":\"" + "Replay this. ".repeat(600) + "\"}";
    List<Caller.Answer> answers =
        List.of(
            caller.plain("ok", "easy"),
            caller.plain("ok", "a hard one"),
            caller.plain("ok", "a late one"),
            caller.plain("ok", "unsure"),
            caller.plain("ok-backup", "named"),
            caller.plain("refusing", "the only one"),
            wished("{\"mode\":\"cost\",\"max_cost_usd\":\"0.0001\"}"),
            wished("{\"models\":[\"ok-backup\"],\"zone\":\"cluster\"}"),
            conversation(more + ",{\"role\":\"user\",\"content\":\"hard\"}"),
            conversation(more + ",{\"role\":\"user\",\"content\":\"yes\"}"));
    Path decisions = folder.resolve("decisions.jsonl");
    List<String> lines = new ArrayList<>();
    for (Caller.Answer answer : answers) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      lines.add(events.decision(answer.header("x-signalbox-decision")).data().toString());
    }
    Files.write(decisions, lines);

    String report = replay(decisions, folder.resolve("one"));
    String again = replay(decisions, folder.resolve("two"));

    assertThat(report).isEqualTo(again).contains("10 decisions").contains("would differ:   0 ");
    assertThat(folder.resolve("one")).hasSameTextualContentAs(folder.resolve("two"));
    List<String> results = Files.readAllLines(folder.resolve("one"));
    for (int i = 0; i < lines.size(); i++) {
      JsonNode decided = JSON.readTree(lines.get(i));
      JsonNode result = JSON.readTree(results.get(i));
      assertThat(result.get("decisionId")).isEqualTo(decided.get("decisionId"));
      assertThat(result.get("after")).isEqualTo(decided.get("model"));
      assertThat(result.get("reasonCode")).isEqualTo(decided.get("reasonCode"));
      assertThat(result.get("reason")).isEqualTo(decided.get("reason"));
      assertThat(result.get("costAfterNanoUsd")).isEqualTo(result.get("costBeforeNanoUsd"));
    }
  }

  private Caller.Answer wished(String routing) throws Exception {
    return caller.post(
        "/v1/chat/completions", Caller.body("ok", "wished", ",\"routing\":" + routing));
  }

  private Caller.Answer conversation(String messages) throws Exception {
    return caller.post(
        "/v1/chat/completions", "{\"model\":\"ok\",\"messages\":[" + messages + "]}");
  }

  private String replay(Path decisions, Path out) {
    StringWriter report = new StringWriter();
    StringWriter complaints = new StringWriter();
    int exit =
        new CommandLine(new ReplayCommand())
            .setOut(new PrintWriter(report))
            .setErr(new PrintWriter(complaints))
            .execute(
                "--file", decisions.toString(), "--pool", pool.toString(), "--out", out.toString());
    assertThat(exit).as(complaints.toString()).isZero();
    return report.toString();
  }
}
