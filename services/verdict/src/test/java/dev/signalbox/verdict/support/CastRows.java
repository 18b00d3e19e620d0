package dev.signalbox.verdict.support;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the database's casting functions answer to many votes at once. */
public final class CastRows {
  private CastRows() {}

  /**
   * Casts.
   *
   * @param function of subjects or of pairs
   * @param votes a JSON list
   * @return a line a vote in their order: number, status, choice and revision, then those of the
   *     voter's ballot
   */
  public static List<String> of(Statement sql, String function, String votes) throws SQLException {
    List<String> told = new ArrayList<>();
    try (var rows =
        sql.executeQuery(
            "select * from " + function + "('" + votes.replace("'", "''") + "') order by n")) {
      while (rows.next()) {
        told.add(
            "%d %s %s-%d %s-%d"
                .formatted(
                    rows.getLong("n"),
                    rows.getString("status"),
                    rows.getString("choice"),
                    rows.getLong("revision"),
                    rows.getString("own_choice"),
                    rows.getLong("own_revision")));
      }
    }
    return told;
  }
}
