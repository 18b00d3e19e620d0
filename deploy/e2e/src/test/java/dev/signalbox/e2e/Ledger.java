package dev.signalbox.e2e;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks into PostgreSQL past the service. */
record Ledger(RunningSystem system) {
  /** One for each row, so that a doubled charge shows. */
  List<String> chargedEventIds() throws SQLException, IOException {
    return strings("select event_id from charge");
  }

  /** The same, of clients' requests alone. */
  List<String> chargedRequests() throws SQLException, IOException {
    return strings("select event_id from charge where purpose is null");
  }

  List<String> votes() throws SQLException, IOException {
    return strings("select subject || ' ' || choice from vote where choice <> 'withdrawn'");
  }

  private List<String> strings(String query) throws SQLException, IOException {
    String url = "jdbc:postgresql://" + system.address("postgres") + "/signalbox";
    try (Connection connection =
            DriverManager.getConnection(url, "signalbox", system.databasePassword());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> strings = new ArrayList<>();
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
      return strings;
    }
  }
}
