package dev.signalbox.local.plan;

import java.nio.file.Path;
import java.util.List;

/** What is printed when everything runs. The first line is a contract: scripts wait for it. */
public record ReadyMessage(
    int ingressPort,
    int consolePort,
    String demoKey,
    String adminToken,
    Path logs,
    boolean detached) {
  public static final String FIRST_WORDS = "signalbox is ready: ";

  public List<String> lines() {
    String base = "http://127.0.0.1:" + ingressPort;
    return List.of(
        FIRST_WORDS + base,
        "",
        "  console   http://127.0.0.1:" + consolePort,
        "  API key   " + demoKey,
        "  admin     " + adminToken + "   (signs in to the console)",
        "  logs      " + logs,
        "",
        "  try       curl " + base + "/v1/chat/completions \\",
        "              -H 'authorization: Bearer "
            + demoKey
            + "' -H 'content-type: application/json' \\",
        "              -d '{\"model\": \"auto\", \"messages\": [{\"role\": \"user\", \"content\": \"What is"
            + " 17 times 23?\"}]}'",
        "",
        detached ? "  stop      make stop" : "  stop      Ctrl-C");
  }
}
