package dev.signalbox.ingress.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.signalbox.ingress.peer.Peers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lists that every replica has a part of. */
final class Everybodys {
  /** On a list: how many replicas did not say what they keep. */
  private static final String MISSING = "x-signalbox-replicas-missing";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Everybodys() {}

  /**
   * Answers with the tenant's entries of all replicas, the newest first: ids sort by time, whoever
   * made them.
   *
   * @param here this replica's
   * @param more this replica has more than these
   * @param most entries
   */
  static Future<Void> list(
      Peers peers, HttpServerRequest request, List<String> here, boolean more, int most) {
    if (!peers.isEverybodys(request)) {
      return SmallRoutes.json(request, listOf(here, more));
    }
    return peers
        .everybody(request)
        .compose(
            answers -> {
              Map<String, String> all = new TreeMap<>(Comparator.reverseOrder());
              here.forEach(entry -> put(read(Buffer.buffer(entry)), all));
              boolean further = more;
              for (Buffer body : answers.bodies()) {
                JsonNode list = read(body);
                further |= list.path("has_more").asBoolean(false);
                list.path("data").forEach(entry -> put(entry, all));
              }
              if (answers.missing() > 0) {
                request.response().putHeader(MISSING, Integer.toString(answers.missing()));
              }
              return SmallRoutes.json(
                  request,
                  listOf(all.values().stream().limit(most).toList(), further || all.size() > most));
            });
  }

  private static void put(JsonNode entry, Map<String, String> all) {
    all.put(entry.path("id").asText(), entry.toString());
  }

  private static JsonNode read(Buffer json) {
    try {
      return JSON.readTree(json.getBytes());
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static Buffer listOf(List<String> entries, boolean more) {
    return Buffer.buffer(
        entries.stream()
            .collect(
                Collectors.joining(
                    ",", "{\"object\":\"list\",\"data\":[", "],\"has_more\":" + more + "}")));
  }
}
